import { distanceM, type Point } from '../../../contracts/geo.ts'
import { tripOrder } from '../domain/trip.ts'
import { FixedTravel } from '../fixed-travel.ts'
import { modeOf } from '../modes.ts'
import type { Planner } from '../planner/types.ts'
import { toPlanInput } from '../scene.ts'
import type { FreeRow, WaitingRow } from '../store/offers.ts'
import type { PastDelivery } from '../store/replay.ts'
import type { Vehicle } from '../store/riders.ts'
import type { KnownTravel } from './known-travel.ts'
import type { Stint } from './presence.ts'

/** How one delivery went, or would have gone. Epoch milliseconds. */
export interface Outcome {
  readonly deliveryId: string
  readonly riderId: string
  readonly acceptedAtMs: number
  readonly pickedUpAtMs: number
  readonly deliveredAtMs: number
}

export interface DayConfig {
  readonly capacity: number
  readonly handoverS: number
  readonly batchDetourS: number
  readonly planBudgetMs: number
  readonly followUpS: number
  /** How many times faster than real the riders rode. */
  readonly speed: number
}

interface Day {
  readonly deliveries: readonly PastDelivery[]
  readonly stints: readonly Stint[]
  readonly travel: KnownTravel
  readonly config: DayConfig
}

/** Between rounds while something waits; as the live job. */
const roundMs = 1_000
/** What nobody could take for so long counts as undelivered. */
const givenUpMs = 3 * 3_600_000

/** A rider with one trip at a time, to a store and door by door, and at most one that follows it. */
interface Rider {
  readonly stint: Stint
  at: Point
  idleSinceMs: number
  trip: Trip | undefined
  next: Trip | undefined
}

interface Trip {
  readonly vehicle: Vehicle
  readonly from: Point
  readonly startMs: number
  readonly deliveries: { row: PastDelivery; acceptedAtMs: number; plannedAtMs: number }[]
}

/**
 * The same orders and the same riders once more, with a planner of one's choice: orders are heard of and ready when they were, riders
 * at work when they were and start where they were. They accept at once, ride at road time, and wait for goods that are
 * not ready. Pure, and without chance: the same day gives the same outcomes.
 */
export async function replayDay(day: Day, plan: Planner): Promise<Outcome[]> {
  const { config, travel } = day
  const fixed = new FixedTravel(travel)
  const coming = day.deliveries
    .filter((row) => row.state !== 'cancelled')
    .sort((a, b) => knownMs(a) - knownMs(b) || (a.id < b.id ? -1 : 1))
  const riders = day.stints.map(
    (stint): Rider => ({ stint, at: stint.at, idleSinceMs: stint.fromMs, trip: undefined, next: undefined }),
  )
  const waiting: PastDelivery[] = []
  const outcomes: Outcome[] = []
  let next = 0
  let nowMs = coming[0] ? knownMs(coming[0]) : 0

  while (next < coming.length || waiting.length > 0) {
    while (next < coming.length && knownMs(coming[next]!) <= nowMs) waiting.push(coming[next++]!)
    for (const rider of riders) finish(day, rider, nowMs, outcomes)
    drop(waiting, (row) => nowMs - row.readyAt.getTime() > givenUpMs)
    const there = riders.filter(({ stint, trip }) => stint.fromMs <= nowMs && (nowMs <= stint.toMs || trip))
    const askable = there.filter((rider) => nowMs <= rider.stint.toMs && !rider.next)
    if (waiting.length > 0 && askable.length > 0) {
      const { input } = await toPlanInput({
        nowMs,
        deliveries: waiting.map((row) => toWaitingRow(row, nowMs)),
        riders: askable.map((rider) => toFreeRow(day, rider, nowMs)),
        travel: travel,
        fixed,
        config,
        speed: config.speed,
      })
      for (const { deliveryId, riderId, etaAtMs } of plan(input).offers) {
        const rider = askable.find((each) => each.stint.riderId === riderId)
        const row = waiting.find((each) => each.id === deliveryId)
        if (!rider || !row || inHand(day, rider, nowMs).length >= config.capacity) continue
        drop(waiting, (each) => each === row)
        tripToJoin(day, rider, nowMs).deliveries.push({ row, acceptedAtMs: nowMs, plannedAtMs: etaAtMs })
      }
    }
    // With nothing that waits, nothing happens until the next order is heard of.
    const following = coming[next]
    nowMs = waiting.length > 0 ? nowMs + roundMs : Math.max(nowMs + 1, following ? knownMs(following) : 0)
  }
  for (const rider of riders) finish(day, rider, Infinity, outcomes)
  return outcomes.sort((a, b) => a.deliveredAtMs - b.deliveredAtMs || (a.deliveryId < b.deliveryId ? -1 : 1))
}

function drop<T>(list: T[], isGone: (each: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) if (isGone(list[i]!)) list.splice(i, 1)
}

const storeOf = (row: PastDelivery): Point => ({ lat: row.storeLat, lng: row.storeLng })
const dropOf = (row: PastDelivery): Point => ({ lat: row.dropLat, lng: row.dropLng })
const rideMs = ({ travel, config }: Day, { vehicle }: Trip, from: Point, to: Point) =>
  (travel.seconds(from, to, modeOf(vehicle)) * 1000) / config.speed
const handoverMs = ({ config }: Day) => (config.handoverS * 1000) / config.speed

/** When all bags of a trip are on the bike. */
function pickedUpMs(day: Day, trip: Trip): number {
  const store = storeOf(trip.deliveries[0]!.row)
  const thereMs = trip.startMs + rideMs(day, trip, trip.from, store)
  return Math.max(thereMs, ...trip.deliveries.map((each) => each.row.readyAt.getTime())) + handoverMs(day)
}

const hasLeft = (day: Day, { trip }: Rider, nowMs: number) => trip !== undefined && pickedUpMs(day, trip) <= nowMs

/** When each door of a trip is reached, in their order, and where and when the rider is free. */
function doorsOf(day: Day, trip: Trip) {
  const store = storeOf(trip.deliveries[0]!.row)
  const order = tripOrder(
    store,
    trip.deliveries.map((each) => ({
      ...each,
      id: each.row.id,
      dropOff: dropOf(each.row),
      plannedAtMs: each.row.notBefore === null ? undefined : each.plannedAtMs,
    })),
  )
  let [at, atMs] = [store, pickedUpMs(day, trip)]
  const doors = order.map(({ row, dropOff, acceptedAtMs, plannedAtMs }) => {
    const thereMs = Math.max(atMs + rideMs(day, trip, at, dropOff), row.notBefore?.getTime() ?? 0)
    ;[at, atMs] = [dropOff, thereMs + handoverMs(day)]
    return { row, acceptedAtMs, plannedAtMs, thereMs }
  })
  return { doors, at, atMs }
}

/** What of a rider's orders is not at its door yet. */
function inHand(day: Day, { trip, next }: Rider, nowMs: number) {
  const doors = trip ? doorsOf(day, trip).doors.filter((each) => each.thereMs > nowMs) : []
  return [...doors, ...(next?.deliveries ?? [])]
}

/** The trip that one more order goes into: what has left the store is followed by another. */
function tripToJoin(day: Day, rider: Rider, nowMs: number): Trip {
  const { vehicle } = rider.stint
  if (!rider.trip) rider.trip = { vehicle, from: rider.at, startMs: nowMs, deliveries: [] }
  else if (hasLeft(day, rider, nowMs) && !rider.next) {
    const { at, atMs } = doorsOf(day, rider.trip)
    rider.next = { vehicle, from: at, startMs: Math.max(atMs, nowMs), deliveries: [] }
  }
  return rider.next ?? rider.trip
}

/** Ends trips whose last door was reached by now. */
function finish(day: Day, rider: Rider, nowMs: number, outcomes: Outcome[]): void {
  while (rider.trip) {
    const { doors, at, atMs } = doorsOf(day, rider.trip)
    if (atMs > nowMs) return
    const pickedUpAtMs = Math.round(pickedUpMs(day, rider.trip))
    for (const { row, acceptedAtMs, thereMs } of doors)
      outcomes.push({
        deliveryId: row.id,
        riderId: rider.stint.riderId,
        acceptedAtMs,
        pickedUpAtMs,
        deliveredAtMs: Math.round(thereMs),
      })
    rider.trip = rider.next
    rider.next = undefined
    rider.at = at
    rider.idleSinceMs = Math.round(atMs)
  }
}

/** On the way to the store, as far as the time that has gone by. */
function placeOf(day: Day, { at, trip }: Rider, nowMs: number): Point {
  if (!trip) return at
  const store = storeOf(trip.deliveries[0]!.row)
  const wholeMs = rideMs(day, trip, trip.from, store)
  const share = wholeMs === 0 || distanceM(trip.from, store) === 0 ? 1 : Math.min(1, (nowMs - trip.startMs) / wholeMs)
  return {
    lat: trip.from.lat + (store.lat - trip.from.lat) * share,
    lng: trip.from.lng + (store.lng - trip.from.lng) * share,
  }
}

/** From when the dispatcher may plan with it: heard of while it was being packed, or packed. */
const knownMs = ({ knownAt, readyAt }: PastDelivery): number =>
  Math.min(knownAt?.getTime() ?? Number.POSITIVE_INFINITY, readyAt.getTime())

/** What was expected of the packing is not kept: it is taken to have been known. */
const toWaitingRow = (row: PastDelivery, nowMs: number): WaitingRow => ({
  ...row,
  packed: row.readyAt.getTime() <= nowMs,
  lockedTo: null,
  declinedBy: [],
})

function toFreeRow(day: Day, rider: Rider, nowMs: number): FreeRow {
  const doors = rider.trip ? doorsOf(day, rider.trip).doors.filter((each) => each.thereMs > nowMs) : []
  const state = hasLeft(day, rider, nowMs) ? ('picked_up' as const) : ('accepted' as const)
  return {
    riderId: rider.stint.riderId,
    ...placeOf(day, rider, nowMs),
    idleSince: new Date(rider.idleSinceMs),
    vehicle: rider.stint.vehicle,
    bagL: null,
    coldBag: true,
    chillBag: true,
    shiftUntil: null,
    breakAt: null,
    held: doors.map(({ row, thereMs, plannedAtMs }) => ({
      id: row.id,
      state,
      trip: 0,
      etaAt: new Date(thereMs).toISOString(),
      storeLat: row.storeLat,
      storeLng: row.storeLng,
      dropLat: row.dropLat,
      dropLng: row.dropLng,
      promisedAt: row.promisedAt.toISOString(),
      readyAt: row.readyAt.toISOString(),
      packed: row.readyAt.getTime() <= nowMs,
      notBefore: row.notBefore?.toISOString() ?? null,
      plannedAt: plannedAtMs === undefined ? null : new Date(plannedAtMs).toISOString(),
      bags: row.bags,
      cashDuePaise: row.cashDuePaise,
    })),
  }
}
