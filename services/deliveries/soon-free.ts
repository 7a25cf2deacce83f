import { distanceM, type Point } from '../../contracts/geo.ts'
import { carryingStates } from './domain/states.ts'
import { hasGoods } from './domain/trips.ts'
import type { FreeRow, HeldRow } from './store/offers.ts'

/** A rider on the way to doors, as the planner may count on one: where and when the last drop is over. */
export interface SoonFree {
  readonly row: FreeRow
  readonly point: Point
  readonly atMs: number
  /** What is in hand and still in a store then; of nobody but whom staff name. */
  readonly next: readonly HeldRow[]
}

interface Pace {
  readonly nowMs: number
  readonly handoverS: number
  /** The demo city's riders ride so many times faster. */
  readonly speed: number
}

/** For one store: who is farther away when the hands are empty would not be chosen. */
const busyPerStore = 20

/**
 * When and where the bags of a rider will all be at their doors, by the last estimate. Undefined while something is still
 * in a store or goes back to one, when the next order is in hand already, and before the first estimate.
 */
export const freeAfterDrops = (row: FreeRow, pace: Pace): SoonFree | undefined =>
  row.held.every(isEstimated) ? afterDrops(row, pace) : undefined

/** The same of whom staff name, as far as it is known. Goods that go back go to a store, as the rider does for the next order. */
export const freeAfterBags = (row: FreeRow, pace: Pace): SoonFree => ({
  ...(afterDrops(row, pace) ?? { row, point: { lat: row.lat, lng: row.lng }, atMs: pace.nowMs }),
  next: row.held.filter((held) => !hasGoods(held)),
})

const isEstimated = (held: HeldRow): boolean => carryingStates.includes(held.state) && held.etaAt !== null

function afterDrops(row: FreeRow, { nowMs, handoverS, speed }: Pace): SoonFree | undefined {
  let last: { held: HeldRow; etaAtMs: number } | undefined
  for (const held of row.held.filter(isEstimated)) {
    const etaAtMs = Date.parse(held.etaAt!)
    if (!last || etaAtMs > last.etaAtMs) last = { held, etaAtMs }
  }
  if (!last) return undefined
  const { dropLat: lat, dropLng: lng } = last.held
  const atMs = Math.round(Math.max(nowMs, last.etaAtMs) + (handoverS / speed) * 1000)
  return { row, point: { lat, lng }, atMs, next: [] }
}

/** Riders whose last door is nearest to any of the stores, or whom a person has chosen. */
export function nearSoonFree(
  riders: readonly SoonFree[],
  stores: readonly Point[],
  locked: ReadonlySet<string>,
): SoonFree[] {
  const chosen = new Set(riders.filter(({ row }) => locked.has(row.riderId)))
  for (const store of stores) {
    const byDistance = riders.map((each) => ({ each, m: distanceM(each.point, store) })).sort((a, b) => a.m - b.m)
    for (const { each } of byDistance.slice(0, busyPerStore)) chosen.add(each)
  }
  return riders.filter((each) => chosen.has(each))
}
