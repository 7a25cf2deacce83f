import type { Static } from 'typebox'
import type { RiderShift, RiderTask } from '../../contracts/deliveries.ts'
import { distanceM, type Point } from '../../contracts/geo.ts'
import type { Random } from '../map/random.ts'
import type { ApiClient } from './client.ts'
import type { Door } from './door.ts'
import { type CityLog, live, persist } from './life.ts'
import { followLive } from './live-feed.ts'
import { fixesBetween, pointAt, straightWay, trackOf, type Way } from './movement.ts'
import { ApiError, isPassing, isRefusal } from './problem.ts'
import { Bell, type Pace, pause, pauseCity } from './time.ts'

/** How riders work, in seconds of the city's time. */
export interface RidingHabits {
  /** Looking at an offer before taking it. */
  readonly considerS: readonly [least: number, most: number]
  /** Taking the bags at the store. */
  readonly loadS: readonly [least: number, most: number]
  /** Ringing, and handing over. */
  readonly doorS: readonly [least: number, most: number]
}

export const ridingHabits: RidingHabits = { considerS: [2, 6], loadS: [15, 35], doorS: [15, 40] }

export interface RiderOptions {
  readonly client: ApiClient
  readonly door: Door
  /** Where a store is. */
  readonly storePoint: (storeId: string) => Point | undefined
  readonly pace: Pace
  readonly random: Random
  readonly log: CityLog
  readonly signal: AbortSignal
  readonly habits?: Partial<RidingHabits>
}

interface Rider extends RiderOptions {
  /** Where the rider waits for work: near the store. */
  readonly home: Point
  readonly ways: RidingHabits
  readonly bell: Bell
  at: Point
  onShift: boolean
  /** Real time of the last position that was sent. */
  sentMs: number
}

const tickMs = 1_000
const fixesPerTick = 4
/** Positions of old are of no use: they are not tried for long. */
const positionPatienceMs = 3_000
/** Well under the silence after which the back end gives a rider no more offers. */
const heartbeatMs = 60_000
const lookMs = { live: 45_000, asking: 4_000 }
const nearM = 40
const homeM = 200
/** Riders wait this far around their store, in degrees: about 90 m. */
const homeSpread = 0.0008
const gone = [
  'deliveries/offer-gone',
  'deliveries/wrong-state',
  'deliveries/not-yours',
  'deliveries/not-found',
] as const

/**
 * A rider's shift: takes offers, rides along the streets and tells where, hands over at doors, and waits near the store.
 * What to do next is read from the server's list every time, so a rider who was interrupted goes on where things stand.
 */
export async function runRider(options: RiderOptions): Promise<void> {
  const { client, log, signal, random } = options
  const store = options.storePoint(await persist(client.email, () => beginShift(client), { log, signal }))
  if (!store) throw new Error(`${client.email} rides for a store that is not there`)
  const home = {
    lat: store.lat + random.between(-homeSpread, homeSpread),
    lng: store.lng + random.between(-homeSpread, homeSpread),
  }
  const rider: Rider = {
    ...options,
    ways: { ...ridingHabits, ...options.habits },
    bell: new Bell(),
    home,
    at: home,
    onShift: false,
    sentMs: 0,
  }
  using feed = followLive({ client, topics: ['rider'], log, onChange: () => rider.bell.ring() })
  await live(client.email, () => doNext(rider, () => feed.connected), { log, signal })
}

/** @returns the rider's store */
const beginShift = async (client: ApiClient): Promise<string> =>
  (await client.post<Static<typeof RiderShift>>('/v1/rider/shift', { state: 'on' })).rider.storeId

/** The end of a shift, if the hands are empty; else the work waits for the next one. */
export async function endShift(client: ApiClient, signal: AbortSignal): Promise<void> {
  if (client.isLoggedIn) await client.post('/v1/rider/shift', { state: 'off' }, { patienceMs: 0, signal })
}

const listTasks = async ({ client }: Rider): Promise<RiderTask[]> =>
  (await client.get<{ items: RiderTask[] }>('/v1/rider/tasks')).items

const fetching = (task: RiderTask) => task.state === 'accepted' || task.state === 'at_store'
const carrying = (task: RiderTask) => task.state === 'picked_up' || task.state === 'arriving'

async function doNext(rider: Rider, isLive: () => boolean): Promise<void> {
  const { client, bell, signal, random } = rider
  if (!rider.onShift) {
    await beginShift(client)
    rider.onShift = true
    await tell(rider, [{ ...rider.at, atMs: Date.now() }])
  }
  bell.clear()
  const tasks = await listTasks(rider)
  const offers = tasks.filter((task) => task.state === 'offered')
  const toStore = tasks.filter(fetching)
  const toDoor = tasks.filter(carrying)
  const back = tasks.find((task) => task.state === 'failed')
  if (offers.length > 0) return accept(rider, offers)
  if (toDoor.length > 0) return bringOne(rider, tasks, toDoor)
  if (back) return bringBack(rider, tasks, back)
  if (toStore.length > 0) return load(rider, tasks, toStore)
  if (distanceM(rider.at, rider.home) > homeM) {
    await rideTo(rider, rider.home, tasks)
    return
  }
  const waitMs = (isLive() ? lookMs.live : lookMs.asking) * (0.75 + random.next() / 2)
  const rung = await bell.wait(waitMs, signal)
  if (!rung && Date.now() - rider.sentMs >= heartbeatMs * 0.75) await tell(rider, [{ ...rider.at, atMs: Date.now() }])
}

async function accept(rider: Rider, offers: readonly RiderTask[]): Promise<void> {
  await pauseCity(rider.pace, rider.random.between(...rider.ways.considerS), rider.signal)
  for (const offer of offers) await step(rider, offer, 'accept')
}

/** One step of a task. @returns whether it was done; not when the task is no longer there for it */
async function step(rider: Rider, task: RiderTask, action: string, body?: unknown): Promise<boolean> {
  try {
    await rider.client.post(`/v1/rider/tasks/${task.id}/${action}`, body)
    rider.log.debug({ who: rider.client.email, order: task.number }, action)
    return true
  } catch (error) {
    if (isRefusal(error, 'deliveries/off-shift')) rider.onShift = false
    if (!isRefusal(error, ...gone)) throw error
    rider.log.debug({ who: rider.client.email, order: task.number, code: error.code }, `no ${action}`)
    return false
  }
}

/** Fetches all that waits in the store. */
async function load(rider: Rider, tasks: readonly RiderTask[], toStore: readonly RiderTask[]): Promise<void> {
  const { store } = toStore[0]!
  const here = toStore.filter((task) => task.store.id === store.id)
  if (!(await rideTo(rider, store.point, tasks))) return
  for (const task of here) if (task.state === 'accepted') await step(rider, task, 'arrive')
  await pauseCity(rider.pace, rider.random.between(...rider.ways.loadS), rider.signal)
  for (const task of here) await step(rider, task, 'pickup')
}

/** Rides to the nearest door and hands over there. */
async function bringOne(rider: Rider, tasks: readonly RiderTask[], toDoor: readonly RiderTask[]): Promise<void> {
  const near = (task: RiderTask) => distanceM(rider.at, task.dropOff.point)
  const task = toDoor.reduce((best, each) => (near(each) < near(best) ? each : best))
  if (!(await rideTo(rider, task.dropOff.point, tasks))) return
  if (task.state !== 'arriving' && !(await step(rider, task, 'arrive'))) return
  await pauseCity(rider.pace, rider.random.between(...rider.ways.doorS), rider.signal)
  const code = await rider.door.askCode(task, rider.signal)
  if (code === undefined) {
    await step(rider, task, 'fail', { reason: 'Nobody at the door could say the code' })
    return
  }
  const cash = task.cashDue.amount > 0 ? { cashCollected: task.cashDue } : {}
  try {
    await step(rider, task, 'deliver', { code, ...cash })
  } catch (error) {
    if (!isRefusal(error, 'deliveries/wrong-code', 'deliveries/too-many-codes')) throw error
    await step(rider, task, 'fail', { reason: 'The code that was said is not right' })
  }
}

async function bringBack(rider: Rider, tasks: readonly RiderTask[], task: RiderTask): Promise<void> {
  if (!(await rideTo(rider, task.store.point, tasks))) return
  await step(rider, task, 'return')
}

/**
 * Rides along the streets, telling the position once a second. A change in the list of tasks is looked at on the way.
 * @returns whether one got there; not when there is something else to do first
 */
async function rideTo(rider: Rider, to: Point, tasks: readonly RiderTask[]): Promise<boolean> {
  const { pace, bell, signal } = rider
  if (distanceM(rider.at, to) <= nearM) return true
  const track = trackOf(await wayTo(rider, to))
  const perMs = (track.paceMs * pace.speed) / 1000
  const startMs = Date.now()
  let last = { metres: 0, atMs: startMs }
  // To the end of the streets, and from there on foot to the door.
  while (last.metres < track.lengthM) {
    const leftMs = (track.lengthM - last.metres) / perMs
    await pause(Math.min(tickMs, leftMs + 1), signal)
    const atMs = Date.now()
    const now = { metres: Math.min(track.lengthM, (atMs - startMs) * perMs), atMs }
    rider.at = pointAt(track, now.metres)
    await tell(rider, fixesBetween(track, last, now, fixesPerTick))
    last = now
    if (bell.rung) {
      bell.clear()
      if (whatMatters(await listTasks(rider)) !== whatMatters(tasks)) return false
    }
  }
  rider.at = to
  return true
}

/** Two lists that read the same here lead the same way. */
const whatMatters = (tasks: readonly RiderTask[]): string =>
  tasks
    .map((task) => `${task.id} ${fetching(task) ? 'fetch' : carrying(task) ? 'bring' : task.state}`)
    .sort()
    .join(' ')

/** By the streets; straight on where there are none, or nobody can be asked. */
async function wayTo({ client, at }: Rider, to: Point): Promise<Way> {
  const show = ({ lat, lng }: Point) => `${lat.toFixed(6)},${lng.toFixed(6)}`
  try {
    const way = await client.get<Way>('/v1/route', { from: show(at), to: show(to) }, { patienceMs: positionPatienceMs })
    return way.path.length > 1 ? way : straightWay(at, to)
  } catch (error) {
    if (error instanceof ApiError && error.code.startsWith('deliveries/')) return straightWay(at, to)
    throw error
  }
}

async function tell(rider: Rider, fixes: readonly { lat: number; lng: number; atMs: number }[]): Promise<void> {
  if (fixes.length === 0) return
  const body = fixes.map(({ lat, lng, atMs }) => ({ lat, lng, at: new Date(atMs).toISOString() }))
  try {
    await rider.client.post('/v1/rider/positions', body, { patienceMs: positionPatienceMs })
    rider.sentMs = Date.now()
  } catch (error) {
    if (isRefusal(error, 'deliveries/off-shift')) rider.onShift = false
    // A second without a position is no reason to stop: the next one comes in a second.
    if (!isPassing(error)) throw error
  }
}
