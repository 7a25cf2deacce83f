import type {
  PlanDelivery,
  PlanInput,
  Planner,
  PlanOffer,
  PlanRider,
} from '../../../services/deliveries/planner/types.ts'

/** What a rider must still have in hand when setting out, and how long before nothing is planned; seconds. */
const spareS = 300
const aheadS = 1_800

/** What one rider would do next: one visit to the store, and its doors. */
interface Trip {
  readonly rider: PlanRider
  readonly doors: readonly PlanDelivery[]
}

/**
 * The simple planner that others are held against: each order, the earliest window first, goes where it makes the next trip
 * of some rider longer by least and no window is missed (cheapest insertion, once); a trip is told when it must leave, or
 * when it is full and its first door open. What fits nowhere goes at once with whoever is there first. One store.
 */
export const planInsertion: Planner = (input) => {
  const { nowMs, travel, config } = input
  const free = input.riders.filter((each) => each.route.length === 0)
  const trips = new Map(free.map((rider): [PlanRider, Trip] => [rider, { rider, doors: [] }]))
  const stranded: PlanDelivery[] = []
  const soon = input.deliveries.filter(
    ({ storeNode, dropNode, notBeforeMs = nowMs }) =>
      notBeforeMs - ((travel.durationS[storeNode]![dropNode] ?? 0) + config.handoverS + aheadS) * 1000 <= nowMs,
  )
  for (const order of soon.toSorted((a, b) => a.promisedAtMs - b.promisedAtMs)) {
    let best: { trip: Trip; costMs: number } | undefined
    for (const trip of trips.values()) {
      const beforeMs = ride(input, trip)?.rideMs ?? 0
      for (let place = 0; place <= trip.doors.length; place++) {
        const longer = { ...trip, doors: trip.doors.toSpliced(place, 0, order) }
        const ridden = isCarried(longer) ? ride(input, longer) : undefined
        if (!ridden || ridden.lateMs > 0) continue
        const costMs = ridden.rideMs - beforeMs
        if (!best || costMs < best.costMs) best = { trip: longer, costMs }
      }
    }
    if (best) trips.set(best.trip.rider, best.trip)
    else stranded.push(order)
  }
  for (const order of stranded) {
    const idle = [...trips.values()].filter(
      ({ doors, rider }) => doors.length === 0 && isCarried({ rider, doors: [order] }),
    )
    const thereMs = (trip: Trip) => ride(input, { ...trip, doors: [order] })!.doneMs
    const first = idle.toSorted((a, b) => thereMs(a) - thereMs(b))[0]
    if (first) trips.set(first.rider, { ...first, doors: [order] })
  }
  return { offers: [...trips.values()].flatMap((trip) => toOffers(input, trip)) }
}

function isCarried({ rider, doors }: Trip): boolean {
  const bulkL = doors.reduce((sum, each) => sum + (each.bulkL ?? 0), 0)
  const keeps = rider.cold !== false || doors.every((each) => !each.cold)
  return doors.length <= rider.capacity && bulkL <= (rider.bagL ?? Number.POSITIVE_INFINITY) && keeps
}

/** A trip that begins at an instant: what of it is riding, how late its latest door is, and how long it could wait. */
function ride({ nowMs, travel, config }: PlanInput, { rider, doors }: Trip) {
  if (doors.length === 0) return undefined
  const legMs = (from: number, to: number) => (travel.durationS[from]?.[to] ?? Number.POSITIVE_INFINITY) * 1000
  const handoverMs = config.handoverS * 1000
  const { storeNode } = doors[0]!
  let rideMs = legMs(rider.node, storeNode)
  let atMs = doors.reduce((latest, each) => Math.max(latest, each.readyAtMs), nowMs + rideMs)
  let [lateMs, waitMs, slackMs, node] = [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY, storeNode]
  const doorMs: number[] = []
  for (const { dropNode, notBeforeMs = nowMs, promisedAtMs } of doors) {
    rideMs += legMs(node, dropNode)
    atMs += handoverMs + legMs(node, dropNode)
    if (node === storeNode) waitMs = Math.max(0, notBeforeMs - atMs)
    const stoodMs = Math.max(0, notBeforeMs - atMs)
    atMs += stoodMs
    lateMs = Math.max(lateMs, atMs - promisedAtMs)
    slackMs = Math.min(slackMs, promisedAtMs - atMs)
    doorMs.push(atMs)
    node = dropNode
  }
  return { rideMs, lateMs, waitMs, slackMs, doorMs, doneMs: atMs }
}

function toOffers(input: PlanInput, trip: Trip): PlanOffer[] {
  const ridden = ride(input, trip)
  if (!ridden) return []
  const { doors, rider } = trip
  const bulkL = doors.reduce((sum, each) => sum + (each.bulkL ?? 0), 0)
  const isFull = doors.length >= rider.capacity || bulkL + 12 > (rider.bagL ?? Number.POSITIVE_INFINITY)
  const isDue = ridden.slackMs <= spareS * 1000 || (isFull && ridden.waitMs === 0)
  if (!isDue) return []
  return doors.map(({ deliveryId }, place) => ({
    deliveryId,
    riderId: rider.riderId,
    reason: doors.length > 1 ? 'batched' : 'planned',
    etaAtMs: Math.round(ridden.doorMs[place]!),
  }))
}
