import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { expectedFromStoreMs, expectedMs, lateNews } from './late.ts'
import { causeOf, type ShownEta, steadyEta } from './steady.ts'

const startMs = 1_800_000_000_000
const ride = { doorsBefore: 0, hadDoorsBefore: 0, inStore: false, detour: false, otherRider: false }

/** What is told over a ride of estimates, one each `everyS`. */
function tell(estimatesMs: readonly number[], everyS = 5): ShownEta[] {
  const told: ShownEta[] = []
  for (const [index, etaAtMs] of estimatesMs.entries()) {
    const nowMs = startMs + index * everyS * 1000
    told.push(steadyEta(told.at(-1) ?? null, { etaAtMs, cause: causeOf(ride), step: false }, nowMs))
  }
  return told
}

describe('the arrival that customers are told', () => {
  test('stands while the estimate wavers around it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -22, max: 22 }), { minLength: 2, maxLength: 80 }), (jitterS) => {
        const told = tell(jitterS.map((s) => startMs + 900_000 + s * 1000))
        assert.ok(told.every((each) => each.etaAtMs === told[0]!.etaAtMs && each.reason === null))
      }),
    )
  })

  test('never goes back and forth within a minute, and is never far from the estimate for longer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_800 }), { minLength: 2, maxLength: 120 }), (leftS) => {
        const estimates = leftS.map((s, index) => startMs + (index * 5 + s) * 1000)
        const told = tell(estimates)
        let earlierAtMs = Number.NEGATIVE_INFINITY
        for (let i = 1; i < told.length; i++) {
          const nowMs = startMs + i * 5_000
          const byMs = told[i]!.etaAtMs - told[i - 1]!.etaAtMs
          if (byMs < 0) {
            // Never earlier within a minute of the last change.
            assert.ok(nowMs - told[i - 1]!.changedAtMs >= 60_000)
            assert.equal(told[i]!.reason, 'faster')
            earlierAtMs = nowMs
          }
          if (byMs > 0) assert.equal(told[i]!.reason, 'slow-ride')
          const offMs = estimates[i]! - told[i]!.etaAtMs
          assert.ok(offMs <= 180_000, 'much later is told at once')
          if (nowMs - told[i]!.changedAtMs >= 60_000) assert.ok(offMs >= -180_000 || earlierAtMs === nowMs)
        }
      }),
    )
  })

  test('is put off when it is over and nobody is there, not second by second', () => {
    const late = tell(Array.from({ length: 60 }, (_, index) => startMs + 30_000 + index * 5_500))
    const changes = late.filter((each, index) => index > 0 && each.etaAtMs !== late[index - 1]!.etaAtMs)
    assert.ok(changes.length > 0 && changes.length <= 6)
    for (const each of late.slice(12)) assert.ok(each.etaAtMs > startMs)
  })

  test('tells why: another rider, another door first, the store, another way, the streets', () => {
    assert.equal(causeOf({ ...ride, otherRider: true, doorsBefore: 1 }), 'other-rider')
    assert.equal(causeOf({ ...ride, doorsBefore: 1, inStore: true }), 'another-stop')
    assert.equal(causeOf({ ...ride, doorsBefore: 1, hadDoorsBefore: 1 }), 'slow-ride')
    assert.equal(causeOf({ ...ride, inStore: true, detour: true }), 'waiting-at-store')
    assert.equal(causeOf({ ...ride, detour: true }), 'detour')
  })
})

describe('the late alarm', () => {
  const pace = { nowMs: startMs, handoverS: 60, fallbackKmh: 18, speed: 1 }
  const store = { lat: 22.57, lng: 88.4 }
  const drop = { lat: 22.579, lng: 88.4 }

  test('expects what the rider is expected at, and without a rider what one would need', () => {
    const promisedAtMs = startMs + 600_000
    const etaAtMs = startMs + 300_000
    const packed = { readyAtMs: null, heardAtMs: null }
    assert.equal(expectedMs({ store, drop, promisedAtMs, etaAtMs, ...packed }, pace), etaAtMs)
    assert.equal(expectedMs({ store, drop, promisedAtMs, etaAtMs: startMs - 1, ...packed }, pace), startMs)
    const alone = expectedMs({ store, drop, promisedAtMs, etaAtMs: null, ...packed }, pace)
    // A kilometre by the line, 1.4 by street at 18 km/h, and 210 s to find somebody and hand over.
    assert.ok(Math.abs(alone - (startMs + (280 + 210) * 1000)) < 5_000)
    assert.ok(expectedMs({ store, drop, promisedAtMs, etaAtMs: null, ...packed }, { ...pace, speed: 10 }) < alone)
  })

  test('expects nothing at a door before its bags are closed and brought there', () => {
    const about = { store, drop, promisedAtMs: startMs + 600_000, heardAtMs: null }
    const readyAtMs = startMs + 400_000
    for (const etaAtMs of [null, startMs + 300_000]) {
      const expected = expectedMs({ ...about, etaAtMs, readyAtMs }, pace)
      assert.ok(Math.abs(expected - (readyAtMs + (280 + 60) * 1000)) < 5_000)
    }
    const etaAtMs = startMs + 900_000
    assert.equal(expectedMs({ ...about, etaAtMs, readyAtMs }, pace), etaAtMs)
    const overdue = expectedMs({ ...about, etaAtMs: startMs, readyAtMs: startMs - 900_000 }, pace)
    assert.ok(Math.abs(overdue - (startMs + (280 + 60) * 1000)) < 5_000)
  })

  test('expects a silent rider to have as far to go as when last heard of', () => {
    const about = { store, drop, promisedAtMs: startMs + 600_000, readyAtMs: null, etaAtMs: startMs + 300_000 }
    const heardAgo = (s: number) => expectedMs({ ...about, heardAtMs: startMs - s * 1000 }, pace)
    assert.equal(heardAgo(50), about.etaAtMs, 'who stands still tells it seldom')
    assert.equal(heardAgo(120), about.etaAtMs + 120_000)
    assert.equal(heardAgo(900), about.etaAtMs + 900_000)
  })

  test('expects what waits for a picker as if one took it now, and a rider stood there when it is packed', () => {
    const order = { readyAtMs: startMs + 90_000, rideS: 200 }
    assert.equal(expectedFromStoreMs(order, pace), startMs + 350_000)
    assert.equal(expectedFromStoreMs({ ...order, readyAtMs: startMs - 90_000 }, pace), startMs + 260_000)
    assert.equal(expectedFromStoreMs(order, { ...pace, speed: 10 }), startMs + 116_000)
    assert.ok(expectedFromStoreMs({ ...order, rideS: null }, pace) > startMs + 350_000)
  })

  test('rings once before a promise is broken, and again only when it was on time in between', () => {
    assert.equal(lateNews(false, startMs, startMs + 1), 'late')
    assert.equal(lateNews(true, startMs, startMs + 1), null)
    assert.equal(lateNews(true, startMs, startMs - 30_000), null)
    assert.equal(lateNews(true, startMs, startMs - 60_000), 'on-time')
    assert.equal(lateNews(false, startMs, startMs), null)
  })
})
