import { distanceM, type Point } from '../../../contracts/geo.ts'
import { seededRandom } from '../../../services/deliveries/planner/routing/random.ts'
import type { PlanOffer } from '../../../services/deliveries/planner/types.ts'
import type { FreeRow, HeldRow, WaitingRow } from '../../../services/deliveries/store/offers.ts'

export interface Shape {
  readonly orders: number
  /** One rider in so many has a bicycle, the others scooters; absent: nobody. */
  readonly bicycleEvery?: number
  readonly riders: number
  readonly stores: number
  readonly seed: number
}

interface Rider {
  readonly id: string
  readonly vehicle: FreeRow['vehicle']
  from: Point
  to: Point
  /** When `to` is reached; epoch milliseconds. */
  thereMs: number
  held: HeldRow[]
}

const startMs = 1_800_000_000_000
const rideMs = 6 * 60_000
const minuteMs = 60_000

/**
 * What the tables of a busy city would hold, second by second, made up: as many orders wait all the time, a third of them
 * paid in cash, a tenth frozen and one in eight for a window; all riders move, and two in five carry bags to a door.
 */
export class CityRows {
  readonly #shape: Shape
  readonly #addresses: readonly Point[]
  readonly #random: ReturnType<typeof seededRandom>
  readonly #stores: readonly Point[]
  readonly #riders: Rider[]
  #waiting: WaitingRow[] = []
  #nowMs = startMs
  #count = 0

  constructor(addresses: readonly Point[], shape: Shape) {
    this.#shape = shape
    this.#addresses = addresses
    this.#random = seededRandom(shape.seed)
    this.#stores = Array.from({ length: shape.stores }, () => this.#anywhere())
    this.#riders = Array.from({ length: shape.riders }, (_, index): Rider => {
      const [from, to] = [this.#anywhere(), this.#anywhere()]
      const thereMs = startMs + this.#random.next() * rideMs
      const vehicle = shape.bicycleEvery && index % shape.bicycleEvery === 0 ? 'bicycle' : 'scooter'
      const rider: Rider = { id: `rider-${index}`, vehicle, from, to, thereMs, held: [] }
      if (index % 5 < 2) rider.held = [this.#carried(rider)]
      return rider
    })
    this.#fill()
  }

  rows(): { nowMs: number; deliveries: WaitingRow[]; riders: FreeRow[] } {
    return { nowMs: this.#nowMs, deliveries: this.#waiting, riders: this.#riders.map((each) => this.#row(each)) }
  }

  /** One second later: what was offered is taken, its riders ride to the first door, and others take the places of both. */
  next(offers: readonly PlanOffer[]): void {
    this.#nowMs += 1_000
    const taken = new Set(offers.map((each) => each.deliveryId))
    this.#waiting = this.#waiting.filter(({ id }) => !taken.has(id))
    const asked = new Set(offers.map((each) => each.riderId))
    for (const rider of this.#riders) {
      const isThere = rider.thereMs <= this.#nowMs
      if (!isThere && !asked.has(rider.id)) continue
      Object.assign(rider, { from: isThere ? rider.to : this.#placeOf(rider), to: this.#anywhere() })
      rider.thereMs = this.#nowMs + rideMs * (0.5 + this.#random.next())
      rider.held = asked.has(rider.id) ? [this.#carried(rider)] : []
    }
    this.#fill()
  }

  #anywhere(): Point {
    const { lat, lng } = this.#addresses[this.#random.below(this.#addresses.length)]!
    return { lat, lng }
  }

  #nearest(point: Point): Point {
    return this.#stores.reduce((best, each) => (distanceM(each, point) < distanceM(best, point) ? each : best))
  }

  #fill(): void {
    while (this.#waiting.length < this.#shape.orders) {
      const drop = this.#anywhere()
      const store = this.#nearest(drop)
      const opensMs = this.#random.next() < 1 / 8 ? this.#nowMs + this.#random.next() * 90 * minuteMs : undefined
      const bags = 1 + this.#random.below(3)
      this.#waiting.push({
        id: `order-${this.#count++}`,
        storeId: `${store.lat},${store.lng}`,
        storeLat: store.lat,
        storeLng: store.lng,
        dropLat: drop.lat,
        dropLng: drop.lng,
        readyAt: new Date(this.#nowMs - this.#random.next() * 5 * minuteMs),
        packed: true,
        promisedAt: new Date(opensMs === undefined ? this.#nowMs + 12 * minuteMs : opensMs + 60 * minuteMs),
        placedAt: new Date(this.#nowMs - 6 * minuteMs),
        notBefore: opensMs === undefined ? null : new Date(opensMs),
        lockedTo: null,
        bags,
        frozenBags: this.#random.next() < 0.1 ? 1 : 0,
        chilledBags: 0,
        cashDuePaise: this.#random.next() < 1 / 3 ? 40_000 : 0,
        declinedBy: [],
      })
    }
  }

  #placeOf({ from, to, thereMs }: Rider): Point {
    const share = Math.max(0, Math.min(1, 1 - (thereMs - this.#nowMs) / rideMs))
    return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share }
  }

  #carried({ id, to, thereMs }: Rider): HeldRow {
    const store = this.#nearest(to)
    const at = new Date(thereMs).toISOString()
    return {
      id: `held-${id}-${this.#count++}`,
      state: 'picked_up',
      trip: 0,
      etaAt: at,
      storeLat: store.lat,
      storeLng: store.lng,
      dropLat: to.lat,
      dropLng: to.lng,
      promisedAt: at,
      readyAt: at,
      packed: true,
      notBefore: null,
      plannedAt: null,
      bags: 1,
      cashDuePaise: 0,
    }
  }

  #row(rider: Rider): FreeRow {
    return {
      riderId: rider.id,
      ...this.#placeOf(rider),
      idleSince: new Date(startMs - 10 * minuteMs),
      vehicle: rider.vehicle,
      bagL: null,
      coldBag: true,
      chillBag: true,
      shiftUntil: new Date(startMs + 4 * 60 * minuteMs),
      breakAt: null,
      held: rider.held,
    }
  }
}
