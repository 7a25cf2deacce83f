import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Agent } from 'undici'

export interface Overload {
  /** Browsing answered well and within a second, per second; what was refused with Retry-After; and what came too late or not at all. */
  readonly goodPerS: number
  readonly shed: number
  readonly late: number
  /** Of the requests that carry paid orders on: taken within a second, taken at all, refused. */
  readonly orders: { readonly inTime: number; readonly taken: number; readonly refused: number }
  readonly ready: number
  readonly p99Ms: number
}

const goodMs = 1_000

/**
 * Asks a server in a process of its own for so many times what it can do, in an open loop as customers do: nobody waits for
 * the answers of others. A tenth of the server's capacity on top are requests for paid orders.
 */
export async function overload(options: {
  times: number
  workMs: number
  seconds: number
  shed: boolean
}): Promise<Overload> {
  const { times, workMs, seconds } = options
  const server = fileURLToPath(new URL('busy-server.ts', import.meta.url))
  const child = fork(server, [String(workMs), options.shed ? 'shed' : ''], { stdio: 'inherit' })
  const agent = new Agent({ connections: 2_000 })
  try {
    const [origin] = (await once(child, 'message')) as [string]
    const capacity = 1_000 / workMs
    const tookMs: number[] = []
    let [good, shed, late, ready] = [0, 0, 0, 0]
    const orders = { inTime: 0, taken: 0, refused: 0 }
    const ask = async (path: string, tell: (status: number, ms: number, wait: number) => void) => {
      const began = performance.now()
      try {
        const answer = await agent.request({ origin, path, method: 'GET', signal: AbortSignal.timeout(15_000) })
        await answer.body.dump()
        tell(answer.statusCode, performance.now() - began, Number(answer.headers['retry-after']))
      } catch {
        tell(0, performance.now() - began, 0)
      }
    }
    const browse = () =>
      ask('/browse', (status, ms, wait) => {
        if (status === 503 && wait > 0) shed += 1
        else if (status === 200 && ms <= goodMs) {
          good += 1
          tookMs.push(ms)
        } else late += 1
      })
    const order = () =>
      ask('/orders', (status, ms) => {
        if (status === 503) orders.refused += 1
        else if (status === 200) orders.taken += 1
        if (status === 200 && ms <= goodMs) orders.inTime += 1
      })
    const all: Promise<void>[] = []
    const beganMs = performance.now()
    let [browsed, ordered] = [0, 0]
    for (;;) {
      const atS = (performance.now() - beganMs) / 1_000
      if (atS >= seconds) break
      for (; browsed < atS * times * capacity; browsed += 1) all.push(browse())
      for (; ordered < (atS * capacity) / 10; ordered += 1) all.push(order())
      if (all.length % 50 === 0)
        all.push(
          ask('/readyz', (status) => {
            if (status === 200) ready += 1
          }),
        )
      await pause(5)
    }
    await Promise.all(all)
    const p99Ms = tookMs.sort((a, b) => a - b)[Math.floor(tookMs.length * 0.99)] ?? Number.NaN
    return { goodPerS: good / seconds, shed, late, orders, ready, p99Ms }
  } finally {
    await agent.destroy()
    child.disconnect()
  }
}
