import type { RiderBreaks } from '../../contracts/breaks.ts'
import { deliveries } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { Problem } from '../../contracts/problem.ts'
import { fromTimestamp } from '../../contracts/time.ts'
import type { Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import {
  aheadMinutes,
  type Break,
  type BreakLimits,
  breakRefusal,
  endOf,
  shortestMinutes,
  showBreak,
} from './domain/breaks.ts'
import { giveBackOffers, moveShift, tellRider } from './shifts.ts'
import { addBreak, beginBreak, breaksOf, dueBreaks, endBreak, forgetBreaks, removeBreak } from './store/breaks.ts'
import { claimDeed } from './store/deeds.ts'
import { countHeld } from './store/deliveries.ts'
import { lockOffered } from './store/offers.ts'
import { lockRider, type Rider } from './store/riders.ts'

const limitsOf = ({ config }: DeliveriesContext): BreakLimits => ({
  most: config.breaksMost,
  shortestMinutes,
  longestMinutes: config.breakMinutes,
  aheadMinutes,
})

/** The breaks of a rider's shift, and how they may be planned. */
export const listBreaks = async (context: DeliveriesContext, riderId: string): Promise<RiderBreaks> => ({
  items: (await breaksOf(context.db.sql, riderId)).map(showBreak),
  ...limitsOf(context),
})

/**
 * A rider on shift plans a break. The planner gives nothing that would run into it. The same break again changes nothing.
 * @throws deliveries/not-a-rider, -/off-shift, -/break-length, -/break-time, -/break-after-shift, -/break-overlaps,
 * -/too-many-breaks
 */
export async function planBreak(
  context: DeliveriesContext,
  {
    riderId,
    startsAt: startsAtTold,
    minutes,
    key,
  }: { riderId: string; startsAt: string; minutes: number; key?: string },
): Promise<void> {
  const { db, clock, dispatcher } = context
  await db.begin(async (tx) => {
    const rider = await lockRider(tx, riderId)
    if (!rider) throw deliveries('deliveries/not-a-rider')
    const nowMs = clock.now()
    const startsAt = new Date(fromTimestamp(startsAtTold))
    if (!(await claimDeed(tx, { riderId, key, deed: `break ${startsAt.toISOString()} ${minutes}`, atMs: nowMs })))
      return
    if (!rider.onShift && !rider.onBreak) throw deliveries('deliveries/off-shift')
    const breaks = await breaksOf(tx, riderId)
    const isSame = (each: Break) =>
      each.state === 'planned' && each.minutes === minutes && each.startsAt.getTime() === startsAt.getTime()
    if (breaks.some(isSame)) return
    const limits = limitsOf(context)
    const refusal = breakRefusal({ startsAt, minutes }, { nowMs, breaks, shiftUntil: rider.shiftUntil, limits })
    if (refusal) throw deliveries(refusal, { details: limits })
    await addBreak(tx, riderId, { id: newId('break'), startsAt, minutes })
    tellRider(context, tx, riderId)
    db.afterCommit(tx, () => dispatcher.kick())
  })
}

/** A break that has not begun is not to be. @throws deliveries/break-unknown, -/break-begun */
export async function cancelBreak(
  context: DeliveriesContext,
  { riderId, id, key }: { riderId: string; id: string; key?: string },
): Promise<void> {
  const { db, clock, dispatcher } = context
  await db.begin(async (tx) => {
    await lockRider(tx, riderId)
    if (!(await claimDeed(tx, { riderId, key, deed: `cancel ${id}`, atMs: clock.now() }))) return
    const known = (await breaksOf(tx, riderId)).find((each) => each.id === id)
    if (!known) throw deliveries('deliveries/break-unknown')
    if (known.state !== 'planned') throw deliveries('deliveries/break-begun')
    await removeBreak(tx, id)
    tellRider(context, tx, riderId)
    db.afterCommit(tx, () => dispatcher.kick())
  })
}

/**
 * Begins the breaks whose time has come, of riders with nothing in hand, and ends those that are over. Told from the tables
 * alone, each under its rider's lock: another copy that does the same finds it done.
 */
export async function turnBreaks(context: DeliveriesContext): Promise<void> {
  const { db, clock, log } = context
  for (const { id, riderId } of await dueBreaks(db.sql, new Date(clock.now())))
    await db
      .begin((tx) => turn(context, tx, { id, riderId }))
      // One rider's break keeps nobody's orders waiting; the next round comes by again.
      .catch((error) => log.error({ error, riderId }, 'a break was neither begun nor ended'))
}

async function turn(context: DeliveriesContext, tx: Tx, { id, riderId }: { id: string; riderId: string }) {
  const rider = await lockRider(tx, riderId)
  const breaks = await breaksOf(tx, riderId)
  const due = breaks.find((each) => each.id === id)
  const nowMs = context.clock.now()
  if (!rider || !due) return
  if (due.state === 'running') {
    if (endOf(due) <= nowMs) await end(context, tx, rider, nowMs)
  } else if (due.state === 'planned' && due.startsAt.getTime() <= nowMs) {
    // One after the other.
    if (breaks.every((each) => each.state !== 'running')) await begin(context, tx, rider, due, nowMs)
  }
}

async function begin(context: DeliveriesContext, tx: Tx, rider: Rider, due: Break, nowMs: number): Promise<void> {
  // A program that knows of no breaks has ended the shift.
  if (!rider.onShift && !rider.onBreak) return void (await forgetBreaks(tx, rider.userId))
  // What is in hand is ridden to its end. What is offered meanwhile was so before the break was planned, or by a program that
  // knows of none: taken back, it would be offered again at once.
  if ((await countHeld(tx, rider.userId)) > (await lockOffered(tx, rider.userId)).length) return
  await giveBackOffers(context, tx, rider.userId, 'break begins')
  // Whoever is on a break already has it become this one.
  await moveShift(context, tx, rider, { state: 'break' }, nowMs)
  await beginBreak(tx, due.id, new Date(nowMs))
  tellRider(context, tx, rider.userId)
}

async function end(context: DeliveriesContext, tx: Tx, rider: Rider, nowMs: number): Promise<void> {
  await endBreak(tx, rider.userId)
  tellRider(context, tx, rider.userId)
  if (!rider.onBreak) return
  const isHome = rider.shiftUntil !== null && rider.shiftUntil.getTime() <= nowMs
  try {
    await moveShift(context, tx, rider, { state: isHome ? 'off' : 'on' }, nowMs)
  } catch (error) {
    // Who holds too much cash stays on a break until some is brought to the store.
    if (!(error instanceof Problem)) throw error
  }
}
