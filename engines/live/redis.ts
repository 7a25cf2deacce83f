import { LRUCache } from 'lru-cache'
import type { LiveMessage } from '../../contracts/live.ts'
import { type Live, localLive } from '../../kit/live.ts'
import type { Log } from '../../kit/log.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import type { RedisConnection } from '../redis/index.ts'
import { Subscriptions } from '../redis/subscriptions.ts'
import { openNotify } from './notify.ts'

/** Larger messages are left out, and clients that poll see the change. */
const maxBytes = 64 * 1024
const seenMax = 20_000
/** A process that cannot hear Redis says so as often as this, and is believed for three times as long. */
const sayAgainMs = 2_000
const believedMs = 3 * sayAgainMs

type Payload =
  | { from: string; n: number; topic: string; message: LiveMessage }
  /** Over NOTIFY only: whether the process can hear what is published in Redis. */
  | { from: string; deaf: boolean }

/**
 * Live messages over Redis: a channel per topic, heard by the processes in which somebody looks at it. While Redis is
 * away they go over PostgreSQL's NOTIFY. Everybody listens to both, and passes each message on once.
 *
 * Processes lose and find Redis at different moments. So one that cannot hear it tells the others, and until it takes
 * that back they send both ways.
 */
export async function openRedisLive(options: {
  redis: RedisConnection
  sql: Sql
  address: SqlAddress
  log: Log
}): Promise<Live> {
  const { redis, log } = options
  const local = localLive()
  const self = crypto.randomUUID()
  const prefix = `${redis.prefix}live:`
  const listeners = new Map<string, number>()
  const seen = new LRUCache<string, true>({ max: seenMax })
  const deafUntilMs = new Map<string, number>()
  let count = 0

  const hear = (payload: string) => {
    const told = JSON.parse(payload) as Payload
    if (told.from === self) return
    if ('deaf' in told) {
      if (told.deaf) deafUntilMs.set(told.from, Date.now() + believedMs)
      else deafUntilMs.delete(told.from)
      return
    }
    const id = `${told.from} ${told.n}`
    if (seen.has(id)) return
    seen.set(id, true)
    local.publish(told.topic, told.message)
  }
  const someoneIsDeaf = (): boolean => {
    const now = Date.now()
    for (const [from, untilMs] of deafUntilMs) if (untilMs < now) deafUntilMs.delete(from)
    return deafUntilMs.size > 0
  }

  const notify = await openNotify({ ...options, hear })
  const say = (deaf: boolean) => notify.send(JSON.stringify({ from: self, deaf } satisfies Payload))
  const subscriptions = new Subscriptions({ redis, log, onDeaf: say, hear: (_channel, payload) => hear(payload) })
  const sayAgain = setInterval(() => subscriptions.deaf && say(true), sayAgainMs).unref()

  return {
    publish(topic, message) {
      local.publish(topic, message)
      const payload = JSON.stringify({ from: self, n: ++count, topic, message } satisfies Payload)
      if (Buffer.byteLength(payload) > maxBytes) return
      // What waits for NOTIFY goes first: a newer message must not overtake it.
      const viaRedis = redis.ready && !notify.busy
      if (viaRedis) {
        const channel = `${prefix}${topic}`
        redis
          .run((client) => (redis.clustered ? client.spublish(channel, payload) : client.publish(channel, payload)))
          .catch(() => notify.send(payload))
      }
      if (!viaRedis || someoneIsDeaf()) notify.send(payload)
    },
    subscribe(topic, listener) {
      const leave = local.subscribe(topic, listener)
      listeners.set(topic, (listeners.get(topic) ?? 0) + 1)
      subscriptions.want(`${prefix}${topic}`)
      let left = false
      return () => {
        if (left) return
        left = true
        leave()
        const others = listeners.get(topic)! - 1
        if (others > 0) {
          listeners.set(topic, others)
          return
        }
        listeners.delete(topic)
        subscriptions.unwant(`${prefix}${topic}`)
      }
    },
    heard: (topic) => subscriptions.heard(`${prefix}${topic}`),
    async [Symbol.asyncDispose]() {
      clearInterval(sayAgain)
      await subscriptions[Symbol.asyncDispose]()
      await notify[Symbol.asyncDispose]()
      await local[Symbol.asyncDispose]()
    },
  }
}
