import { type Cache, type Cached, cacheLimits } from '../../kit/cache.ts'
import type { Log } from '../../kit/log.ts'
import type { RedisConnection } from '../redis/index.ts'
import { decode, dropped, encodeValue, showVersion } from './encoding.ts'
import { Undelivered } from './undelivered.ts'

/** Longer than it takes anybody who has read an older value to put it: until then the version has to be remembered. */
const droppedMs = 60_000
const deliverAgainMs = 1_000

/** Sets a value unless a newer version is there; ARGV[4] is 1 where the same version is to stay as well. */
const setNewer = `
local old = redis.call('GETRANGE', KEYS[1], 0, 15)
if old > ARGV[1] or (ARGV[4] == '1' and old == ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'PX', ARGV[3])
return 1`

/** The cache that all processes of the installation share. */
export function openRedisCache(redis: RedisConnection, log: Log): Cache {
  const set = redis.script('tokriSetNewer', 1, setNewer)
  const undelivered = new Undelivered()
  const keyOf = (key: string) => `${redis.prefix}cache:${key}`
  const short = (key: string) => key.length <= cacheLimits.keyLength
  const sendDrop = (key: string, version: number) => set(keyOf(key), showVersion(version), dropped, droppedMs, 1)
  let again: NodeJS.Timeout | undefined

  /** Tells the cache of the changes that it has not heard of. What is not delivered is tried again. */
  const deliver = async () => {
    for (const [key, version] of undelivered.entries()) {
      try {
        await sendDrop(key, version)
        undelivered.delivered(key, version)
      } catch (error) {
        log.debug({ error }, 'a change could not be told to Redis yet')
        deliverSoon()
        return
      }
    }
  }
  const deliverSoon = () => {
    again ??= setTimeout(() => {
      again = undefined
      void deliver()
    }, deliverAgainMs).unref()
  }
  const stopHearing = redis.onState((ready) => {
    if (ready) void deliver()
  })

  const put = async (key: string, { version, value }: Cached, ttlMs: number): Promise<boolean> => {
    if (!short(key)) return true
    const bytes = encodeValue(value)
    const ttl = Math.max(1, Math.round(Math.min(ttlMs, cacheLimits.ttlMs)))
    try {
      if (bytes) await set(keyOf(key), showVersion(version), bytes, ttl, 0)
      else await sendDrop(key, version)
      undelivered.delivered(key, version)
      return true
    } catch {
      return false
    }
  }
  const missed = (key: string, version: number) => {
    undelivered.add(key, version)
    deliverSoon()
  }

  return {
    async get(keys) {
      const found = new Map<string, Cached>()
      const asked = keys.filter(short)
      if (asked.length === 0 || !redis.ready || undelivered.blind) return found
      try {
        const names = asked.map(keyOf)
        const values = await redis.run((client) =>
          redis.clustered
            ? Promise.all(names.map((name) => client.getBuffer(name)))
            : names.length === 1
              ? client.getBuffer(names[0]!).then((value) => [value])
              : client.mgetBuffer(names),
        )
        for (const [index, bytes] of values.entries()) {
          const key = asked[index]!
          const entry = decode(bytes)
          if (entry && entry.version >= undelivered.version(key)) found.set(key, entry)
        }
      } catch {
        // Absent: the caller reads the truth.
      }
      return found
    },
    async put(key, entry, ttlMs) {
      await put(key, entry, ttlMs)
    },
    async renew(key, entry, ttlMs) {
      if (!(await put(key, entry, ttlMs))) missed(key, entry.version)
    },
    async drop(key, version) {
      if (!short(key)) return
      try {
        await sendDrop(key, version)
        undelivered.delivered(key, version)
      } catch {
        missed(key, version)
      }
    },
    async [Symbol.asyncDispose]() {
      stopHearing()
      clearTimeout(again)
    },
  }
}
