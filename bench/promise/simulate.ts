import { distanceM } from '../../contracts/geo.ts'
import type { PlanDelivery, PlanInput, Planner, PlanRider } from '../../services/deliveries/planner/types.ts'
import { bandOf } from '../../services/stores/promise/model.ts'
import type { Situation } from '../../services/stores/promise/types.ts'
import { Agenda } from './agenda.ts'
import type { Day } from './demand.ts'
import { type Fate, meanPickS, trafficAt } from './nature.ts'
import type { Streets } from './streets.ts'

/** Who promises: answered when the order is placed, and told when it is at the door. */
export interface Promiser {
  /** `options`: a store each, nearest by road first. Null: nobody takes the order for now. */
  promise(options: readonly Offered[]): Taken | null
  delivered(order: Done): void
}

/** A store that could serve an order. */
export interface Offered {
  readonly store: number
  readonly distanceM: number
  readonly situation: Situation
}

export interface Taken {
  readonly offered: Offered
  readonly told: Told
}

/** What a customer is told, in minutes. */
export interface Told {
  readonly minutes: number
  readonly earliestMinutes?: number
  readonly latestMinutes?: number
  /** Whatever the promiser needs to learn from it. */
  readonly memo?: unknown
}

export interface Done {
  readonly index: number
  readonly store: number
  readonly situation: Situation
  readonly told: Told
  readonly actualS: number
  /** How many travelled in the same trip. */
  readonly together: number
}

export interface Run {
  readonly done: Done[]
  readonly refused: number
  readonly riderHours: number
  /** Of their shifts, on the way to a store, in it, or to a door. */
  readonly busyShare: number
  readonly roundsMs: number[]
}

export interface Scenario {
  readonly day: Day
  readonly fates: readonly Fate[]
  readonly pickers: readonly (readonly number[])[]
  readonly streets: Streets
  readonly riders: number
  /** Null: the nearest free rider takes the order that has been packed longest. */
  readonly planner: Planner | null
  readonly promiser: Promiser
  /** Orders that will be packed within so many seconds are planned with; 0: only what is packed. */
  readonly aheadS: number
  readonly capacity: number
}

interface Order {
  readonly index: number
  readonly store: number
  readonly node: number
  readonly told: Told
  readonly situation: Situation
  state: 'queued' | 'picking' | 'packed' | 'held' | 'done'
  packed: boolean
  readyS: number
  declinedBy: string[]
  together: number
}

interface Rider {
  readonly id: string
  readonly home: number
  readonly onS: number
  readonly offS: number
  phase: 'off' | 'free' | 'to-store' | 'at-store' | 'riding'
  /** Where the rider is or, on the way, comes from; `to` and the times tell the way. */
  from: number
  to: number
  leftS: number
  thereS: number
  since: number
  busySinceS: number
  busyS: number
  route: Order[]
}

type Happening =
  | { kind: 'placed'; index: number }
  | { kind: 'pick' | 'packed'; order: Order }
  | { kind: 'shift' | 'at-store' | 'leave' | 'door'; rider: Rider; order?: Order }
  | { kind: 'pickers' | 'round' }

const roundS = 5
/** As many as a round of the product looks at. */
const waitingMost = 200
const config = { handoverS: 60, batchDetourS: 180, fairnessS: 30 }
/** Nobody rides for the day's orders after the next noon. */
const lastS = 129_600

/** One day, order by order and second by second. */
export function simulate(scenario: Scenario): Run {
  const { day, fates, pickers, streets, planner, promiser, aheadS, capacity } = scenario
  const agenda = new Agenda<Happening>()
  const riders = day.shifts.slice(0, scenario.riders).map(
    (shift, index): Rider => ({
      id: `r${String(index).padStart(5, '0')}`,
      home: shift.store,
      onS: shift.onS,
      offS: shift.offS,
      phase: 'off',
      from: shift.store,
      to: shift.store,
      leftS: 0,
      thereS: 0,
      since: shift.onS,
      busySinceS: 0,
      busyS: 0,
      route: [],
    }),
  )
  const onShift = new Set<Rider>()
  const sites = day.stores.length
  const queues = day.stores.map((): Order[] => [])
  const picking = day.stores.map(() => 0)
  const open = day.stores.map(() => 0)
  const waiting = new Set<Order>()
  const done: Done[] = []
  const roundsMs: number[] = []
  let refused = 0
  let roundAtS = -1

  for (const [index, order] of day.orders.entries()) agenda.add(order.atS, { kind: 'placed', index })
  for (const rider of riders) {
    agenda.add(rider.onS, { kind: 'shift', rider })
    agenda.add(rider.offS, { kind: 'shift', rider })
  }
  for (let hour = 1; hour < 48; hour++) agenda.add(hour * 3600, { kind: 'pickers' })

  const pickersAt = (store: number, atS: number) => pickers[store]![Math.min(47, Math.floor(atS / 3600))]!
  const askRound = (nowS: number, again = false) => {
    if (waiting.size === 0 || roundAtS >= nowS || nowS > lastS) return
    roundAtS = planner || again ? Math.floor(nowS / roundS) * roundS + roundS : nowS
    agenda.add(roundAtS, { kind: 'round' })
  }

  const startPicks = (store: number, nowS: number) => {
    while (queues[store]!.length > 0 && picking[store]! < pickersAt(store, nowS)) {
      const order = queues[store]!.shift()!
      picking[store]!++
      order.state = 'picking'
      order.readyS = nowS + meanPickS(day.orders[order.index]!.lines)
      agenda.add(nowS + fates[order.index]!.pickS, { kind: 'packed', order })
      if (aheadS > 0) {
        waiting.add(order)
        askRound(nowS)
      }
    }
  }

  const place = (index: number, nowS: number) => {
    const { door } = day.orders[index]!
    const node = sites + index
    const around = { openAround: open.reduce((sum, each) => sum + each, 0), ridersAround: onShift.size }
    const homes = day.stores.map(() => 0)
    for (const rider of onShift) homes[rider.home]!++
    const options = day.stores.map((site, store): Offered => {
      const situation: Situation = {
        ahead: queues[store]!.length + picking[store]!,
        pickers: pickersAt(store, nowS),
        open: open[store]!,
        riders: homes[store]!,
        ...around,
        rideS: streets.rideS(store, node),
        approximate: false,
        band: bandOf(Math.floor(nowS / 3600) % 24),
      }
      return { store, distanceM: distanceM(site, door), situation }
    })
    const taken = promiser.promise(options.sort((a, b) => a.situation.rideS - b.situation.rideS))
    if (!taken) {
      refused++
      return
    }
    const { store, situation } = taken.offered
    const base = { index, store, node, told: taken.told, situation, packed: false, readyS: 0, together: 1 }
    queues[store]!.push({ ...base, state: 'queued', declinedBy: [] })
    startPicks(store, nowS)
  }

  /** Where a rider can be when: seconds to a place. */
  const reachS = (rider: Rider, to: number, nowS: number): number => {
    if (rider.thereS <= nowS) return streets.rideS(rider.to, to)
    if (rider.phase === 'riding' && to >= sites)
      return rider.thereS - nowS + (rider.to === to ? 0 : streets.rideS(rider.to, to))
    if (rider.phase !== 'free') return rider.thereS - nowS + streets.rideS(rider.to, to)
    // On the way back to the store, somewhere between.
    const share = (rider.thereS - nowS) / (rider.thereS - rider.leftS)
    const onward = rider.thereS - nowS + streets.rideS(rider.to, to)
    return Math.min(onward, streets.rideS(rider.from, to) * share + streets.rideS(rider.to, to) * (1 - share))
  }

  const send = (rider: Rider, order: Order, nowS: number) => {
    order.state = 'held'
    waiting.delete(order)
    if (rider.route.length > 0) {
      rider.route.push(order)
      return
    }
    rider.route = [order]
    const fate = fates[order.index]!
    const rideS = reachS(rider, order.store, nowS) * trafficAt(nowS) * fate.rideFactor + fate.acceptS
    rider.phase = 'to-store'
    rider.busySinceS = nowS
    rider.from = order.store
    rider.to = order.store
    rider.leftS = nowS
    rider.thereS = nowS + rideS
    agenda.add(rider.thereS, { kind: 'at-store', rider })
  }

  /** Leaves when all bags that were taken on are packed. */
  const tryLeave = (rider: Rider, nowS: number) => {
    if (rider.phase !== 'at-store' || rider.route.some((order) => !order.packed)) return
    const takeS = rider.route.reduce((sum, order, index) => sum + fates[order.index]!.takeS * (index ? 0.4 : 1), 0)
    rider.phase = 'riding'
    rider.route = shortest(streets, rider.route)
    for (const order of rider.route) order.together = rider.route.length
    agenda.add(nowS + takeS, { kind: 'leave', rider })
  }

  const ride = (rider: Rider, nowS: number) => {
    const next = rider.route[0]!
    const fate = fates[next.index]!
    rider.leftS = nowS
    rider.from = rider.to
    rider.to = next.node
    rider.thereS = nowS + streets.rideS(rider.from, next.node) * trafficAt(nowS) * fate.rideFactor + fate.doorS
    agenda.add(rider.thereS, { kind: 'door', rider, order: next })
  }

  const deliver = (rider: Rider, order: Order, nowS: number) => {
    order.state = 'done'
    open[order.store]!--
    const { index, store, situation, told, together } = order
    const finished = { index, store, situation, told, actualS: nowS - day.orders[index]!.atS, together }
    done.push(finished)
    promiser.delivered(finished)
    rider.route.shift()
    if (rider.route.length > 0) {
      ride(rider, nowS)
      return
    }
    rider.busyS += nowS - rider.busySinceS
    rider.phase = 'free'
    rider.since = nowS
    rider.from = order.node
    rider.to = rider.home
    rider.leftS = nowS
    rider.thereS = nowS + streets.rideS(order.node, rider.home)
    if (nowS >= rider.offS) onShift.delete(rider)
    else askRound(nowS)
  }

  const offer = (order: Order, rider: Rider, nowS: number) => {
    if (fates[order.index]!.declined && order.declinedBy.length === 0) {
      order.declinedBy.push(rider.id)
      return
    }
    send(rider, order, nowS)
  }

  const round = (nowS: number) => {
    roundAtS = -1
    const beganMs = performance.now()
    if (planner) {
      const plan = planner(sceneOf(nowS))
      roundsMs.push(performance.now() - beganMs)
      const byId = new Map([...waiting].map((order) => [String(order.index), order]))
      const riderOf = new Map([...onShift].map((rider) => [rider.id, rider]))
      for (const { deliveryId, riderId } of plan.offers) offer(byId.get(deliveryId)!, riderOf.get(riderId)!, nowS)
    } else {
      for (const order of [...waiting].sort((a, b) => a.readyS - b.readyS)) {
        let best: Rider | undefined
        let leastS = Number.POSITIVE_INFINITY
        for (const rider of onShift) {
          if (rider.phase !== 'free' || rider.offS <= nowS || order.declinedBy.includes(rider.id)) continue
          const s = reachS(rider, order.store, nowS)
          if (s < leastS) [best, leastS] = [rider, s]
        }
        if (!best) break
        offer(order, best, nowS)
      }
    }
    if (planner || [...waiting].some((order) => order.declinedBy.length > 0)) askRoundAgain(nowS)
  }
  const askRoundAgain = (nowS: number) => {
    const free = [...onShift].some((rider) => rider.phase !== 'riding')
    if (free) askRound(nowS, true)
  }

  const sceneOf = (nowS: number): PlanInput => {
    const nodes = new Map<number, number>()
    const places: number[] = []
    const of = (place: number) => {
      const known = nodes.get(place)
      if (known !== undefined) return known
      nodes.set(place, places.length)
      return places.push(place) - 1
    }
    for (const store of day.stores.keys()) of(store)
    const promisedS = (order: Order) => day.orders[order.index]!.atS + order.told.minutes * 60
    const deliveries = [...waiting]
      .filter((order) => order.packed || order.readyS - nowS <= aheadS)
      .sort((a, b) => promisedS(a) - promisedS(b))
      .slice(0, waitingMost)
      .map(
        (order): PlanDelivery => ({
          deliveryId: String(order.index),
          storeNode: of(order.store),
          dropNode: of(order.node),
          readyAtMs: Math.max(order.packed ? 0 : nowS * 1000, order.readyS * 1000),
          promisedAtMs: promisedS(order) * 1000,
          placedAtMs: day.orders[order.index]!.atS * 1000,
          declinedBy: order.declinedBy,
        }),
      )
    const able = [...onShift].filter((rider) => rider.offS > nowS)
    const routes = able.map((rider) =>
      rider.route.map((order) => ({
        deliveryId: String(order.index),
        storeNode: of(order.store),
        dropNode: of(order.node),
        promisedAtMs: promisedS(order) * 1000,
        pickedUp: rider.phase === 'riding',
        readyAtMs: order.readyS * 1000,
      })),
    )
    const known = places.length
    const servedBy = new Map<number, number>()
    for (const order of waiting) servedBy.set(order.node, order.store)
    // Bags that have left their store travel with nobody else's.
    for (const [index, rider] of able.entries())
      for (const order of rider.route) servedBy.set(order.node, rider.phase === 'riding' ? -2 - index : order.store)
    const size = known + able.length
    const far = new Array<number>(size).fill(Number.POSITIVE_INFINITY)
    // From door to door only where two orders could travel together.
    const storeOf = places.map((place) => (place < sites ? -1 : servedBy.get(place)!))
    const durationS: number[][] = places.map((from, node) => {
      const row = far.slice()
      for (let to = 0; to < known; to++)
        if (storeOf[node] === -1 || storeOf[to] === -1 || storeOf[node] === storeOf[to])
          row[to] = streets.rideS(from, places[to]!)
      return row
    })
    const planRiders = able.map((rider, index): PlanRider => {
      const row = far.slice()
      for (let to = 0; to < sites; to++) row[to] = reachS(rider, to, nowS)
      for (const order of rider.route) row[of(order.node)] = reachS(rider, order.node, nowS)
      durationS.push(row)
      return {
        riderId: rider.id,
        node: known + index,
        capacity,
        idleSinceMs: rider.since * 1000,
        route: routes[index]!,
        shiftEndsAtMs: rider.offS * 1000,
      }
    })
    return {
      nowMs: nowS * 1000,
      riders: planRiders,
      deliveries,
      travel: { durationS, approximate: false },
      config: { ...config, budgetMs: 50, seed: 1 },
    }
  }

  for (let next = agenda.next(); next; next = agenda.next()) {
    const { atS, item } = next
    switch (item.kind) {
      case 'placed':
        place(item.index, atS)
        break
      case 'pickers':
        for (const store of day.stores.keys()) startPicks(store, atS)
        break
      case 'packed':
        item.order.packed = true
        item.order.readyS = atS
        picking[item.order.store]!--
        open[item.order.store]!++
        if (item.order.state === 'picking') {
          item.order.state = 'packed'
          waiting.add(item.order)
          askRound(atS)
        } else for (const rider of onShift) if (rider.route.includes(item.order)) tryLeave(rider, atS)
        startPicks(item.order.store, atS)
        break
      case 'shift':
        if (atS >= item.rider.offS) {
          if (item.rider.phase === 'free') onShift.delete(item.rider)
        } else {
          item.rider.phase = 'free'
          onShift.add(item.rider)
          askRound(atS)
        }
        break
      case 'at-store':
        item.rider.phase = 'at-store'
        tryLeave(item.rider, atS)
        break
      case 'leave':
        ride(item.rider, atS)
        break
      case 'door':
        deliver(item.rider, item.order!, atS)
        break
      case 'round':
        round(atS)
        break
    }
  }
  const hours = riders.reduce((sum, rider) => sum + Math.max(0, Math.min(rider.offS, 86_400) - rider.onS), 0) / 3600
  const busyS = riders.reduce((sum, rider) => sum + rider.busyS, 0)
  return { done, refused, riderHours: hours, busyShare: busyS / 3600 / Math.max(1, hours), roundsMs }
}

/** Two or three doors in the order in which the ride through them is shortest. */
function shortest(streets: Streets, route: Order[]): Order[] {
  if (route.length < 2) return route
  let best = route
  let bestS = Number.POSITIVE_INFINITY
  for (const order of permutations(route)) {
    let s = 0
    let at = order[0]!.store
    for (const stop of order) {
      s += streets.rideS(at, stop.node)
      at = stop.node
    }
    if (s < bestS) [best, bestS] = [order, s]
  }
  return best
}

const permutations = <T>(items: T[]): T[][] =>
  items.length <= 1
    ? [items]
    : items.flatMap((item, index) =>
        permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
      )
