import { readdir } from 'node:fs/promises'

/** A day that can be played. */
export interface DayName {
  /** What `--days` asks for. */
  readonly name: string
  /** What its files begin with: `…_orders.csv`, `…_couriers.csv`. */
  readonly files: string
  /** On another day the promise has learnt before this one begins. */
  readonly learntOn: string
  /** The orders come at BigBasket's hours in place of their own. */
  readonly rhythm?: 'bigbasket'
}

const couriers = '_couriers.csv'
const orders = '_orders.csv'

/**
 * The days of a folder, by name: whatever has orders and couriers, called by its city where that is one day of it, each
 * learnt on the next one. Behind them the first one's places at BigBasket's hours.
 */
export async function daysIn(folder: string): Promise<DayName[]> {
  const all = new Set(await readdir(folder))
  const files = [...all]
    .filter((each) => each.endsWith(couriers))
    .map((each) => each.slice(0, -couriers.length))
    .filter((each) => all.has(each + orders))
    .sort()
  if (files.length < 2)
    throw new Error(`${folder} has ${files.length} days: a promise learns on another day than its own`)
  const cityOf = (each: string) => each.split('_')[0]!
  const isOnly = (each: string) => files.filter((other) => cityOf(other) === cityOf(each)).length === 1
  const days = files.map(
    (each, place): DayName => ({
      name: isOnly(each) ? cityOf(each) : each,
      files: each,
      learntOn: files[(place + 1) % files.length]!,
    }),
  )
  return [...days, { ...days[0]!, name: 'bigbasket', rhythm: 'bigbasket' }]
}

/** Those of them that are asked for, `all` or by their names with commas between. */
export function chosenOf(days: readonly DayName[], wanted: string): DayName[] {
  if (wanted === 'all') return [...days]
  return wanted.split(',').map((name) => {
    const day = days.find((each) => each.name === name)
    if (!day) throw new Error(`there is no day ${name}: ${days.map((each) => each.name).join(', ')}`)
    return day
  })
}
