import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readPdptw } from './read-pdptw.ts'
import { readVrptw } from './read-vrptw.ts'

const pdptw = `3 200 1
0 0 0 0 0 230 0 0 0
1 3 4 -7 10 204 9 2 0
2 6 8 7 20 202 5 0 1
`

const vrptw = `R999

VEHICLE
NUMBER     CAPACITY
  2          30

CUSTOMER
CUST NO.   XCOORD.    YCOORD.    DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0      0          0          0          0        100          0
    1      3          4          10         5         50          9
`

describe('the readers of public instances', () => {
  test('a file of Li & Lim: a pickup names its delivery, everything goes from the depot and back', () => {
    const problem = readPdptw(pdptw)
    assert.deepEqual(problem.requests, [
      {
        pickup: { place: 2, earliest: 20, latest: 202, service: 5 },
        delivery: { place: 1, earliest: 10, latest: 204, service: 9 },
        demand: [7],
      },
    ])
    assert.equal(problem.vehicles.length, 3)
    assert.deepEqual(problem.vehicles[0], { start: 0, end: 0, startsAt: 0, endsAt: 230, capacity: [200] })
    assert.deepEqual([...problem.distances], [0, 5, 10, 5, 0, 5, 10, 5, 0])
  })

  test('a file of Solomon: goods are on board from the start', () => {
    const problem = readVrptw(vrptw)
    assert.deepEqual(problem.requests, [{ delivery: { place: 1, earliest: 5, latest: 50, service: 9 }, demand: [10] }])
    assert.deepEqual(problem.vehicles, [
      { start: 0, end: 0, startsAt: 0, endsAt: 100, capacity: [30] },
      { start: 0, end: 0, startsAt: 0, endsAt: 100, capacity: [30] },
    ])
    assert.deepEqual([...problem.distances], [0, 5, 5, 0])
  })

  test('another kind of file is refused', () => {
    assert.throws(() => readPdptw(vrptw), /Not a Li & Lim file/)
    assert.throws(() => readVrptw(pdptw), /Not a Solomon file/)
  })
})
