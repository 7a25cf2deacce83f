import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ConfigError } from '../../kit/config.ts'
import { silentLog } from '../../kit/log.ts'
import { eventually } from '../../tests/eventually.ts'
import { openBus } from './index.ts'
import { type OwnBroker, openOwnBroker } from './rabbitmq/testing/broker.ts'
import { counted, openLedger } from './rabbitmq/testing/ledger.ts'
import { openRabbitmqUnderTest } from './rabbitmq/testing/members.ts'

/** What these tests do to a broker nobody else could bear. */
let broker: OwnBroker
before(async () => {
  broker = await openOwnBroker()
})
after(() => broker[Symbol.asyncDispose]())

test('kill -9 of the broker while events flow: what was taken is applied once and in order, and all goes on', async () => {
  const total = 10_000
  await using under = await openRabbitmqUnderTest(broker.url)
  await using bus = await under.join()
  await using other = await under.join()
  const ledger = await openLedger(under.sql, 'survivor')
  await using _a = await ledger.start(bus, 'one')
  await using _b = await ledger.start(other, 'two')
  // As a relay does: the same again until it is taken, and only then what comes next.
  const writing = (async () => {
    for (let from = 0; from < total; from += 100) {
      const events = counted(60, from, from + 100)
      const taken = async () => {
        await bus.append(events)
        return true
      }
      await eventually('taken', taken, { withinMs: 60_000 })
      await eventually('a part of it', async () => from - (await ledger.count()) < 1_000, { withinMs: 60_000 })
    }
  })()
  await eventually('a part of it', async () => (await ledger.count()) > 1_000)
  await broker.kill()
  await eventually('its end', () =>
    bus.check().then(
      () => false,
      () => true,
    ),
  )
  await broker.start()
  await writing
  await ledger.settled(total, { withinMs: 60_000 })
})

test('a broker without memory takes nothing and says so in time; readers go on, and writers after it', async () => {
  await using under = await openRabbitmqUnderTest(broker.url)
  await using bus = await under.join()
  const ledger = await openLedger(under.sql, 'starved')
  await bus.append(counted(20, 0, 100))
  await broker.control('set_vm_memory_high_watermark', '0')
  await assert.rejects(
    (async () => {
      for (;;) await bus.append(counted(20, 100, 101))
    })(),
    { code: 'service/unavailable' },
  )
  await using _ = await ledger.start(bus, 'reader')
  await eventually('what was there', async () => (await ledger.count()) >= 100)
  await broker.control('set_vm_memory_high_watermark', '0.4')
  const last = counted(20, 1_000, 1_001)
  await eventually('taken again', async () => {
    await bus.append(last)
    return true
  })
  await eventually('and heard', async () => (await ledger.count()) >= 101)
})

test('a user who may not make streams is told so; where somebody else has made them, it works', async () => {
  await using under = await openRabbitmqUnderTest(broker.url)
  await broker.control('add_user', 'narrow', 's3cret')
  await broker.control('set_permissions', 'narrow', '^$', '.*', '.*')
  const url = broker.url.replace('guest:guest', 'narrow:s3cret')
  const open = () =>
    openBus({
      url,
      prefix: under.prefix,
      partitions: 5,
      sql: under.sql,
      address: under.database.options,
      log: silentLog,
    })
  await assert.rejects(open(), (error: Error) => {
    assert.ok(error instanceof ConfigError, error.stack)
    assert.match(error.message, /TOKRI_BROKER_URL: RabbitMQ has no stream \S+, and its user may not make one/)
    return true
  })
  await using _ = await under.join()
  await using bus = await open()
  await bus.append(counted(5, 0, 10))
})
