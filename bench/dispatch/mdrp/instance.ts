import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** One day of the Meal Delivery Routing Problem. Places in metres, instants in whole minutes of the day. */
export interface MdrpInstance {
  readonly name: string
  readonly metresPerMin: number
  readonly pickupServiceMin: number
  readonly dropServiceMin: number
  readonly targetClickToDoorMin: number
  readonly maximumClickToDoorMin: number
  readonly payPerOrder: number
  readonly payPerHour: number
  readonly orders: readonly MdrpOrder[]
  readonly restaurants: readonly Place[]
  readonly couriers: readonly MdrpCourier[]
}

export interface Place {
  readonly id: string
  readonly x: number
  readonly y: number
}

export interface MdrpOrder extends Place {
  readonly restaurantId: string
  /** Nobody knows of the order before. */
  readonly placedAtMin: number
  readonly readyAtMin: number
}

export interface MdrpCourier extends Place {
  readonly onAtMin: number
  /** No pickup after it. */
  readonly offAtMin: number
}

/** Driving time in whole minutes, rounded up, as the rules say. */
export const travelMin = (instance: Pick<MdrpInstance, 'metresPerMin'>, from: Place, to: Place): number =>
  Math.ceil(Math.hypot(from.x - to.x, from.y - to.y) / instance.metresPerMin)

/** Reads one folder of mdrplib's layout: tab-separated files with one header line. */
export async function readInstance(folder: string): Promise<MdrpInstance> {
  const table = async (file: string): Promise<string[][]> => {
    const text = await readFile(join(folder, file), 'utf8')
    return text
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split('\t'))
  }
  const [orders, restaurants, couriers, parameters] = await Promise.all(
    ['orders.txt', 'restaurants.txt', 'couriers.txt', 'instance_parameters.txt'].map(table),
  )
  const place = (row: string[]): Place => ({ id: row[0]!, x: Number(row[1]), y: Number(row[2]) })
  const [metresPerMin, pickupServiceMin, dropServiceMin, target, maximum, payPerOrder, payPerHour] =
    parameters![0]!.map(Number)
  return {
    name: basename(folder),
    metresPerMin: metresPerMin!,
    pickupServiceMin: pickupServiceMin!,
    dropServiceMin: dropServiceMin!,
    targetClickToDoorMin: target!,
    maximumClickToDoorMin: maximum!,
    payPerOrder: payPerOrder!,
    payPerHour: payPerHour!,
    restaurants: restaurants!.map(place),
    orders: orders!.map((row) => ({
      ...place(row),
      placedAtMin: Number(row[3]),
      restaurantId: row[4]!,
      readyAtMin: Number(row[5]),
    })),
    couriers: couriers!.map((row) => ({ ...place(row), onAtMin: Number(row[3]), offAtMin: Number(row[4]) })),
  }
}
