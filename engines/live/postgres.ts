import type { LiveMessage } from '../../contracts/live.ts'
import { type Live, localLive } from '../../kit/live.ts'
import type { Log } from '../../kit/log.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import { openNotify } from './notify.ts'

/** Live messages between processes over PostgreSQL's NOTIFY; within one process they take the short way. */
export async function openPostgresLive(options: { sql: Sql; address: SqlAddress; log: Log }): Promise<Live> {
  const local = localLive()
  const self = crypto.randomUUID()
  const notify = await openNotify({
    ...options,
    hear(payload) {
      const { from, topic, message } = JSON.parse(payload) as { from: string; topic?: string; message: LiveMessage }
      if (from !== self && topic !== undefined) local.publish(topic, message)
    },
  })
  return {
    ...local,
    publish(topic, message) {
      local.publish(topic, message)
      notify.send(JSON.stringify({ from: self, topic, message }))
    },
    [Symbol.asyncDispose]: () => notify[Symbol.asyncDispose](),
  }
}
