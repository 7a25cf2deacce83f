import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import type { DeliveriesContext } from './context.ts'
import { payPaise } from './domain/trip.ts'
import { FixedTravel } from './fixed-travel.ts'
import { planGreedy } from './planner/greedy.ts'
import type { Planner } from './planner/types.ts'
import { mayTakeMore, type Scene, toPlanInput } from './scene.ts'
import { writeChange } from './store/deliveries.ts'
import {
  closeOffer,
  isAnyOverdue,
  lockExpired,
  lockRiders,
  lockSilent,
  type NewOffer,
  ridersAtWork,
  waiting,
  writeOffers,
} from './store/offers.ts'
import { tellAfterCommit } from './tasks.ts'

const waitingLimit = 200
const ridersLimit = 2_000

/**
 * Finds riders for what waits. Runs every second as a job, and at once when something has changed: any number of kicks
 * while a round runs become one more round. Copies may run side by side; what they plan is checked again under locks.
 */
export class Dispatcher {
  readonly #plan: Planner
  #context: DeliveriesContext | undefined
  #fixed: FixedTravel | undefined
  #running: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(plan: Planner = planGreedy) {
    this.#plan = plan
  }

  begin(context: DeliveriesContext): void {
    this.#context = context
    this.#fixed = new FixedTravel(context.travel)
  }

  kick(): void {
    void this.run().catch((error) => this.#context?.log.error({ error }, 'dispatch failed; the job comes again'))
  }

  /** Resolves when a round that began after this call has ended. */
  run(): Promise<void> {
    if (this.#running) {
      this.#again = true
      return this.#running
    }
    this.#running = this.#rounds().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#running?.catch(() => {})
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false
      if (this.#closed || !this.#context || !this.#fixed) return
      const end = this.#context.metrics.dispatchSeconds.startTimer()
      await takeBack(this.#context)
      await this.#round(this.#context, this.#fixed)
      end()
    } while (this.#again)
  }

  async #round(context: DeliveriesContext, fixed: FixedTravel): Promise<void> {
    const { db, clock, config } = context
    const nowMs = clock.now()
    const ago = (seconds: number) => new Date(nowMs - seconds * 1000)
    const hold = { declinedSince: ago(config.declineHoldS), expiredSince: ago(config.expiredHoldS) }
    const all = await waiting(db.sql, hold, waitingLimit)
    if (all.length === 0) return
    const riders = await ridersAtWork(db.sql, ago(config.silentS), ridersLimit)
    // What nobody can take now costs no look at the map.
    const free = riders.filter((rider) => mayTakeMore(rider, config.capacity)).map((rider) => rider.riderId)
    const deliveries = all.filter((each) => free.some((riderId) => !each.declinedBy.includes(riderId)))
    if (deliveries.length === 0) return
    const { speed } = await context.city()
    const scene = await toPlanInput({ nowMs, deliveries, riders, travel: context.travel, fixed, config, speed })
    const { offers } = this.#plan(scene.input)
    if (offers.length > 0) await writePlan(context, scene, offers, nowMs)
  }
}

/** Offers that nobody answered, and riders who went silent before they had the bags: back to waiting. */
async function takeBack(context: DeliveriesContext): Promise<void> {
  const { db, clock, config } = context
  const nowMs = clock.now()
  const now = new Date(nowMs)
  const silentSince = new Date(nowMs - config.silentS * 1000)
  if (!(await isAnyOverdue(db.sql, now, silentSince))) return
  const names = await context.stores.names()
  await db.begin(async (tx) => {
    for (const delivery of await lockExpired(tx, now)) {
      await closeOffer(tx, delivery.id, 'expired', now)
      await writeChange(tx, delivery, { to: 'waiting', atMs: nowMs, actor: 'system:dispatch', reason: 'not answered' })
      await tellAfterCommit(context, tx, delivery, names)
    }
    for (const delivery of await lockSilent(tx, silentSince)) {
      await closeOffer(tx, delivery.id, 'released', now)
      await writeChange(tx, delivery, { to: 'waiting', atMs: nowMs, actor: 'system:dispatch', reason: 'rider silent' })
      await tellAfterCommit(context, tx, delivery, names)
    }
  })
}

/**
 * Writes what was planned on a picture that may have changed since: riders are locked in the order of their ids and
 * looked at again, deliveries that others hold are skipped, and the unique index on places in a bag stands behind both.
 */
async function writePlan(
  context: DeliveriesContext,
  scene: Scene,
  planned: ReturnType<Planner>['offers'],
  nowMs: number,
): Promise<void> {
  const { db, config, live } = context
  await db.begin(async (tx) => {
    const locked = await lockRiders(
      tx,
      planned.map((each) => each.riderId),
    )
    const offers: NewOffer[] = []
    for (const { deliveryId, riderId, reason, etaAtMs } of planned) {
      if (offers.some((each) => each.deliveryId === deliveryId)) continue
      const rider = locked.get(riderId)
      // Somebody gave this rider work, or took some, since we looked: the next round sees it.
      if (!rider?.onShift || rider.slots.length !== scene.held.get(riderId)) continue
      const taken = [...rider.slots, ...offers.filter((each) => each.riderId === riderId).map((each) => each.slot)]
      const slot = [1, 2, 3, 4].slice(0, config.capacity).find((each) => !taken.includes(each))
      if (slot === undefined) continue
      const distanceM = Math.round(scene.distanceM.get(deliveryId) ?? 0)
      offers.push({
        id: newId('offer'),
        deliveryId,
        riderId,
        slot,
        reason,
        etaAt: new Date(etaAtMs).toISOString(),
        distanceM,
        payPaise: payPaise(distanceM, config),
      })
    }
    if (offers.length === 0) return
    const expiresAt = new Date(nowMs + config.offerTtlS * 1000)
    const written = await writeOffers(tx, offers, new Date(nowMs), expiresAt)
    db.afterCommit(tx, () => {
      for (const offer of offers)
        if (written.has(offer.deliveryId))
          live.publish(topics.rider(offer.riderId), { type: 'changed', data: { id: offer.deliveryId } })
    })
  })
}
