import type { Afternoon, AfternoonOrder, AfternoonRider } from './afternoon.ts'
import type { Trip } from './live.ts'

export interface Judged {
  /** What is against the rules, in words. None: all of it can be. */
  readonly faults: readonly string[]
  /** Of orders for windows: at their doors after the end, or never. */
  readonly missed: readonly string[]
  /** The same of those to come at once. */
  readonly late: readonly string[]
  /** From placing to the door, of orders to come at once. */
  readonly clickToDoorS: number
  /** From setting out to the last hand-over, all riders together. */
  readonly riderS: number
  readonly riders: number
  /** Ridden by all of them. */
  readonly km: number
  /** Orders for windows on a trip with any. */
  readonly batch: number
}

const tolerance = 1e-6

/** Rides every trip again, from what was told to whom and when, and from the rules: nothing of the planner is in it. */
export function judge(day: Afternoon, trips: readonly Trip[]): Judged {
  const faults: string[] = []
  const orders = new Map(day.orders.map((each) => [each.id, each]))
  const riders = new Map(day.riders.map((each) => [each.id, { ...each, freeS: 0 }]))
  const doorS = new Map<string, number>()
  let riderS = 0
  let metres = 0
  const batches: number[] = []
  for (const { riderId, told } of trips.toSorted((a, b) => beginS(a) - beginS(b))) {
    const rider = riders.get(riderId)
    const list = told.flatMap(({ orderId }) => orders.get(orderId) ?? [])
    if (!rider || list.length < told.length || told.length === 0) {
      faults.push(`${riderId} has a trip of nobody or of nothing`)
      continue
    }
    const outS = beginS({ riderId, told })
    if (outS < rider.freeS - tolerance)
      faults.push(`${riderId} is told at ${outS}, and on the road until ${rider.freeS}`)
    const leavesS = Math.max(outS + day.riddenS(rider.place, 0), ...list.map((each) => each.readyS))
    faults.push(...overfull(rider, list))
    for (const [i, { orderId, atS }] of told.entries()) {
      if (atS > leavesS + tolerance) faults.push(`${orderId} is told of after the bags left`)
      if (atS < list[i]!.readyS - tolerance) faults.push(`${orderId} is told of before it is known`)
      if (doorS.has(orderId)) faults.push(`${orderId} is delivered twice`)
    }
    let atS = leavesS + day.handoverS
    let place = 0
    metres += day.metres(rider.place, 0)
    for (const order of list) {
      metres += day.metres(place, order.place)
      atS = Math.max(atS + day.riddenS(place, order.place), order.notBeforeS ?? 0)
      doorS.set(order.id, atS)
      atS += day.doorS(order)
      place = order.place
    }
    Object.assign(rider, { freeS: atS, place })
    riderS += atS - outS
    const windowed = list.filter((each) => each.notBeforeS !== undefined).length
    if (windowed > 0) batches.push(windowed)
  }
  const [windowed, atOnce] = [day.orders.filter(isWindowed), day.orders.filter((each) => !isWindowed(each))]
  const isLate = ({ id, promisedS }: AfternoonOrder) => !((doorS.get(id) ?? Number.POSITIVE_INFINITY) <= promisedS)
  const there = atOnce.filter(({ id }) => doorS.has(id))
  return {
    faults,
    missed: windowed.filter(isLate).map(({ id }) => id),
    late: atOnce.filter(isLate).map(({ id }) => id),
    clickToDoorS: there.reduce((sum, { id, placedS }) => sum + doorS.get(id)! - placedS, 0) / Math.max(1, there.length),
    riderS,
    km: metres / 1_000,
    riders: new Set(trips.map(({ riderId }) => riderId)).size,
    batch: batches.reduce((sum, each) => sum + each, 0) / Math.max(1, batches.length),
  }
}

const isWindowed = ({ notBeforeS }: AfternoonOrder): boolean => notBeforeS !== undefined

const beginS = ({ told }: Trip): number =>
  told.reduce((least, { atS }) => Math.min(least, atS), Number.POSITIVE_INFINITY)

function overfull(rider: AfternoonRider, list: readonly AfternoonOrder[]): string[] {
  const bulkL = list.reduce((sum, each) => sum + each.bulkL, 0)
  return [
    ...(list.length > rider.places ? [`${rider.id} has ${list.length} orders in ${rider.places} places`] : []),
    ...(bulkL > rider.bagL ? [`${rider.id} has ${bulkL} l in a bag of ${rider.bagL} l`] : []),
    ...(!rider.cold && list.some((each) => each.cold) ? [`${rider.id} has frozen goods and no cold bag`] : []),
  ]
}
