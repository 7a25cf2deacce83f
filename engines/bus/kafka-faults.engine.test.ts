import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '../../contracts/event.ts'
import { newId } from '../../contracts/ids.ts'
import type { Bus } from '../../kit/bus.ts'
import { silentLog } from '../../kit/log.ts'
import { type OwnBroker, ownBroker } from './kafka/testing/broker.ts'
import { newPrefix } from './kafka/testing/topics.ts'
import { openKafkaBus } from './kafka.ts'

const open = (broker: { url: string }, prefix: string): Promise<Bus> =>
  openKafkaBus({ url: broker.url, variable: 'TOKRI_BROKER_URL', prefix, partitions: 6, log: silentLog })

const event = (key: string, data: number): Envelope => ({
  id: newId('event'),
  name: 'test.happened',
  version: 1,
  key,
  at: new Date().toISOString(),
  data,
})

/** As the relay does: the same again until it is known to be taken. */
async function appendAtLast(bus: Bus, envelopes: Envelope[]): Promise<void> {
  for (;;) {
    try {
      return await bus.append(envelopes)
    } catch {
      await pause(100)
    }
  }
}

/** Applies each event once, as reactions do, and tells what was applied per key. */
function inbox() {
  const seen = new Set<string>()
  const applied = new Map<string, number[]>()
  let changed = Promise.withResolvers<void>()
  return {
    applied,
    apply: async (batch: Envelope[]) => {
      for (const { id, key, data } of batch) {
        if (seen.has(id)) continue
        seen.add(id)
        applied.set(key, [...(applied.get(key) ?? []), data as number])
      }
      changed.resolve()
      changed = Promise.withResolvers()
    },
    async reaches(count: number) {
      while (seen.size < count) await changed.promise
    },
  }
}

/** Sends `total` numbers under 20 keys, and checks that they have arrived, each key in order. */
async function throughput(bus: Bus, heard: ReturnType<typeof inbox>, total: number, during: () => Promise<void>) {
  const sending = (async () => {
    for (let from = 0; from < total; from += 20)
      await appendAtLast(
        bus,
        Array.from({ length: 20 }, (_, index) => event(`key-${index}`, from + index)),
      )
  })()
  await heard.reaches(total / 10)
  await during()
  await sending
  await heard.reaches(total)
  for (let key = 0; key < 20; key += 1)
    assert.deepEqual(
      heard.applied.get(`key-${key}`),
      Array.from({ length: total / 20 }, (_, index) => key + index * 20),
    )
}

const it = (title: string, run: () => Promise<void>) => test(`kafka: ${title}`, { timeout: 300_000 }, run)

let broker: OwnBroker
before(async () => {
  broker = await ownBroker({ port: 19_392 })
})
after(() => broker[Symbol.asyncDispose]())

it('away at the start: everything opens, and goes on by itself once the broker is there', async () => {
  await using bus = await open(broker, newPrefix())
  const [group, follower] = [inbox(), inbox()]
  await using _a = await bus.subscribe('group', ['test.happened'], group.apply)
  await using _b = await bus.follow(['test.happened'], follower.apply)
  await assert.rejects(bus.append([event('key', 1)]), { code: 'service/unavailable' })
  await assert.rejects(bus.check())
  await broker.start()
  await appendAtLast(bus, [event('key', 2)])
  await Promise.all([group.reaches(1), follower.reaches(1)])
  assert.deepEqual([group.applied.get('key'), follower.applied.get('key')], [[2], [2]])
  await bus.check()
})

it('killed and started again in the middle: every event is applied once and in order, and nobody has a gap', async () => {
  await using bus = await open(broker, newPrefix())
  const [group, follower] = [inbox(), inbox()]
  await using _a = await bus.subscribe('group', ['test.happened'], group.apply)
  await using _b = await bus.follow(['test.happened'], follower.apply)
  await throughput(bus, group, 10_000, async () => {
    await broker.kill('SIGKILL')
    await broker.start()
  })
  await follower.reaches(10_000)
  assert.deepEqual(follower.applied, group.applied)
})

it('frozen: an append gives up in time, and what it sent is applied once when the broker thaws', async () => {
  await using bus = await open(broker, newPrefix())
  const group = inbox()
  await using _ = await bus.subscribe('group', ['test.happened'], group.apply)
  await appendAtLast(bus, [event('key', 1)])
  await group.reaches(1)
  await broker.kill('SIGSTOP')
  const batch = [event('key', 2), event('key', 3)]
  await assert.rejects(bus.append(batch), { code: 'service/unavailable' })
  await broker.kill('SIGCONT')
  await appendAtLast(bus, batch)
  await group.reaches(3)
  assert.deepEqual(group.applied.get('key'), [1, 2, 3])
})

it('a key whose handling fails does not keep the others waiting', async () => {
  await using bus = await open(broker, newPrefix())
  const heard = inbox()
  let failures = 0
  await using _ = await bus.subscribe('group', ['test.happened'], async (batch) => {
    if (failures < 3 && batch.some(({ key }) => key === 'bad')) {
      failures += 1
      throw new Error('not now')
    }
    await heard.apply(batch)
  })
  const keys = Array.from({ length: 30 }, (_, index) => `good-${index}`)
  await bus.append([event('bad', 1), ...keys.map((key) => event(key, 1))])
  // Those in other partitions than the bad one's come while it is still failing.
  await heard.reaches(10)
  assert.equal(heard.applied.has('bad'), false)
  await heard.reaches(31)
  assert.equal(failures, 3)
})

it('one of three brokers dies: events go on', async () => {
  await using cluster = await ownBroker({ port: 19_492, nodes: 3 })
  await cluster.start()
  await using bus = await open(cluster, newPrefix())
  const heard = inbox()
  await using _ = await bus.subscribe('group', ['test.happened'], heard.apply)
  await throughput(bus, heard, 10_000, () => cluster.kill('SIGKILL', 2))
})

async function refused(url: string, why: RegExp): Promise<void> {
  const error = await open({ url }, newPrefix()).then(
    async (bus) => {
      await bus[Symbol.asyncDispose]()
      return assert.fail(`it opened, instead of: ${why}`)
    },
    (error: Error) => error,
  )
  assert.equal(error.name, 'ConfigError', error.message)
  assert.match(error.message, /^TOKRI_BROKER_URL/)
  assert.match(error.message, why)
  const password = /:([^:@]+)@/.exec(url)?.[1]
  if (password) assert.ok(!error.message.includes(password))
}

it('over TLS with a login, by every mechanism', async () => {
  for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512']) {
    await using bus = await open({ url: `${broker.secureUrl}&mechanism=${mechanism}` }, newPrefix())
    const heard = inbox()
    await using _ = await bus.subscribe('group', ['test.happened'], heard.apply)
    await bus.append([event('key', 1)])
    await heard.reaches(1)
  }
})

it('what is wrong with address, login, rights, certificate or encryption is said at the start', async () => {
  const secure = broker.secureUrl
  await refused(secure.replace(/:([^:@]+)@/, ':wrong@'), /refuses the user or the password/)
  await refused(
    `${secure.replace(/:([^:@]+)@/, ':wrong@')}&mechanism=scram-sha-512`,
    /refuses the user or the password/,
  )
  await refused(broker.strangerUrl, /no right/)
  await refused(secure.replace(/\?ca=.*/, ''), /certificate that is not trusted/)
  await refused(secure.replace(/.*@/, 'kafka://').replace(/\?ca=.*/, ''), /wants TLS/)
  await refused(broker.url.replace('kafka:', 'kafka+ssl:'), /does not speak TLS/)
})

it('a Kafka before 4.0 is refused', async () => {
  await using old = await ownBroker({ port: 19_592, version: '3.9.2' })
  await old.start()
  await refused(old.url, /older than 4.0/)
})
