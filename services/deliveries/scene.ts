import { distanceM, type Point } from '../../contracts/geo.ts'
import type { Mode } from '../../engines/roads/port.ts'
import { bagOf, bulkOf } from './bags.ts'
import { tripOrder } from './domain/trip.ts'
import { hasGoods } from './domain/trips.ts'
import type { FixedTravel } from './fixed-travel.ts'
import { modeOf, usualMode } from './modes.ts'
import type { PlanDelivery, PlanInput, PlanRider, PlanStop, PlanStore } from './planner/types.ts'
import { type ModeTimes, timesBy } from './scene-times.ts'
import { freeAfterBags, freeAfterDrops, nearSoonFree, type SoonFree } from './soon-free.ts'
import type { FreeRow, HeldRow, WaitingRow } from './store/offers.ts'
import type { Travel } from './travel.ts'

/** What the planner is given, and what is needed to write its answer down. */
export interface Scene {
  readonly input: PlanInput
  /** Where the nodes are. */
  readonly points: readonly Point[]
  /** What each rider had in hand when the picture was taken. */
  readonly held: ReadonlyMap<string, readonly HeldRow[]>
  /** And until when each had said to work. */
  readonly shiftUntil: ReadonlyMap<string, Date | null>
  /** What is larger goes with a bag of so many litres. */
  readonly largestBagL: number
  /** From store to door, as a rider of the picture travels; `undefined` where that is not known. */
  distanceM(deliveryId: string, riderId: string): number | undefined
}

/** For one store: farther riders would not be chosen, and a matrix of a whole city costs. */
const ridersPerStore = 60
const fairnessS = 30

/** What should have been packed by now is expected so soon, or in as long again as it has been overdue. */
const overdueMs = 30_000

/** A clock that runs ahead elsewhere makes nobody wait for what is packed. */
function readyMs(readyAtMs: number, packed: boolean, { nowMs, speed }: Pick<Options, 'nowMs' | 'speed'>): number {
  if (packed) return Math.min(readyAtMs, nowMs)
  return readyAtMs > nowMs ? readyAtMs : nowMs + Math.max(overdueMs / speed, nowMs - readyAtMs)
}

/** A store to which idle riders may be sent, with what is expected there. */
export interface StoreAhead {
  readonly storeId: string
  readonly point: Point
  /** In the coming quarter of an hour. */
  readonly expectedOrders: number
}

interface Options {
  nowMs: number
  deliveries: readonly WaitingRow[]
  riders: readonly FreeRow[]
  travel: Pick<Travel, 'matrix'>
  /** Remembers what does not move. */
  fixed: FixedTravel
  config: { capacity: number; handoverS: number; batchDetourS: number; planBudgetMs: number; followUpS: number }
  speed: number
  /** Cash that each rider may still collect, in paise; undefined where there is no limit. Asked for cash orders only. */
  cashRoom?: (riderIds: readonly string[]) => Promise<ReadonlyMap<string, number>>
  /** Where riders may be sent; absent in rounds in which nobody is. */
  storesAhead?: readonly StoreAhead[]
  /** Whom staff name for what is locked to this rider: in the picture whatever is in hand. */
  named?: string
}

/** Numbers points; the same point has one number. */
class Nodes {
  readonly points: Point[] = []
  readonly #known = new Map<string, number>()

  of(point: Point): number {
    const key = `${point.lat},${point.lng}`
    let node = this.#known.get(key)
    if (node === undefined) {
      node = this.points.push({ lat: point.lat, lng: point.lng }) - 1
      this.#known.set(key, node)
    }
    return node
  }
}

const storeOf = (row: WaitingRow | HeldRow): Point => ({ lat: row.storeLat, lng: row.storeLng })
const msOf = (timestamp: string | null) => (timestamp === null ? undefined : Date.parse(timestamp))
const dropOf = (row: WaitingRow | HeldRow): Point => ({ lat: row.dropLat, lng: row.dropLng })

/**
 * The planner's input out of rows: nodes, and the travel times that a plan can need. Only these are asked for: rider to
 * store, store to drop, drop to drop of one store, and drop to store, by each mode that a rider of the picture travels in. In
 * the demo city all times shrink by its speed.
 */
export async function toPlanInput(options: Options): Promise<Scene> {
  const { nowMs, config, speed } = options
  const nodes = new Nodes()
  // What is larger than any bag goes with the largest one, instead of waiting for ever.
  const largestBagL = options.riders.reduce((most, row) => Math.max(most, bagOf(row)), 0)
  const deliveries = options.deliveries.map(
    (row): PlanDelivery => ({
      deliveryId: row.id,
      storeNode: nodes.of(storeOf(row)),
      dropNode: nodes.of(dropOf(row)),
      readyAtMs: readyMs(row.readyAt.getTime(), row.packed, options),
      promisedAtMs: row.promisedAt.getTime(),
      declinedBy: row.declinedBy,
      bulkL: bulkOf(row, largestBagL),
      ...(row.placedAt ? { placedAtMs: row.placedAt.getTime() } : {}),
      ...(row.notBefore ? { notBeforeMs: row.notBefore.getTime() } : {}),
      ...(row.lockedTo === null ? {} : { lockedTo: row.lockedTo }),
      ...(row.frozenBags > 0 ? { cold: true } : {}),
      ...(row.chilledBags > 0 ? { chilled: true } : {}),
      ...(row.cashDuePaise > 0 ? { cashPaise: row.cashDuePaise } : {}),
    }),
  )
  const ahead = (options.storesAhead ?? []).map(
    ({ storeId, point, expectedOrders }): PlanStore => ({ storeId, node: nodes.of(point), expectedOrders }),
  )
  const storeNodes = [...new Set([...deliveries.map((each) => each.storeNode), ...ahead.map((each) => each.node)])]
  const stores = storeNodes.map((node) => nodes.points[node]!)
  const locked = new Set(deliveries.flatMap((each) => each.lockedTo ?? []))
  const near = nearRiders(options.riders, stores, { capacity: config.capacity, nowMs }, locked)
  const busy = nearSoonFree(ridersSoonFree(options), stores, locked)
  const asked = [...near, ...busy.map(({ row }) => row)]
  const cash = deliveries.some((each) => each.cashPaise !== undefined)
  const room = cash ? await options.cashRoom?.(asked.map((row) => row.riderId)) : undefined
  const routes = near.map((row) => toRoute(row.held, nodes, options))
  const nextRoutes = busy.map(({ next }) => toRoute(next, nodes, options))
  // Nobody rides to where riders are: what is numbered from here on has rows and no columns of its own.
  const columns = nodes.points.length
  const riders = near.map(
    (row, index): PlanRider => ({
      node: nodes.of(row),
      idleSinceMs: row.idleSince.getTime(),
      route: routes[index]!,
      ...limitsOf(row, config.capacity, room),
    }),
  )
  const soonFree = busy.map(
    ({ row, point, atMs, next }, index): PlanRider => ({
      node: nodes.of(point),
      freeAtMs: atMs,
      inHand: row.held.length - next.length,
      // Nobody has waited who is still busy.
      idleSinceMs: atMs,
      route: nextRoutes[index]!,
      ...limitsOf(row, config.capacity, room),
    }),
  )

  const all = [...riders, ...soonFree]
  const modes = new Set(all.length === 0 ? [usualMode] : asked.map((row) => modeOf(row.vehicle)))
  const times = new Map<Mode, ModeTimes>()
  for (const mode of modes)
    times.set(
      mode,
      await timesBy(mode, { ...options, points: nodes.points, columns, storeNodes, deliveries, riders, soonFree }),
    )
  const { durationS = [] } = times.get(usualMode) ?? {}
  const others = [...times].filter(([mode]) => mode !== usualMode)
  const byMode = Object.fromEntries(others.map(([mode, each]) => [mode, each.durationS]))
  const approximate = [...times.values()].some((each) => each.approximate)
  const modeOfRider = new Map(asked.map((row) => [row.riderId, modeOf(row.vehicle)]))
  const nodesOf = new Map(deliveries.map((each) => [each.deliveryId, `${each.storeNode}>${each.dropNode}`]))

  return {
    input: {
      nowMs,
      riders: all,
      deliveries,
      travel: { durationS, ...(others.length > 0 ? { byMode } : {}), approximate },
      config: {
        handoverS: config.handoverS / speed,
        batchDetourS: config.batchDetourS / speed,
        fairnessS: fairnessS / speed,
        followUpS: config.followUpS / speed,
        budgetMs: config.planBudgetMs,
        seed: nowMs % 2 ** 31,
      },
      ...(ahead.length > 0 ? { stores: ahead } : {}),
    },
    points: nodes.points,
    held: new Map(asked.map((row) => [row.riderId, row.held])),
    largestBagL,
    shiftUntil: new Map(asked.map((row) => [row.riderId, row.shiftUntil])),
    distanceM: (deliveryId, riderId) =>
      times.get(modeOfRider.get(riderId) ?? usualMode)?.metres.get(nodesOf.get(deliveryId) ?? ''),
  }
}

/** Whoever is due for a break gets nothing to it any more. */
const isDueForBreak = ({ breakAt }: FreeRow, nowMs: number): boolean => breakAt !== null && breakAt.getTime() <= nowMs

/** Whether a rider could be given anything now: nothing in hand, or room and nothing fetched yet. */
const mayTakeMore = (row: FreeRow, capacity: number, nowMs: number): boolean =>
  !isDueForBreak(row, nowMs) && row.held.length < capacity && row.held.every((held) => !hasGoods(held))

/** Riders who carry goods and nothing else, where the next order may be offered before their hands are empty. */
function ridersSoonFree(options: Pick<Options, 'riders' | 'nowMs' | 'config' | 'speed' | 'named'>) {
  const { riders, nowMs, config, speed, named } = options
  const pace = { nowMs, handoverS: config.handoverS, speed }
  return riders.flatMap((row) => {
    if (row.riderId === named) return row.held.some(hasGoods) ? [freeAfterBags(row, pace)] : []
    if (config.followUpS === 0) return []
    const free = isDueForBreak(row, nowMs) ? undefined : freeAfterDrops(row, pace)
    return free ? [free] : []
  })
}

/** Who can be given something in a round: those who may take more now, and those who are free soon and have room. */
export function askable(options: Pick<Options, 'riders' | 'nowMs' | 'config' | 'speed'>): FreeRow[] {
  const { riders, nowMs, config, speed } = options
  const isDue = ({ row, atMs }: SoonFree) =>
    atMs <= nowMs + (config.followUpS / speed) * 1000 && row.held.length < config.capacity
  const soon = new Set(ridersSoonFree(options).flatMap((each) => (isDue(each) ? each.row : [])))
  return riders.filter((row) => soon.has(row) || mayTakeMore(row, config.capacity, nowMs))
}

/** How a rider travels, what such a one can carry and collect, and until when. */
function limitsOf(row: FreeRow, capacity: number, room: ReadonlyMap<string, number> | undefined) {
  const cashRoomPaise = room?.get(row.riderId)
  const mode = modeOf(row.vehicle)
  return {
    riderId: row.riderId,
    ...(mode === usualMode ? {} : { mode }),
    capacity,
    bagL: bagOf(row),
    cold: row.coldBag,
    chills: row.chillBag,
    ...(row.shiftUntil ? { shiftEndsAtMs: row.shiftUntil.getTime() } : {}),
    ...(row.breakAt ? { breakAtMs: row.breakAt.getTime() } : {}),
    // What is due at doors that the rider has accepted is as good as collected.
    ...(cashRoomPaise === undefined
      ? {}
      : {
          cashRoomPaise: Math.max(
            0,
            row.held.reduce((left, held) => left - held.cashDuePaise, cashRoomPaise),
          ),
        }),
  }
}

/** Those who may take more and are nearest to any of the stores in a straight line, or whom a person has chosen. */
function nearRiders(
  riders: readonly FreeRow[],
  stores: readonly Point[],
  { capacity, nowMs }: { capacity: number; nowMs: number },
  locked: ReadonlySet<string>,
): FreeRow[] {
  const free = riders.filter((row) => mayTakeMore(row, capacity, nowMs))
  const chosen = new Set<FreeRow>()
  for (const store of stores) {
    const byDistance = free.map((row) => ({ row, m: distanceM(row, store) })).sort((a, b) => a.m - b.m)
    for (const { row } of byDistance.slice(0, ridersPerStore)) chosen.add(row)
  }
  return free.filter((row) => chosen.has(row) || locked.has(row.riderId))
}

function toRoute(all: readonly HeldRow[], nodes: Nodes, now: Pick<Options, 'nowMs' | 'speed'>): PlanStop[] {
  const first = all[0]
  if (!first) return []
  const drops = all.map((held) => ({
    id: held.id,
    dropOff: dropOf(held),
    plannedAtMs: msOf(held.plannedAt),
    held,
  }))
  return tripOrder(storeOf(first), drops).map(({ held }) => ({
    deliveryId: held.id,
    storeNode: nodes.of(storeOf(held)),
    dropNode: nodes.of(dropOf(held)),
    promisedAtMs: Date.parse(held.promisedAt),
    readyAtMs: readyMs(Date.parse(held.readyAt), held.packed, now),
    ...(held.notBefore === null ? {} : { notBeforeMs: Date.parse(held.notBefore) }),
    bulkL: bulkOf(held),
    pickedUp: hasGoods(held),
  }))
}
