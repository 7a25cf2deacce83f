import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planWindows } from '../../../services/deliveries/planner/windows.ts'
import { makeAfternoon } from './afternoon.ts'
import { planInsertion } from './insertion.ts'
import { judge } from './judge.ts'
import { liveThrough } from './live.ts'
import { readCustomers, sameDay } from './same-day.ts'

const text = `X101

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.   XCOORD.   YCOORD.   DEMAND    READY TIME   DUE DATE   SERVICE TIME

    0      35         35          0          0        240          0
    1      45         35         10          0         30         10
    2      35         25          7        100        140         10
    3      55         45         13        210        240         10
    4      20         45         13          0        240         10
`

test("customers keep their places and get the slot in which their window's middle falls; whom any hour suits, any", () => {
  const day = sameDay(readCustomers(text), { seed: 1, slotHours: 2, riders: 2, places: 4 })
  assert.equal(day.metres(0, 1), 10 * 60 * 1.4)
  const slots = day.orders.map((each) => [each.notBeforeS! / 3_600, each.promisedS / 3_600])
  assert.deepEqual(slots.slice(0, 3), [
    [1, 3],
    [5, 7],
    [7, 9],
  ])
  assert.ok([1, 3, 5, 7].includes(slots[3]![0]!))
  assert.ok(day.orders.every((each) => each.readyS < each.notBeforeS!))
  assert.throws(
    () => sameDay(readCustomers('nothing'), { seed: 1, slotHours: 1, riders: 1, places: 4 }),
    /Not a Solomon file/,
  )
})

test('both planners live through such a day within the rules, and all is delivered', () => {
  const days = [
    sameDay(readCustomers(text), { seed: 3, slotHours: 1, riders: 2, places: 4 }),
    makeAfternoon({ seed: 5, windowed: 24, atOnce: 0, riders: 4 }),
  ]
  for (const day of days)
    for (const plan of [planWindows, planInsertion]) {
      const trips = liveThrough(day, plan, { budgetMs: 1, seed: 1, stepS: 60 })
      const { faults, missed, km } = judge(day, trips)
      assert.deepEqual(faults, [])
      assert.ok(missed.length <= 1, `${missed} missed`)
      assert.equal(trips.flatMap(({ told }) => told).length, day.orders.length)
      assert.ok(km > 0)
    }
})
