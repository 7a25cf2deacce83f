import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../contracts/problem.ts'
import { runInContext } from './context.ts'
import { openMetrics } from './metrics.ts'
import { guard, policy, TransientError, watchedBy } from './resilience.ts'

const code = (wanted: string) => (error: unknown) => error instanceof Problem && error.code === wanted
const totalOf = async (metric: { get(): Promise<{ values: { value: number; labels: object }[] }> }, labels = {}) => {
  const wanted = JSON.stringify(labels)
  const found = (await metric.get()).values.filter((each) => wanted === '{}' || JSON.stringify(each.labels) === wanted)
  return found.reduce((sum, each) => sum + each.value, 0)
}
const open = () => {
  const metrics = openMetrics()
  return { metrics, guarded: guard('redis', watchedBy(metrics, 'redis')) }
}

test('what may be repeated is, a few times; what may not is not', async () => {
  const { guarded, metrics } = open()
  let asked = 0
  const work = async () => {
    asked += 1
    throw new TransientError('torn')
  }
  await assert.rejects(guarded.run(work, { repeatable: false }), code('service/unavailable'))
  assert.equal(asked, 1)
  await assert.rejects(guarded.run(work, { repeatable: true }), code('service/unavailable'))
  assert.equal(asked, 2 + policy.retries)
  assert.equal(await totalOf(metrics.retries), policy.retries)
})

test('a fault of ours is neither repeated nor held against the neighbour', async () => {
  const { guarded } = open()
  let asked = 0
  const work = async () => {
    asked += 1
    throw new RangeError('ours')
  }
  for (let turn = 0; turn < 2 * policy.breakerFailures; turn += 1)
    await assert.rejects(guarded.run(work, { repeatable: true }), RangeError)
  assert.equal(asked, 2 * policy.breakerFailures)
  assert.equal(guarded.open, false)
})

test('after too many failures in a row nobody is asked, and that is seen', async () => {
  const { guarded, metrics } = open()
  let asked = 0
  const work = async () => {
    asked += 1
    throw new TransientError('torn')
  }
  for (let turn = 0; turn < 3 * policy.breakerFailures; turn += 1)
    await assert.rejects(guarded.run(work, { repeatable: false }), code('service/unavailable'))
  assert.equal(asked, policy.breakerFailures)
  assert.ok(guarded.open)
  assert.equal(await totalOf(metrics.breakerOpen), 1)
  assert.equal(await totalOf(metrics.breakerOpenings), 1)
})

test('a busy neighbour opens no breaker', async () => {
  const { guarded } = open()
  const busy = async () => {
    throw new TransientError('no room', { kind: 'busy' })
  }
  for (let turn = 0; turn < 3 * policy.breakerFailures; turn += 1)
    await assert.rejects(guarded.run(busy, { repeatable: false }), code('service/unavailable'))
  assert.equal(guarded.open, false)
})

test('repeats are at most a fifth of what is asked, beside a reserve', async () => {
  const { guarded, metrics } = open()
  const turns = 600
  let asked = 0
  const always = async () => {
    asked += 1
    throw new TransientError('torn', { kind: 'busy' })
  }
  for (let from = 0; from < turns; from += 100)
    await Promise.all(
      Array.from({ length: 100 }, () =>
        assert.rejects(guarded.run(always, { repeatable: true }), code('service/unavailable')),
      ),
    )
  const repeated = asked - turns
  assert.ok(repeated <= policy.retryReserve + turns * policy.retryShare, `${repeated} repeats`)
  assert.ok((await totalOf(metrics.retries, { service: 'redis', outcome: 'no-budget' })) > 0)
})

test('nothing is repeated after the deadline', async () => {
  const { guarded } = open()
  let asked = 0
  const work = async () => {
    asked += 1
    throw new TransientError('torn')
  }
  await runInContext({ traceId: '0'.repeat(32), deadlineMs: Date.now() - 1 }, () =>
    assert.rejects(guarded.run(work, { repeatable: true }), code('service/unavailable')),
  )
  assert.equal(asked, 1)
})

test('a try that hangs is given up', async () => {
  const { guarded } = open()
  const never = () => new Promise<void>(() => {})
  await assert.rejects(guarded.run(never, { repeatable: false, timeoutMs: 20 }), code('service/unavailable'))
})

test('too many at once are refused, not queued without end', async () => {
  const { guarded, metrics } = open()
  const held = Promise.withResolvers<void>()
  const most = policy.bulkheadCalls + policy.bulkheadQueue
  const all = Array.from({ length: most }, () => guarded.run(() => held.promise, { repeatable: false }))
  await assert.rejects(
    guarded.run(() => held.promise, { repeatable: false }),
    code('service/overloaded'),
  )
  assert.equal(await totalOf(metrics.bulkheadRejected), 1)
  held.resolve()
  await Promise.all(all)
})
