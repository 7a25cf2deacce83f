import { Ahead } from './ahead.ts'
import { tellHeldBack } from './assigned.ts'
import { turnBreaks } from './breaks.ts'
import { cashRoomOf } from './cash.ts'
import type { DeliveriesContext } from './context.ts'
import { FixedTravel } from './fixed-travel.ts'
import { waitReason } from './planner/refusal.ts'
import type { PlanWait } from './planner/types.ts'
import type { Planned, Planning } from './planning.ts'
import { RoundKeeper } from './rounds.ts'
import { askable, toPlanInput } from './scene.ts'
import { writeChange } from './store/deliveries.ts'
import {
  closeOffer,
  isAnyOverdue,
  lockExpired,
  lockSilent,
  lockUntold,
  ridersAtWork,
  type WaitingRow,
  waiting,
} from './store/offers.ts'
import { writeWaits } from './store/rounds.ts'
import { tellAfterCommit } from './tasks.ts'
import { isStuck, Turns } from './turns.ts'
import { suggest, writePlan } from './write-plan.ts'

const waitingLimit = 200
const ridersLimit = 2_000
/** While nothing is packed, and riders can only be asked to set out for what will be, rounds are not as close. */
const aheadEveryMs = 2_000

/**
 * Finds riders for what waits. Runs every second as a job, and at once when something has changed: any number of kicks
 * while a round runs become one more round. Copies may run side by side; what they plan is checked again under locks.
 */
export class Dispatcher {
  readonly #planning: Planning
  readonly #rounds = new RoundKeeper()
  readonly #ahead = new Ahead()
  readonly #turns = new Turns()
  #context: DeliveriesContext | undefined
  #fixed: FixedTravel | undefined
  #running: Promise<void> | undefined
  #again = false
  #aheadAtMs = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(planning: Planning) {
    this.#planning = planning
  }

  begin(context: DeliveriesContext): void {
    this.#context = context
    this.#fixed = new FixedTravel(context.travel)
  }

  /** The streets have changed: the next round asks for all its times anew, and comes at once. */
  forgetTravel(): void {
    this.#fixed?.forget()
    this.kick()
  }

  kick(): void {
    void this.run().catch((error) => this.#context?.log.error({ error }, 'dispatch failed; the job comes again'))
  }

  /** Resolves when a round that began after this call has ended. */
  run(): Promise<void> {
    if (this.#closed || !this.#context || !this.#fixed) return Promise.resolve()
    if (this.#running) this.#again = true
    else this.#running = this.#untilCalm(this.#context, this.#fixed)
    return this.#running
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#running?.catch(() => {})
    await this.#planning[Symbol.asyncDispose]()
  }

  /** Ends in the same step in which it finds that nobody asks for one more round: who comes later begins anew. */
  async #untilCalm(context: DeliveriesContext, fixed: FixedTravel): Promise<void> {
    try {
      do {
        this.#again = false
        const end = context.metrics.dispatchSeconds.startTimer()
        await takeBack(context)
        await turnBreaks(context)
        // Rounds in which nothing was to be planned are many and quick: counted too, they would hide those that are slow.
        if (await this.#round(context, fixed)) end()
      } while (this.#again && !this.#closed)
    } finally {
      this.#running = undefined
      // A round that failed has not done what was asked of the next one.
      if (this.#again) this.kick()
    }
  }

  /** Whether there was anything to plan, and anybody for it. */
  async #round(context: DeliveriesContext, fixed: FixedTravel): Promise<boolean> {
    const { db, clock, config } = context
    const nowMs = clock.now()
    const ago = (seconds: number) => new Date(nowMs - seconds * 1000)
    const hold = {
      declinedSince: ago(config.declineHoldS),
      expiredSince: ago(config.expiredHoldS),
      readyBefore: config.earlyS > 0 ? ago(-config.earlyS) : new Date(0),
    }
    const all = await waiting(db.sql, hold, { ...this.#turns.next, limit: waitingLimit })
    const storesAhead = await this.#ahead.due(context, nowMs)
    if (all.length === 0 && !storesAhead) return false
    if (all.length > 0 && !all.some((each) => each.packed) && !storesAhead) {
      if (performance.now() - this.#aheadAtMs < aheadEveryMs) return false
      this.#aheadAtMs = performance.now()
    }
    const riders = await ridersAtWork(db.sql, ago(config.silentS), ridersLimit)
    // What nobody can take now costs no look at the map.
    const { speed } = await context.city()
    const free = askable({ riders, nowMs, config, speed }).map((rider) => rider.riderId)
    const allowed = (each: WaitingRow) => free.filter((riderId) => (each.lockedTo ?? riderId) === riderId)
    const deliveries = all.filter((each) => allowed(each).some((riderId) => !each.declinedBy.includes(riderId)))
    const waits = all
      .filter((each) => !deliveries.includes(each))
      .map(
        (each): PlanWait => ({
          deliveryId: each.id,
          reason: allowed(each).length === 0 ? 'no-rider' : 'declined-by-all',
        }),
      )
    const isAll = all.length < waitingLimit
    // While nobody is there it is nobody's turn.
    const stuck = free.length > 0 ? waits.map((each) => each.deliveryId) : []
    if (deliveries.length === 0 && !(storesAhead && free.length > 0)) {
      if (free.length > 0) this.#turns.note(all, isAll, stuck)
      if (waits.length > 0) await writeWaits(db.sql, waits, 'dispatch', new Date(nowMs))
      return false
    }

    const scene = await toPlanInput({
      nowMs,
      deliveries,
      riders,
      travel: context.travel,
      fixed,
      // Improving is a part of planning: a budget near the deadline would end every plan unfinished.
      config: { ...config, planBudgetMs: Math.min(config.planBudgetMs, Math.round(config.planDeadlineMs / 3)) },
      speed,
      cashRoom: (ids) => cashRoomOf(context, ids),
      ...(storesAhead ? { storesAhead } : {}),
    })
    const beganMs = performance.now()
    const planned = await this.#planning.plan(scene.input)
    const tookMs = performance.now() - beganMs
    count(context, planned)
    const { offers, moves = [] } = planned.output
    const written = offers.length > 0 ? await writePlan(context, scene, planned) : new Set<string>()
    const more = waitsOf(deliveries, planned)
    this.#turns.note(all, isAll, [...stuck, ...more.filter(isStuck).map((each) => each.deliveryId)])
    waits.push(...more)
    if (waits.length > 0) await writeWaits(db.sql, waits, planned.planner, new Date(nowMs))
    await suggest(context, moves, nowMs)
    if (deliveries.length > 0) await this.#rounds.keep(context, { ...scene, planned, written, tookMs, speed })
    return true
  }
}

/** Every delivery without an offer has a reason, also where the planner is silent about it. */
function waitsOf(deliveries: readonly WaitingRow[], { output }: Planned): PlanWait[] {
  const offered = new Set(output.offers.map((each) => each.deliveryId))
  const told = new Map(output.waits?.map((each) => [each.deliveryId, each.reason]))
  return deliveries
    .filter(({ id }) => !offered.has(id))
    .map(({ id, packed }) => {
      const reason = told.get(id) ?? waitReason([])
      return { deliveryId: id, reason: reason === 'better-later' && !packed ? 'not-packed' : reason }
    })
}

function count({ metrics, log }: DeliveriesContext, { fallback, refused, planner, mended }: Planned): void {
  if (fallback) metrics.dispatchFallbacks.inc({ cause: fallback })
  if (mended) metrics.dispatchFallbacks.inc({ cause: 'faulty' })
  for (const [cause, times] of refused) metrics.dispatchRefused.inc({ cause }, times)
  if (refused.size > 0) log.error({ planner, causes: [...refused.keys()].join(' ') }, 'a plan had faults, left out')
}

/** Offers that nobody answered, and riders who went silent before they had the bags: back to waiting. And what is to be told still. */
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
    for (const delivery of await lockUntold(tx)) {
      await tellHeldBack(context, tx, delivery)
      await tellAfterCommit(context, tx, delivery, names)
    }
  })
}
