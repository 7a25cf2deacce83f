import type { Point } from '../../../contracts/geo.ts'
import type { KeptRound } from '../rounds.ts'
import type { PastDelivery } from '../store/replay.ts'
import type { Vehicle } from '../store/riders.ts'

/** A stretch of time in which a rider was at work, and where it began. */
export interface Stint {
  readonly riderId: string
  readonly fromMs: number
  toMs: number
  readonly at: Point
  readonly vehicle: Vehicle
}

/** Somebody who was not seen for longer had gone home. */
const goneMs = 20 * 60_000

/**
 * When riders were at work, from what rounds saw of them and what they had in hand: rounds name riders who might be asked,
 * deliveries those who were riding.
 */
export class Presence {
  readonly #seen = new Map<string, { atMs: number; untilMs: number; point?: Point }[]>()
  readonly #vehicles = new Map<string, Vehicle>()

  see({ input, points }: KeptRound): void {
    for (const { riderId, node, inHand, mode } of input.riders) {
      this.#vehicles.set(riderId, mode === 'bicycle' ? 'bicycle' : 'scooter')
      const [lat, lng] = points[node]!
      // Who is busy was seen where the last drop is to be.
      const point = inHand ? {} : { point: { lat, lng } }
      this.#add(riderId, { atMs: input.nowMs, untilMs: input.nowMs, ...point })
    }
  }

  rode({ riderId, acceptedAt, endedAt, storeLat, storeLng }: PastDelivery): void {
    if (!riderId || !acceptedAt || !endedAt) return
    const point = { lat: storeLat, lng: storeLng }
    this.#add(riderId, { atMs: acceptedAt.getTime(), untilMs: endedAt.getTime(), point })
  }

  /** By rider and time. */
  stints(): Stint[] {
    const stints: Stint[] = []
    for (const riderId of [...this.#seen.keys()].sort()) {
      const vehicle = this.#vehicles.get(riderId) ?? 'scooter'
      let last: Stint | undefined
      for (const { atMs, untilMs, point } of this.#seen.get(riderId)!.toSorted((a, b) => a.atMs - b.atMs)) {
        if (last && atMs - last.toMs <= goneMs) last.toMs = Math.max(last.toMs, untilMs)
        else if (point) {
          last = { riderId, fromMs: atMs, toMs: untilMs, at: point, vehicle }
          stints.push(last)
        }
      }
    }
    return stints
  }

  #add(riderId: string, seen: { atMs: number; untilMs: number; point?: Point }): void {
    const list = this.#seen.get(riderId) ?? []
    this.#seen.set(riderId, list)
    list.push(seen)
  }
}
