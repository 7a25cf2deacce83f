import { tripOrder } from '../../../services/deliveries/domain/trip.ts'
import type { PlanDelivery, PlanInput, Planner, PlanRider } from '../../../services/deliveries/planner/types.ts'
import type { Afternoon, AfternoonOrder, AfternoonRider } from './afternoon.ts'

/** What a rider was told, and when; the doors in the order in which they were ridden. */
export interface Trip {
  readonly riderId: string
  readonly told: readonly { readonly orderId: string; readonly atS: number }[]
}

export interface LiveOptions {
  readonly budgetMs: number
  readonly seed: number
  /** Between rounds. */
  readonly stepS?: number
  readonly clockMs?: () => number
  readonly onRound?: (tookMs: number) => void
}

interface Underway {
  readonly doors: { order: AfternoonOrder; toldAtS: number; plannedAtMs: number }[]
  /** At the store. */
  readonly arrivesS: number
}

interface State {
  readonly rider: AfternoonRider
  place: number
  idleSinceS: number
  trip: Underway | undefined
  /** On the road with bags until then. */
  backS: number
}

const epochMs = 1_800_000_000_000
const lastS = 12 * 3_600

/** Lives through an afternoon as the dispatcher does: a round now and then, offers are taken at once, and who has left the store is not asked. */
export function liveThrough(day: Afternoon, plan: Planner, options: LiveOptions): Trip[] {
  const { budgetMs, seed, stepS = 30 } = options
  const trips: Trip[] = []
  const states = day.riders.map(
    (rider): State => ({ rider, place: rider.place, idleSinceS: 0, trip: undefined, backS: 0 }),
  )
  const coming = day.orders.toSorted((a, b) => a.readyS - b.readyS)
  const open = new Map<string, AfternoonOrder>()
  let next = 0
  for (
    let nowS = 0;
    nowS < lastS && (next < coming.length || open.size > 0 || states.some((each) => each.trip));
    nowS += stepS
  ) {
    for (; next < coming.length && coming[next]!.readyS <= nowS; next++) open.set(coming[next]!.id, coming[next]!)
    for (const state of states) if (state.trip && leavesS(state.trip) <= nowS) trips.push(leave(day, state))
    const asked = states.filter((each) => each.backS <= nowS)
    if (open.size === 0 || asked.length === 0) continue
    const input = toInput(day, [...open.values()], asked, { nowS, budgetMs, seed })
    const beganMs = options.clockMs?.() ?? 0
    const { offers } = plan(input)
    options.onRound?.((options.clockMs?.() ?? 0) - beganMs)
    for (const { deliveryId, riderId, etaAtMs } of offers) {
      const state = asked.find((each) => each.rider.id === riderId)!
      state.trip ??= { doors: [], arrivesS: nowS + day.riddenS(state.place, 0) }
      state.trip.doors.push({ order: open.get(deliveryId)!, toldAtS: nowS, plannedAtMs: etaAtMs })
      open.delete(deliveryId)
    }
  }
  return trips
}

const leavesS = ({ doors, arrivesS }: Underway): number => Math.max(arrivesS, ...doors.map(({ order }) => order.readyS))

/** Doors as a rider's phone shows them. */
function leave(day: Afternoon, state: State): Trip {
  const { doors } = state.trip!
  const order = tripOrder(
    day.points[0]!,
    doors.map(({ order, toldAtS, plannedAtMs }) => ({
      id: order.id,
      dropOff: day.points[order.place]!,
      ...(order.notBeforeS === undefined ? {} : { plannedAtMs }),
      order,
      toldAtS,
    })),
  )
  let atS = leavesS(state.trip!) + day.handoverS
  let place = 0
  for (const { order: each } of order) {
    atS = Math.max(atS + day.riddenS(place, each.place), each.notBeforeS ?? 0) + day.doorS(each)
    place = each.place
  }
  Object.assign(state, { place, idleSinceS: atS, backS: atS, trip: undefined })
  return { riderId: state.rider.id, told: order.map(({ id, toldAtS }) => ({ orderId: id, atS: toldAtS })) }
}

function toInput(
  day: Afternoon,
  orders: readonly AfternoonOrder[],
  states: readonly State[],
  { nowS, budgetMs, seed }: { nowS: number; budgetMs: number; seed: number },
): PlanInput {
  const inMs = (s: number) => epochMs + Math.round(s * 1000)
  const nodes = day.points.length
  return {
    nowMs: inMs(nowS),
    travel: {
      approximate: false,
      durationS: Array.from({ length: nodes }, (_, a) => Array.from({ length: nodes }, (_, b) => day.expectedS(a, b))),
    },
    config: { handoverS: day.handoverS, batchDetourS: 180, fairnessS: 30, budgetMs, seed: seed + nowS },
    deliveries: orders.map(
      (order): PlanDelivery => ({
        deliveryId: order.id,
        storeNode: 0,
        dropNode: order.place,
        readyAtMs: inMs(order.readyS),
        placedAtMs: inMs(order.placedS),
        promisedAtMs: inMs(order.promisedS),
        declinedBy: [],
        bulkL: order.bulkL,
        ...(order.cold ? { cold: true } : {}),
        ...(order.notBeforeS === undefined ? {} : { notBeforeMs: inMs(order.notBeforeS) }),
      }),
    ),
    riders: states.map(
      ({ rider, place, idleSinceS, trip }): PlanRider => ({
        riderId: rider.id,
        node: trip ? 0 : place,
        capacity: rider.places,
        idleSinceMs: inMs(idleSinceS),
        bagL: rider.bagL,
        cold: rider.cold,
        ...(trip ? { freeAtMs: inMs(Math.max(nowS, trip.arrivesS)) } : {}),
        route: (trip?.doors ?? []).map(({ order }) => ({
          deliveryId: order.id,
          storeNode: 0,
          dropNode: order.place,
          promisedAtMs: inMs(order.promisedS),
          readyAtMs: inMs(order.readyS),
          bulkL: order.bulkL,
          ...(order.notBeforeS === undefined ? {} : { notBeforeMs: inMs(order.notBeforeS) }),
          pickedUp: false,
        })),
      }),
    ),
  }
}
