import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { bandOf, beginPromises, learn, type PromiseState, predict, shownMinutes } from './model.ts'
import type { Situation } from './types.ts'

const priors = { pickBaseS: 120, pickQueueS: 20, handoverS: 150 }
const misses = { early: 0.06, late: 0.04 }

const quiet: Situation = {
  ahead: 0,
  pickers: 2,
  open: 2,
  riders: 6,
  openAround: 4,
  ridersAround: 12,
  rideS: 300,
  approximate: false,
  band: 3,
}
const situations = fc
  .record({
    ahead: fc.nat(40),
    pickers: fc.nat(8),
    openAround: fc.nat(80),
    ridersAround: fc.nat(40),
    rideS: fc.integer({ min: 20, max: 1_500 }),
    approximate: fc.boolean(),
    band: fc.nat(5),
  })
  .map((some): Situation => ({ ...some, open: some.openAround, riders: some.ridersAround }))

/** Numbers in [0, 1), the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A store whose deliveries take what `truth` says, for `count` deliveries. */
function lived(seed: number, count: number, truth: (situation: Situation, normal: number) => number) {
  const random = randomOf(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let state = beginPromises(priors)
  const last: { inside: boolean; kept: boolean; spareS: number; band: number }[] = []
  for (let i = 0; i < count; i++) {
    const openAround = Math.floor(random() * 30)
    const situation: Situation = {
      ...quiet,
      ahead: Math.floor(random() * 10),
      open: openAround,
      openAround,
      rideS: 60 + random() * 700,
      band: Math.floor(random() * 6),
    }
    const made = predict(state, situation)
    const shown = shownMinutes(made)
    const actualS = Math.max(60, truth(situation, normal()))
    last.push({
      inside: actualS >= shown.earliestMinutes * 60 && actualS <= shown.latestMinutes * 60,
      kept: actualS <= shown.latestMinutes * 60,
      spareS: shown.latestMinutes * 60 - actualS,
      band: situation.band,
    })
    state = learn(state, priors, misses, { situation, ...made, actualS })
  }
  return { state, last }
}

const share = <T>(list: readonly T[], is: (each: T) => boolean) => list.filter(is).length / list.length
/** Slower than the operator believes, and slower still in the evening. */
const slow = (situation: Situation, normal: number) =>
  200 + situation.ahead * 45 + situation.rideS * 1.3 + (situation.band === 4 ? 120 : 0) + normal * 70

describe('a promise', () => {
  const taught: PromiseState = lived(7, 800, slow).state

  for (const [name, state] of [
    ['before anything was delivered', beginPromises(priors)],
    ['of a store that has delivered much', taught],
  ] as const) {
    test(`${name}: its bounds are in order and around what is expected`, () => {
      fc.assert(
        fc.property(situations, (situation) => {
          const { earliestS, latestS, spreadS } = predict(state, situation)
          assert.ok(earliestS >= 0 && earliestS <= latestS && latestS >= 60 && spreadS > 0)
          const { earliestMinutes, latestMinutes } = shownMinutes({ earliestS, latestS })
          assert.ok(earliestMinutes * 60 <= earliestS && latestMinutes * 60 >= latestS)
        }),
      )
    })

    test(`${name}: it never falls while the queue grows, riders leave, or the way grows`, () => {
      fc.assert(
        fc.property(situations, fc.integer({ min: 1, max: 20 }), (situation, more) => {
          const expectedS = (changed: Partial<Situation>) => predict(state, { ...situation, ...changed }).expectedS
          const latestS = (changed: Partial<Situation>) => predict(state, { ...situation, ...changed }).latestS
          for (const changed of [
            { ahead: situation.ahead + more },
            { openAround: situation.openAround! + more },
            { ridersAround: Math.max(0, situation.ridersAround! - more) },
            { open: situation.open! + more },
            { riders: Math.max(0, situation.riders! - more) },
            { pickers: Math.max(0, situation.pickers - more) },
            { rideS: situation.rideS + more * 30 },
          ]) {
            assert.ok(expectedS(changed) >= expectedS({}) - 1e-9)
            assert.ok(latestS(changed) >= latestS({}) - 1e-9)
          }
        }),
      )
    })
  }

  test('is learnt from what happens: most are kept, and the interval holds as many as it says, hour by hour', () => {
    for (const seed of [1, 2, 3]) {
      const { last } = lived(seed, 6_000, slow)
      const settled = last.slice(1_500)
      assert.ok(
        Math.abs(share(settled, (each) => each.inside) - 0.9) < 0.02,
        `${share(settled, (each) => each.inside)}`,
      )
      assert.ok(share(settled, (each) => each.kept) > 0.945)
      for (let band = 0; band < 6; band++) {
        const hour = settled.filter((each) => each.band === band)
        assert.ok(Math.abs(share(hour, (each) => each.inside) - 0.9) < 0.05, `band ${band}`)
      }
    }
  })

  test('follows a store that becomes slower for good', () => {
    let after = 0
    const { last } = lived(5, 6_000, (situation, normal) => slow(situation, normal) + (after++ > 3_000 ? 240 : 0))
    assert.ok(share(last.slice(4_500), (each) => each.kept) > 0.94)
  })

  test('is not careful for long after a hard day', () => {
    for (const seed of [1, 5, 9]) {
      let after = 0
      const { last } = lived(
        seed,
        3_400,
        (situation, normal) => slow(situation, normal) + (after++ < 3_000 ? 240 + 200 * Math.abs(normal) : 0),
      )
      const spareS = last.slice(3_200).reduce((sum, each) => sum + each.spareS, 0) / 200
      assert.ok(spareS < 4.5 * 60, `${spareS}`)
    }
  })

  test('is longer where the riders of a store are out, though its neighbours have some', () => {
    const out = { ...quiet, open: 8, openAround: quiet.openAround! + 6 }
    const idle = { ...out, riders: 16 }
    const before = beginPromises(priors)
    assert.ok(predict(before, out).expectedS > predict(before, idle).expectedS + 30)
    assert.ok(predict(before, { ...out, ridersAround: 120 }).expectedS > predict(before, quiet).expectedS)
  })

  test('finds out what is true of a store and no longer says that it still learns', () => {
    const truth = (situation: Situation) => slow({ ...situation, band: 0 }, 0)
    for (const [ahead, rideS] of [
      [0, 200],
      [5, 400],
      [9, 700],
    ] as const) {
      const situation = { ...quiet, ahead, rideS }
      assert.ok(Math.abs(predict(taught, situation).expectedS - truth(situation)) < 60)
    }
    assert.ok(predict(beginPromises(priors), quiet).reasons.includes('still-learning'))
    assert.deepEqual(predict(taught, quiet).reasons, [])
  })

  test('stays near what operators believe while little has been delivered, whatever that was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(situations, fc.integer({ min: 0, max: 20_000 })), { minLength: 1, maxLength: 5 }),
        situations,
        (few, situation) => {
          let state = beginPromises(priors)
          for (const [each, actualS] of few)
            state = learn(state, priors, misses, { situation: each, ...predict(state, each), actualS })
          const before = predict(beginPromises(priors), situation)
          const now = predict(state, situation)
          assert.ok(Math.abs(now.expectedS - before.expectedS) <= 60 + 0.5 * before.expectedS)
          assert.ok(Number.isFinite(now.latestS) && now.latestS >= now.earliestS)
        },
      ),
    )
  })

  test('is wider, and says why, while riders or streets cannot be asked', () => {
    const known = predict(taught, quiet)
    const blind = predict(taught, { ...quiet, open: null, riders: null, openAround: null, ridersAround: null })
    const guessed = predict(taught, { ...quiet, approximate: true })
    assert.ok(blind.latestS - blind.earliestS > known.latestS - known.earliestS)
    assert.ok(guessed.latestS - guessed.earliestS > known.latestS - known.earliestS)
    assert.deepEqual(blind.reasons, ['riders-unknown'])
    assert.deepEqual(guessed.reasons, ['estimated-ride'])
  })

  test('names what makes it long', () => {
    const { reasons } = predict(taught, { ...quiet, ahead: 12, rideS: 900, openAround: 60, ridersAround: 10 })
    assert.ok(reasons.includes('queue') && reasons.includes('far'))
    assert.deepEqual(predict(beginPromises(priors), { ...quiet, openAround: 60 }).reasons, [
      'few-riders',
      'still-learning',
    ])
  })

  test('knows its hours', () => {
    assert.deepEqual([0, 5, 6, 10, 11, 14, 15, 18, 21, 22, 23].map(bandOf), [0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 5])
  })
})
