import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../tests/eventually.ts'
import type { Resolve } from './addresses.ts'
import { Instances, type Verdict } from './instances.ts'
import { silentLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { policy } from './resilience.ts'

const open = (
  urls: string[],
  { probe = async () => true, resolve }: { probe?: () => Promise<boolean>; resolve?: Resolve } = {},
) => {
  const metrics = openMetrics()
  const instances = new Instances(urls, {
    service: 'orders',
    probe,
    log: silentLog,
    metrics,
    ...(resolve ? { resolve } : {}),
  })
  return { instances, metrics, [Symbol.dispose]: () => instances[Symbol.dispose]() }
}
const nobody = () => new Error('nobody')
const ask = (instances: Instances, avoid?: Set<string>): Promise<string> =>
  instances.use(
    async ({ url }) => url,
    () => undefined,
    { unknown: nobody, ...(avoid ? { avoid } : {}) },
  )
const fail = (instances: Instances, only: string, verdict: Verdict = 'failed') =>
  instances
    .use(
      async ({ url }) => {
        if (url === only) throw new Error('torn')
      },
      () => verdict,
      { unknown: nobody },
    )
    .catch(() => {})
const [a, b] = ['http://a:1', 'http://b:1']
const many = async (instances: Instances, count = 40) => {
  const asked = new Set<string>()
  for (let each = 0; each < count; each += 1) asked.add(await ask(instances))
  return [...asked].sort()
}
const ejections = async (metrics: ReturnType<typeof openMetrics>, cause: string) =>
  (await metrics.copyEjections.get()).values.find((each) => each.labels.cause === cause)?.value ?? 0

test('the least loaded copy is asked', async () => {
  using scene = open([a, b])
  const held = Promise.withResolvers<void>()
  const first = scene.instances.use(
    ({ url }) => held.promise.then(() => url),
    () => undefined,
    { unknown: nobody },
  )
  const others = await many(scene.instances, 10)
  held.resolve()
  assert.deepEqual(others, [(await first) === a ? b : a])
})

test('a copy that fails three times in a row is left alone until it says that it is ready', async () => {
  let ready = false
  using scene = open([a, b], { probe: async () => ready })
  for (let turn = 0; turn < 12; turn += 1) await fail(scene.instances, a)
  assert.deepEqual(await many(scene.instances), [b])
  assert.equal(await ejections(scene.metrics, 'failing'), 1)
  ready = true
  await eventually('it is back', async () => (await many(scene.instances)).includes(a))
})

test('with nobody healthy somebody is asked all the same', async () => {
  using scene = open([a], { probe: async () => false })
  for (let turn = 0; turn < 5; turn += 1) await fail(scene.instances, a)
  assert.equal(await ask(scene.instances), a)
})

test('a copy that has no room is asked less, not ejected', async () => {
  using scene = open([a, b])
  for (let turn = 0; turn < 12; turn += 1) await fail(scene.instances, a, 'busy')
  assert.equal(await ejections(scene.metrics, 'failing'), 0)
  assert.deepEqual(await many(scene.instances, 10), [b])
})

test('a copy that says that it is closing gets nothing new', async () => {
  using scene = open([a, b], { probe: async () => false })
  scene.instances.leave(a)
  assert.deepEqual(await many(scene.instances), [b])
  assert.equal(await ejections(scene.metrics, 'closing'), 1)
})

test('a copy that is much slower than the others is left alone', async (t) => {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  using scene = open([a, b], { probe: async () => false })
  const slow = (ms: Record<string, number>) =>
    scene.instances.use(
      async ({ url }) => {
        now += ms[url]!
      },
      () => undefined,
      { unknown: nobody },
    )
  for (let turn = 0; turn < 2 * policy.slowSamples + 2; turn += 1) await slow({ [a]: policy.slowMs * 2, [b]: 20 })
  assert.equal(await ejections(scene.metrics, 'slow'), 1)
  assert.deepEqual(await many(scene.instances), [b])
})

test('when all are slow none is ejected', async (t) => {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  using scene = open([a, b])
  const slow = () =>
    scene.instances.use(
      async () => {
        now += policy.slowMs * 2
      },
      () => undefined,
      { unknown: nobody },
    )
  for (let turn = 0; turn < 4 * policy.slowSamples; turn += 1) await slow()
  assert.equal(await ejections(scene.metrics, 'slow'), 0)
})

test('every address that DNS has is a copy; names that vanish get nothing new; a failing DNS changes nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const turn = () => new Promise<void>((done) => setImmediate(done))
  let answer: () => string[] = () => ['10.0.0.2', '10.0.0.1', 'fd00::1']
  const asked: string[] = []
  using scene = open(['dns+http://orders:8080/base'], {
    resolve: async (name) => {
      asked.push(name)
      return answer()
    },
  })
  const all = ['http://10.0.0.1:8080/base', 'http://10.0.0.2:8080/base', 'http://[fd00::1]:8080/base']
  assert.deepEqual(await many(scene.instances), all)
  assert.deepEqual(asked, ['orders'])
  const hosts = new Set<string>()
  await scene.instances.use(
    async ({ host }) => void hosts.add(host),
    () => undefined,
    { unknown: nobody },
  )
  assert.deepEqual([...hosts], ['orders:8080'])
  for (const [next, expected] of [
    [() => ['10.0.0.3', '10.0.0.1'], ['http://10.0.0.1:8080/base', 'http://10.0.0.3:8080/base']],
    [() => assert.fail('no DNS'), ['http://10.0.0.1:8080/base', 'http://10.0.0.3:8080/base']],
    [() => [], ['http://10.0.0.1:8080/base', 'http://10.0.0.3:8080/base']],
    [() => ['10.0.0.4'], ['http://10.0.0.4:8080/base']],
  ] as [() => string[], string[]][]) {
    answer = next
    t.mock.timers.tick(5_000)
    await turn()
    assert.deepEqual(await many(scene.instances), expected)
  }
})

test('a name that nobody has is unknown, until it is', async () => {
  let answer: string[] = []
  using scene = open(['dns+http://orders:8080'], { resolve: async () => answer })
  await assert.rejects(ask(scene.instances), /nobody/)
  answer = ['10.0.0.1']
  await eventually('it is known', () => ask(scene.instances).catch(() => null))
})
