import type { Log } from '../../kit/log.ts'
import { openPinned, type Sql, type SqlAddress } from '../../kit/sql.ts'

const channel = 'tokri_live'
/** NOTIFY carries 8,000 bytes; longer messages are left out, and clients that poll see the change. */
const maxBytes = 7_900
const flushMs = 20

export interface Notify extends AsyncDisposable {
  /** Messages of 20 ms travel together in one statement. */
  send(payload: string): void
  /** Whether something waits to be sent, or is on its way. */
  readonly busy: boolean
}

/** Short texts to all processes over PostgreSQL's NOTIFY, this one included. */
export async function openNotify(options: {
  sql: Sql
  address: SqlAddress
  log: Log
  hear: (payload: string) => void
}): Promise<Notify> {
  const pinned = openPinned(options.address, () => {})
  let waiting: string[] = []
  let sending = 0
  let timer: NodeJS.Timeout | undefined
  const listening = await pinned.listen(channel, options.hear)
  const flush = async () => {
    timer = undefined
    const payloads = waiting
    waiting = []
    sending += 1
    try {
      await options.sql`select pg_notify(${channel}, payload) from unnest(${payloads}::text[]) payload`
    } catch (error) {
      options.log.warn({ error }, 'live messages were not passed on')
    } finally {
      sending -= 1
    }
  }
  return {
    send(payload) {
      if (Buffer.byteLength(payload) > maxBytes) return
      waiting.push(payload)
      timer ??= setTimeout(() => void flush(), flushMs)
    },
    get busy() {
      return waiting.length > 0 || sending > 0
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await listening.unlisten().catch(() => {})
      await pinned.end({ timeout: 2 })
    },
  }
}
