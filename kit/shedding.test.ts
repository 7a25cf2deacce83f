import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Problem } from '../contracts/problem.ts'
import { openMetrics } from './metrics.ts'
import { openShedder, type Priority, priorities } from './shedding.ts'
import { overload } from './testing/overload.ts'

const inFlightMax = 100
const refused = (error: unknown) =>
  error instanceof Problem && error.code === 'service/overloaded' && Number(error.headers?.['retry-after']) > 0

/** A shedder whose event loop is as late as the test says; windows pass when it says so. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let lagMs = 0
  let [turnMs, turns] = [0, 0]
  const shedder = openShedder({
    inFlightMax,
    lagMs: 100,
    metrics: openMetrics(),
    lag: { mean: () => lagMs, now: () => turnMs, turn: () => turns, [Symbol.dispose]: () => {} },
  })
  return {
    shedder,
    /** The turn of the loop that is under way is so long already. */
    turn(ms: number) {
      turnMs = ms
      turns += 1
    },
    /** Windows of 200 ms in which the loop is so late, with so many requests under way. */
    late(ms: number, windows: number, under = 30) {
      lagMs = ms
      const leave = Array.from({ length: under }, () => shedder.enter('progress'))
      for (let each = 0; each < windows; each += 1) t.mock.timers.tick(200)
      for (const each of leave) each()
    },
    /** The share of requests that is refused. */
    share(priority: Priority): number {
      let count = 0
      for (let each = 0; each < 400; each += 1)
        try {
          shedder.enter(priority)()
        } catch (error) {
          assert.ok(refused(error))
          count += 1
        }
      return count / 400
    },
    [Symbol.dispose]: () => shedder[Symbol.dispose](),
  }
}

test('without room the least important are refused first, and what is left is for the progress of orders', (t) => {
  using scene = open(t)
  const { shedder } = scene
  const taken = Object.fromEntries(
    priorities.map((priority) => {
      let count = 0
      try {
        for (;;) {
          shedder.enter(priority)
          count += 1
        }
      } catch (error) {
        assert.ok(refused(error))
      }
      return [priority, count]
    }),
  )
  assert.deepEqual(taken, { browse: 50, cart: 20, order: 15, progress: 15 })
})

test('what has been answered makes room, once', (t) => {
  using scene = open(t)
  const leave = Array.from({ length: 50 }, () => scene.shedder.enter('browse'))
  assert.throws(() => scene.shedder.enter('browse'), refused)
  leave[0]!()
  leave[0]!()
  scene.shedder.enter('browse')
  assert.throws(() => scene.shedder.enter('browse'), refused)
})

test('a late event loop refuses browsing, then carts, then new orders, never the progress of orders', (t) => {
  using scene = open(t)
  assert.equal(scene.share('browse'), 0)
  scene.late(150, 3)
  const some = scene.share('browse')
  assert.ok(some > 0 && some < 1, `${some} of browsing refused`)
  assert.equal(scene.share('cart'), 0)
  scene.late(300, 4)
  assert.equal(scene.share('browse'), 1)
  scene.late(400, 30)
  assert.deepEqual(
    priorities.map((each) => scene.share(each)),
    [1, 1, 1, 0],
  )
})

test('in a turn of the loop that has become long the rest is refused, by its worth', (t) => {
  using scene = open(t)
  const leave = Array.from({ length: 30 }, () => scene.shedder.enter('progress'))
  const shares = () => priorities.map((each) => scene.share(each))
  scene.turn(150)
  assert.deepEqual(shares(), [0, 0, 0, 0])
  scene.turn(250)
  assert.deepEqual(shares(), [1, 0, 0, 0])
  scene.turn(5_000)
  assert.deepEqual(shares(), [1, 1, 1, 0])
  for (const each of leave) each()
  scene.turn(5_000)
  scene.shedder.enter('browse')()
})

test('it ends within seconds after the rush', (t) => {
  using scene = open(t)
  scene.late(1_000, 50)
  scene.late(0, 50)
  assert.equal(scene.share('order'), 0)
  scene.late(0, 10)
  assert.equal(scene.share('browse'), 0)
})

test('a process that is late with hardly a request under way refuses nobody', (t) => {
  using scene = open(t)
  scene.late(2_000, 20, 5)
  assert.equal(scene.share('browse'), 0)
})

test('a real server that is asked for five times what it can do keeps serving, and orders go on', {
  timeout: 60_000,
}, async (t) => {
  const found = await overload({ times: 5, workMs: 5, seconds: 6, shed: true })
  t.diagnostic(JSON.stringify(found))
  assert.ok(found.shed > 0, 'nothing was refused')
  assert.ok(found.goodPerS > 0, 'nothing was served')
  assert.equal(found.orders.refused, 0, 'the progress of paid orders was refused')
  assert.ok(found.orders.taken > 0)
})
