import type { LiveMessage } from '../../contracts/live.ts'
import { type Live, localLive } from '../../kit/live.ts'
import type { Log } from '../../kit/log.ts'
import { openPinned, type Sql, type SqlAddress } from '../../kit/sql.ts'

const channel = 'tokri_live'
/** NOTIFY carries 8,000 bytes; longer messages are left out, and clients that poll see the change. */
const maxBytes = 7_900
const flushMs = 20

/**
 * Live messages between processes over PostgreSQL's NOTIFY; within one process they take the short way. Messages of
 * 20 ms travel together in one statement.
 */
export async function openLive(options: { alone: boolean; sql: Sql; address: SqlAddress; log: Log }): Promise<Live> {
  const local = localLive()
  if (options.alone) return local
  const self = crypto.randomUUID()
  const pinned = openPinned(options.address, () => {})
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined

  const listening = await pinned.listen(channel, (payload) => {
    const { from, topic, message } = JSON.parse(payload) as { from: string; topic: string; message: LiveMessage }
    if (from !== self) local.publish(topic, message)
  })
  const flush = async () => {
    timer = undefined
    const payloads = waiting
    waiting = []
    try {
      await options.sql`select pg_notify(${channel}, payload) from unnest(${payloads}::text[]) payload`
    } catch (error) {
      options.log.warn({ error }, 'live messages were not passed on')
    }
  }

  return {
    publish(topic, message) {
      local.publish(topic, message)
      const payload = JSON.stringify({ from: self, topic, message })
      if (Buffer.byteLength(payload) > maxBytes) return
      waiting.push(payload)
      timer ??= setTimeout(() => void flush(), flushMs)
    },
    subscribe: local.subscribe,
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await listening.unlisten().catch(() => {})
      await pinned.end({ timeout: 2 })
    },
  }
}
