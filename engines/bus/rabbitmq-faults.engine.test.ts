import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect } from 'amqplib'
import type { Envelope } from '../../contracts/event.ts'
import type { Bus } from '../../kit/bus.ts'
import { eventually } from '../../tests/eventually.ts'
import { engineUrl } from '../testing.ts'
import { counted, openLedger } from './rabbitmq/testing/ledger.ts'
import { openRabbitmqUnderTest, type RabbitmqUnderTest, streamsOf } from './rabbitmq/testing/members.ts'

const url = engineUrl('rabbitmq')
const name = 'rabbitmq_test.counted'

/** Numbers as they are heard. */
const hearing = () => {
  const numbers: number[] = []
  return { numbers, hear: async (batch: Envelope[]) => void numbers.push(...batch.map(numberOf)) }
}
const numberOf = ({ data }: Envelope) => (data as { n: number }).n

/** A copy of the service in a process of its own. */
async function openCopy(under: RabbitmqUnderTest, service: string, by: string) {
  const program = fileURLToPath(new URL('./rabbitmq/testing/copy.ts', import.meta.url))
  const child = spawn(process.execPath, [program, url, under.prefix, under.database.url, service, by], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    async kill() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

test('20,000 events while members come and go, one of them without a word: each applied once, in order per key', async () => {
  await using under = await openRabbitmqUnderTest(url)
  const total = 20_000
  const ledger = await openLedger(under.sql, 'rebalanced')
  const writer = await under.join()
  const writing = (async () => {
    for (let from = 0; from < total; from += 250) {
      await writer.append(counted(100, from, from + 250))
      // Not all of it at once, so that there is something left for those who come late.
      await eventually('a part of it', async () => from - (await ledger.count()) < 3_000, { withinMs: 60_000 })
    }
  })()
  const buses: Bus[] = []
  const join = async (by: string) => {
    const bus = await under.join()
    buses.push(bus)
    return { bus, copy: await ledger.start(bus, by) }
  }
  const reaches = (count: number) => eventually(`${count} entries`, async () => (await ledger.count()) >= count)
  const first = await join('first')
  await reaches(500)
  const second = await join('second')
  const third = await openCopy(under, ledger.name, 'third')
  await reaches(5_000)
  await first.copy[Symbol.asyncDispose]()
  await eventually('the third one has done some', async () => (await ledger.count('third')) > 0)
  await third.kill()
  const fourth = await join('fourth')
  await writing
  const by = await ledger.settled(total, { withinMs: 60_000 })
  for (const each of ['first', 'second', 'third']) assert.ok(by.get(each)! > 0, `${each} had nothing to do`)
  for (const { copy } of [second, fourth]) await copy[Symbol.asyncDispose]()
  for (const bus of [...buses, writer]) await bus[Symbol.asyncDispose]()
})

test('members of a group share the streams, and take over from one that leaves', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using one = await under.join()
  await using two = await under.join()
  const [here, there] = [hearing(), hearing()]
  const subscription = await one.subscribe('shared', [name], here.hear)
  await eventually('the first has all', async () => {
    here.numbers.length = 0
    await one.append(counted(20, 0, 20))
    await eventually('twenty', () => here.numbers.length >= 20, { withinMs: 2_000 })
    return true
  })
  await using _ = await two.subscribe('shared', [name], there.hear)
  await eventually('both have some', async () => {
    here.numbers.length = 0
    there.numbers.length = 0
    await one.append(counted(20, 0, 20))
    await eventually('twenty', () => here.numbers.length + there.numbers.length >= 20, { withinMs: 2_000 })
    return here.numbers.length > 0 && there.numbers.length > 0
  })
  await subscription.stop()
  there.numbers.length = 0
  await one.append(counted(20, 20, 40))
  await eventually('the second has all', () => there.numbers.filter((n) => n >= 20).length === 20)
})

test('what cannot be handled holds up its own stream only, and comes again in order', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using bus = await under.join()
  const heard: Envelope[] = []
  let stuck = true
  await using _ = await bus.subscribe('stuck', [name], async (batch) => {
    if (stuck && batch.some(({ key }) => key === 'key-0')) throw new Error('not this one')
    heard.push(...batch)
  })
  await bus.append(counted(20, 0, 200))
  await eventually('most of it', () => heard.length >= 100)
  await bus.append(counted(20, 200, 400))
  await eventually('most of that, too', () => heard.some((each) => numberOf(each) >= 380))
  assert.ok(heard.every(({ key }) => key !== 'key-0'))
  stuck = false
  await eventually('all', () => heard.length >= 400)
  for (let key = 0; key < 20; key += 1)
    assert.deepEqual(
      heard.filter((each) => each.key === `key-${key}`).map(numberOf),
      Array.from({ length: 20 }, (_, index) => key + index * 20),
    )
})

test('bytes that are no event are kept aside with their cause; what lies behind them comes, and they may come again', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using bus = await under.join()
  const heard = hearing()
  await using _ = await bus.subscribe('poisoned', [name], heard.hear)
  const connection = await connect(url)
  const channel = await connection.createConfirmChannel()
  const [good] = counted(1, 7, 8)
  const stream = streamsOf(under.prefix)[0]!
  const poisons = ['{"half": ', '{"id":1}', JSON.stringify([good, { ...good, at: 'soon' }, null]), '\xff\xfe\x00']
  for (const poison of poisons) channel.sendToQueue(stream, Buffer.from(poison, 'latin1'), { persistent: true })
  await channel.waitForConfirms()
  await connection.close()
  await bus.append(counted(50, 100, 150))
  await eventually('what came behind', () => heard.numbers.filter((n) => n >= 100).length === 50)
  assert.ok(heard.numbers.includes(7))
  const letters = await bus.deadLetters()
  assert.deepEqual(
    letters.map(({ cause }) => cause.replace(/: .*/s, '')),
    ['is not JSON', 'is not an array of events', 'is not an event', 'is not an event', 'is not JSON'],
  )
  assert.match(letters[2]!.cause, /\/at/)
  assert.equal(letters[0]!.body, poisons[0])

  // Mended by hand, it is an event.
  await under.sql`update rabbitmq.dead_letters set body = ${Buffer.from(JSON.stringify({ ...good, data: { n: 8 } }))}
    where id = ${letters[2]!.id}`
  assert.equal(await bus.redeliver([letters[2]!.id]), 1)
  await eventually('the mended one', () => heard.numbers.includes(8))
  assert.equal((await bus.deadLetters()).length, 4)
  assert.equal(await bus.redeliver(), 4)
  await eventually('what is no event comes back', async () => (await bus.deadLetters()).length === 4)
})

test('a follower misses nothing while its connection is gone, from whichever stream', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using bus = await under.join()
  await using other = await under.join()
  const heard = hearing()
  await using _ = await bus.follow([name], heard.hear)
  await under.proxyOf(bus).refuse()
  await other.append(counted(40, 1_000, 1_040))
  await under.proxyOf(bus).pass()
  await eventually('forty', () => new Set(heard.numbers.filter((n) => n >= 1_000)).size === 40)
  await under.proxyOf(bus).refuse()
  await other.append(counted(40, 1_040, 1_080))
  await under.proxyOf(bus).pass()
  await eventually('eighty', () => new Set(heard.numbers.filter((n) => n >= 1_000)).size === 80)
})

test('away at the start: everything opens, appends fail at once, and all goes on by itself when it comes', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using other = await under.join()
  const proxy = await under.proxyTo()
  await proxy.refuse()
  await using bus = await under.joinThrough(proxy)
  const [group, follower] = [hearing(), hearing()]
  await using _a = await bus.subscribe('early', [name], group.hear)
  await using _b = await bus.follow([name], follower.hear)
  await assert.rejects(bus.append(counted(1, 0, 1)), { code: 'service/unavailable' })
  await assert.rejects(bus.check(), { code: 'service/unavailable' })
  await other.append(counted(10, 2_000, 2_010))
  await proxy.pass()
  await eventually('ten for both', () =>
    [group, follower].every(({ numbers }) => new Set(numbers.filter((n) => n >= 2_000)).size === 10),
  )
  await eventually('an append', async () => {
    await bus.append(counted(1, 2_010, 2_011))
    return true
  })
})

test('a broker that hangs is given up in time, and used again when it wakes', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using bus = await under.join()
  const heard = hearing()
  await using _ = await bus.subscribe('patient', [name], heard.hear)
  await under.proxyOf(bus).hang()
  const events = counted(10, 3_000, 3_010)
  await assert.rejects(bus.append(events), { code: 'service/unavailable' })
  await under.proxyOf(bus).pass()
  await eventually('taken at last', async () => {
    await bus.append(events)
    return true
  })
  await eventually('heard', () => new Set(heard.numbers.filter((n) => n >= 3_000)).size === 10)
})

test('a log that was lost is made again, and groups read the new one from its start', async () => {
  await using under = await openRabbitmqUnderTest(url)
  await using bus = await under.join()
  const ledger = await openLedger(under.sql, 'bereft')
  const copy = await ledger.start(bus, 'copy')
  const before = counted(30, 10_000, 10_300)
  await bus.append(before)
  await eventually('the old log', async () => (await ledger.count()) >= 300)
  await copy[Symbol.asyncDispose]()
  const applied = await ledger.count()

  const connection = await connect(url)
  const channel = await connection.createChannel()
  for (const stream of streamsOf(under.prefix)) await channel.deleteQueue(stream)
  await connection.close()
  // A few of them were known: fewer than there were before, so that the old positions lie beyond the end.
  const later = [...before.slice(-5), ...counted(30, 20_000, 20_060)]
  await eventually('made again', async () => {
    await bus.append(later)
    return true
  })
  await using _ = await ledger.start(bus, 'copy')
  await eventually('the new log', async () => (await ledger.count()) >= applied + 60)
  assert.equal(await ledger.count(), applied + 60)
})
