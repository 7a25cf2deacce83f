import { topics } from '../../contracts/live.ts'
import type { Pick } from '../../contracts/stores.ts'
import type { Random } from '../map/random.ts'
import type { ApiClient } from './client.ts'
import { type CityLog, live, persist } from './life.ts'
import { followLive } from './live-feed.ts'
import { isRefusal } from './problem.ts'
import { Bell, type Pace, pauseCity } from './time.ts'

/** How people pick, in seconds of the city's time. */
export interface PickingHabits {
  /** Looking up from what one was doing. */
  readonly noticeS: readonly [least: number, most: number]
  /** To the next shelf, and for each pack off it. */
  readonly shelfS: readonly [least: number, most: number]
  readonly packS: number
  /** Closing the bags. */
  readonly bagS: readonly [least: number, most: number]
  readonly packsInBag: number
  /** How often a shelf holds fewer than the books say. */
  readonly shortChance: number
}

/** A median basket of 7 lines takes about 100 s. */
export const pickingHabits: PickingHabits = {
  noticeS: [1, 5],
  shelfS: [6, 12],
  packS: 2,
  bagS: [12, 25],
  packsInBag: 10,
  shortChance: 0,
}

export interface PickerOptions {
  readonly client: ApiClient
  readonly pace: Pace
  readonly random: Random
  readonly log: CityLog
  readonly signal: AbortSignal
  readonly habits?: Partial<PickingHabits>
}

type Line = Pick['lines'][number]

/** How long a picker sits still before looking at the queue, milliseconds: when live messages come, and when not. */
const lookMs = { live: 60_000, asking: 4_000 }

/** Somebody took it, it was cancelled, or it went back to the queue: nothing to be sorry for. */
const gone = ['stores/pick-taken', 'stores/pick-wrong-state', 'stores/pick-not-found'] as const

/** A picker's working day: waits for orders, takes the most urgent, walks the shelves, closes the bags. */
export async function runPicker(options: PickerOptions): Promise<void> {
  const { client, random, log, signal } = options
  const habits = { ...pickingHabits, ...options.habits }
  const me = await persist(client.email, () => client.me(), { log, signal })
  const storeId = me.storeIds[0]
  if (storeId === undefined) throw new Error(`${client.email} works in no store`)
  const bell = new Bell()
  /** What others are picking: of their steps one need not hear. */
  const othersPicks = new Set<string>()
  using feed = followLive({
    client,
    topics: [topics.picks(storeId)],
    log,
    onChange: (message) => {
      if (message === undefined || (message.type === 'changed' && !othersPicks.has(message.data.id))) bell.ring()
    },
  })

  await live(
    client.email,
    async () => {
      const pick = await nextPick(client, storeId, me.id, othersPicks)
      if (pick) return work(options, habits, pick)
      const jitter = 0.75 + random.next() / 2
      await bell.wait((feed.connected ? lookMs.live : lookMs.asking) * jitter, signal)
      // Colleagues who look up at the same instant would all reach for the same order.
      await pauseCity(options.pace, random.between(...habits.noticeS), signal)
      bell.clear()
    },
    { log, signal },
  )
}

/** What to do now: one's own that was begun, else the most urgent that nobody has. */
async function nextPick(
  client: ApiClient,
  storeId: string,
  myId: string,
  othersPicks: Set<string>,
): Promise<Pick | undefined> {
  const { items } = await client.get<{ items: Pick[] }>('/v1/store/picks', { store: storeId, limit: 50 })
  othersPicks.clear()
  for (const pick of items) if (pick.state === 'picking' && pick.pickerId !== myId) othersPicks.add(pick.id)
  const begun = items.find((pick) => pick.state === 'picking' && pick.pickerId === myId)
  if (begun) return begun
  for (const pick of items) {
    if (pick.state !== 'queued') continue
    try {
      return await client.post<Pick>(`/v1/store/picks/${pick.id}/start`)
    } catch (error) {
      if (!isRefusal(error, ...gone)) throw error
      othersPicks.add(pick.id)
    }
  }
  return undefined
}

async function work(options: PickerOptions, habits: PickingHabits, pick: Pick): Promise<void> {
  const { client, pace, random, signal, log } = options
  const path = `/v1/store/picks/${pick.id}`
  try {
    for (const line of pick.lines) {
      if (line.picked !== null) continue
      await pauseCity(pace, random.between(...habits.shelfS) + habits.packS * line.ordered, signal)
      const picked = random.chance(habits.shortChance) ? random.whole(0, line.ordered - 1) : line.ordered
      await client.post(`${path}/line`, { productId: line.productId, picked })
      if (picked < line.ordered && pick.substitutions === 'allow') await substitute(options, pick, line, picked)
    }
    await pauseCity(pace, random.between(...habits.bagS), signal)
    const packs = pick.lines.reduce((sum, line) => sum + line.ordered, 0)
    await client.post(`${path}/complete`, { bags: Math.max(1, Math.min(50, Math.ceil(packs / habits.packsInBag))) })
    log.debug({ who: client.email, order: pick.number, lines: pick.lines.length }, 'packed')
  } catch (error) {
    if (!isRefusal(error, ...gone)) throw error
    log.debug({ who: client.email, order: pick.number, code: error.code }, 'left a pick')
  }
}

/** Looks for something much like it. What cannot be put in is given back as money instead. */
async function substitute({ client, log }: PickerOptions, pick: Pick, line: Line, picked: number): Promise<void> {
  const quantity = line.ordered - picked
  const q = line.name.slice(0, 100)
  try {
    const { items } = await client.get<{ items: { productId: string; available: number }[] }>('/v1/store/stock', {
      store: pick.storeId,
      q,
      limit: 10,
    })
    const inPick = new Set(pick.lines.map((each) => each.productId))
    const by = items.find((item) => item.available >= quantity && !inPick.has(item.productId))
    if (!by) return
    await client.post(`/v1/store/picks/${pick.id}/substitute`, {
      productId: line.productId,
      byProductId: by.productId,
      quantity,
    })
  } catch (error) {
    if (!isRefusal(error, 'stores/quantity-not-possible', 'stores/product-not-stocked')) throw error
    log.debug({ who: client.email, order: pick.number, code: error.code }, 'no substitute')
  }
}
