import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Message } from './messages/outbox.ts'
import { type Faults, type SandboxOptions, startSandbox } from './start.ts'

/** A sandbox on a free port and a folder of its own, whose faults can be switched; for tests. */
export async function openSandboxForTest(options: Omit<SandboxOptions, 'store'> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-sandbox-'))
  let sandbox = await startSandbox({ ...options, store: folder, faults: true })
  const { url, credentials } = sandbox

  return {
    sandbox: { url, credentials },
    folder,
    outbox: async (channel: Message['channel'], to: string) => {
      const response = await fetch(`${url}/outbox.json?${new URLSearchParams({ channel, to })}`)
      return ((await response.json()) as { items: Message[] }).items
    },
    faults: async (faults: Faults) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${url}/_faults`, { method: 'POST', headers, body: JSON.stringify(faults) })
      if (!response.ok) throw new Error(await response.text())
    },
    /** Stops it and starts it again at the same address, with what it remembered. */
    restart: async () => {
      await sandbox[Symbol.asyncDispose]()
      sandbox = await startSandbox({ ...options, port: Number(new URL(url).port), store: folder, faults: true })
      // Connections of before are closed by now, but clients learn it a moment later: go on once they have.
      while (!(await fetch(`${url}/outbox.json`).catch(() => undefined))) await setImmediate()
    },
    deliverWebhooksNow: () => sandbox.deliverWebhooksNow(),
    close: async () => {
      await sandbox[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
