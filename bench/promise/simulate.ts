import { distanceM } from '../../contracts/geo.ts'
import type { Planner } from '../../services/deliveries/planner/types.ts'
import { bandOf } from '../../services/stores/promise/model.ts'
import type { Situation } from '../../services/stores/promise/types.ts'
import { Agenda } from './agenda.ts'
import type { Day } from './demand.ts'
import { type Fate, meanPickS, trafficAt } from './nature.ts'
import { type Order, type Rider, reachS, shortest } from './riding.ts'
import { sceneOf } from './scene.ts'
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
  /** From when it was packed until its rider began to take the bags, and how long that rider had stood in the store then. */
  readonly readyToPickupS: number
  readonly riderStoodS: number
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

type Happening =
  | { kind: 'placed'; index: number }
  | { kind: 'pick' | 'packed'; order: Order }
  | { kind: 'shift' | 'at-store' | 'leave' | 'door'; rider: Rider; order?: Order }
  | { kind: 'pickers' | 'round' }

const roundS = 5
/** What a planner expects a hand-over to take. */
const atDoorS = 60
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
      atStoreS: 0,
      busySinceS: 0,
      busyS: 0,
      route: [],
    }),
  )
  const onShift = new Set<Rider>()
  const sites = day.stores.length
  const placedS = (order: Order) => day.orders[order.index]!.atS
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
    const base = {
      index,
      store,
      node,
      told: taken.told,
      situation,
      packed: false,
      readyS: 0,
      takenS: 0,
      stoodS: 0,
      together: 1,
    }
    queues[store]!.push({ ...base, state: 'queued', declinedBy: [] })
    startPicks(store, nowS)
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
    const rideS = reachS(streets, rider, order.store, nowS)
    rider.phase = 'to-store'
    rider.busySinceS = nowS
    rider.from = order.store
    rider.to = order.store
    rider.leftS = nowS
    rider.thereS = nowS + rideS
    agenda.add(nowS + rideS * trafficAt(nowS) * fate.rideFactor + fate.acceptS, { kind: 'at-store', rider })
  }

  /** Leaves when all bags that were taken on are packed. */
  const tryLeave = (rider: Rider, nowS: number) => {
    if (rider.phase !== 'at-store' || rider.route.some((order) => !order.packed)) return
    const takeS = rider.route.reduce((sum, order, index) => sum + fates[order.index]!.takeS * (index ? 0.4 : 1), 0)
    rider.phase = 'riding'
    rider.route = shortest(streets, rider.route)
    for (const order of rider.route) {
      order.together = rider.route.length
      order.takenS = nowS
      order.stoodS = nowS - rider.atStoreS
    }
    agenda.add(nowS + takeS, { kind: 'leave', rider })
  }

  const ride = (rider: Rider, nowS: number) => {
    const next = rider.route[0]!
    const fate = fates[next.index]!
    rider.leftS = nowS
    rider.from = rider.to
    rider.to = next.node
    const rideS = streets.rideS(rider.from, next.node)
    rider.thereS = nowS + rideS + atDoorS
    agenda.add(nowS + rideS * trafficAt(nowS) * fate.rideFactor + fate.doorS, { kind: 'door', rider, order: next })
  }

  const deliver = (rider: Rider, order: Order, nowS: number) => {
    order.state = 'done'
    open[order.store]!--
    const { index, store, situation, told, together } = order
    const finished = {
      index,
      store,
      situation,
      told,
      actualS: nowS - day.orders[index]!.atS,
      readyToPickupS: order.takenS - order.readyS,
      riderStoodS: order.stoodS,
      together,
    }
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
      const plan = planner(sceneOf({ nowS, placedS, waiting, onShift, streets, sites, aheadS, capacity }))
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
          const s = reachS(streets, rider, order.store, nowS)
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
        item.rider.atStoreS = atS
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
