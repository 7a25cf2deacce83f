import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type {
  RoutingProblem,
  RoutingRequest,
  RoutingVehicle,
  StopName,
} from '../../services/deliveries/planner/routing/problem.ts'
import { type ClaimedRoute, checkPlan } from './check-plan.ts'

/** Places on a line, 10 apart: the depot is 0. */
const line = Float64Array.from({ length: 25 }, (_, i) => 10 * Math.abs(Math.floor(i / 5) - (i % 5)))
const stop = (place: number, earliest = 0, latest = 1000) => ({ place, earliest, latest, service: 5 })
const carry = (from: number, to: number, more: Partial<RoutingRequest> = {}): RoutingRequest => ({
  pickup: stop(from),
  delivery: stop(to),
  demand: [1],
  ...more,
})
const home: RoutingVehicle = { start: 0, end: 0, startsAt: 0, endsAt: 1000, capacity: [2] }
const problemOf = (requests: RoutingRequest[], vehicles: RoutingVehicle[] = [home, home]): RoutingProblem => ({
  places: 5,
  durations: line,
  distances: line,
  vehicles,
  requests,
})
const p = (request: number): StopName => ({ request, kind: 'pickup' })
const d = (request: number): StopName => ({ request, kind: 'delivery' })
const route = (vehicle: number, ...stops: StopName[]): ClaimedRoute => ({ vehicle, stops })

const two = problemOf([carry(1, 3), carry(2, 4)])

describe('the checker of plans', () => {
  const legal: Record<string, [RoutingProblem, ClaimedRoute[], number, number[]?]> = {
    'both in one vehicle': [two, [route(0, p(0), p(1), d(0), d(1))], 80],
    'one after the other': [two, [route(0, p(0), d(0), p(1), d(1))], 100],
    'in a vehicle each': [two, [route(0, p(0), d(0)), route(1, p(1), d(1))], 140],
    'one admitted to be left out': [two, [route(1, p(1), d(1))], 80, [0]],
    'an open route ends where it is': [
      problemOf([carry(1, 3)], [{ start: 0, startsAt: 0, endsAt: 40, capacity: [1] }]),
      [route(0, p(0), d(0))],
      30,
    ],
    'goods that come from the start': [
      problemOf([
        { delivery: stop(2), demand: [2] },
        { pickup: stop(2), demand: [2] },
      ]),
      [route(0, d(0), p(1))],
      40,
    ],
    'who comes early waits until the window opens': [
      problemOf([{ pickup: stop(1, 100, 100), delivery: stop(2, 0, 115), demand: [1] }]),
      [route(0, p(0), d(0))],
      40,
    ],
    'a locked stop may be late': [
      problemOf([carry(1, 2, { pickup: stop(1, 0, 1) })], [{ ...home, locked: [p(0)] }]),
      [route(0, p(0), d(0))],
      40,
    ],
  }
  for (const [name, [problem, routes, distance, unassigned]] of Object.entries(legal))
    test(`accepts: ${name}`, () => {
      const checked = checkPlan(problem, routes, unassigned)
      assert.deepEqual(checked, { faults: [], vehicles: routes.length, distance })
    })

  const tight = problemOf([carry(1, 3), carry(2, 4)], [{ ...home, capacity: [1] }, home])
  const illegal: Record<string, [RoutingProblem, ClaimedRoute[], RegExp, number[]?]> = {
    'too much at once': [tight, [route(0, p(0), p(1), d(0), d(1))], /holds 2 of 1/],
    'too much in the second dimension': [
      problemOf([carry(1, 3, { demand: [1, 9] }), carry(2, 4)], [{ ...home, capacity: [2, 8] }]),
      [route(0, p(0), p(1), d(0), d(1))],
      /holds 9 of 8/,
    ],
    'too much on board from the start': [
      problemOf([{ delivery: stop(2), demand: [3] }]),
      [route(0, d(0))],
      /holds 3 of 2 behind the start/,
    ],
    'a window missed': [
      problemOf([carry(1, 3), carry(2, 4, { pickup: stop(2, 0, 24) })]),
      [route(0, p(0), p(1), d(0), d(1))],
      /pickup 1 begins at 25, after 24/,
    ],
    'home too late': [
      problemOf([carry(1, 3)], [{ ...home, endsAt: 69 }]),
      [route(0, p(0), d(0))],
      /done at 70, after 69/,
    ],
    'an open route done too late': [
      problemOf([carry(1, 3)], [{ start: 0, startsAt: 0, endsAt: 39, capacity: [1] }]),
      [route(0, p(0), d(0))],
      /done at 40, after 39/,
    ],
    'delivered before it is picked up': [two, [route(0, d(0), p(0), p(1), d(1))], /delivery 0 comes before its pickup/],
    'picked up by one, delivered by another': [
      two,
      [route(0, p(0), p(1), d(1)), route(1, d(0))],
      /changes its vehicle/,
    ],
    'not delivered': [two, [route(0, p(0), p(1), d(1))], /delivery 0 is not served/],
    forgotten: [two, [route(0, p(1), d(1))], /pickup 0, delivery 0 is not served/],
    'served twice': [two, [route(0, p(0), d(0), p(1), d(1)), route(1, p(1), d(1))], /pickup 1 is served twice/],
    'served though left out': [two, [route(0, p(0), d(0), p(1), d(1))], /unassigned and served/, [0]],
    'a vehicle with two routes': [two, [route(0, p(0), d(0)), route(0, p(1), d(1))], /has two routes/],
    'a vehicle that is not there': [two, [route(2, p(0), d(0)), route(1, p(1), d(1))], /vehicle 2 is not there/],
    'a stop that is not there': [two, [route(0, p(0), d(0), p(1), d(1), p(7))], /there is no pickup 7/],
    'a vehicle that may not take it': [
      problemOf([carry(1, 3, { vehicles: [1] })]),
      [route(0, p(0), d(0))],
      /vehicle 0 may not take request 0/,
    ],
    'locked stops in another order': [
      problemOf([carry(1, 3), carry(2, 4)], [{ ...home, locked: [p(1), p(0)] }]),
      [route(0, p(0), p(1), d(0), d(1))],
      /does not keep its pickup 1/,
    ],
  }
  for (const [name, [problem, routes, fault, unassigned]] of Object.entries(illegal))
    test(`rejects: ${name}`, () => {
      assert.match(checkPlan(problem, routes, unassigned).faults.join('; '), fault)
    })
})
