import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../map/random.ts'
import { percentile } from './report.ts'
import { arrivals, basketLines, choose, packsOf } from './shopping.ts'

const many = 20_000

test('customers arrive as a Poisson process of the rate, the same for the same seed', () => {
  const times = arrivals(seededRandom(1), many, 60)
  assert.deepEqual(times.slice(0, 50), arrivals(seededRandom(1), 50, 60))
  assert.notDeepEqual(times.slice(0, 50), arrivals(seededRandom(2), 50, 60))
  const gaps = times.map((at, index) => at - (times[index - 1] ?? 0))
  assert.ok(gaps.every((gap) => gap >= 0))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / many
  assert.ok(Math.abs(mean - 1_000) < 30, `one a second, not one in ${mean} ms`)
  // Exponential: spread as large as the mean, and 1/e of all longer than it.
  const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / many)
  assert.ok(Math.abs(spread / mean - 1) < 0.05, `spread ${spread}`)
  const longer = gaps.filter((gap) => gap > mean).length / many
  assert.ok(Math.abs(longer - Math.exp(-1)) < 0.02, `longer ${longer}`)
})

test('baskets are as large as those of Indian online grocers', () => {
  const random = seededRandom(5)
  const lines = Array.from({ length: many }, () => basketLines(random))
  assert.equal(percentile(lines, 0.5), 7)
  assert.ok(Math.abs(percentile(lines, 0.9) - 14) <= 1)
  assert.ok(Math.min(...lines) === 1 && Math.max(...lines) <= 40)
})

test('nobody takes more packs than there may be, and the first of a list more often than the last', () => {
  const random = seededRandom(9)
  for (let i = 0; i < 1_000; i++) assert.ok(packsOf(random, 2) <= 2)
  assert.equal(packsOf(random, 0), 1)
  assert.equal(choose(random, []), undefined)
  const taken = Array.from({ length: 5_000 }, () => choose(random, [0, 1, 2, 3, 4, 5, 6, 7])!)
  const count = (place: number) => taken.filter((each) => each === place).length
  assert.ok(count(0) > count(2) && count(2) > count(5))
})
