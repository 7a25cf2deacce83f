import type { Static } from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { deliveries } from '../../contracts/deliveries.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { type CashDeposit, CashDeposited, type RiderCash } from '../../contracts/rider.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message, type SqlOrTx, type Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import {
  addDeposit,
  type Deposit,
  decideDeposit,
  holdingsOf,
  inHandOf,
  latestCollections,
  listDeposits,
  lockDeposit,
} from './store/cash.ts'
import { claimDeed } from './store/deeds.ts'
import { lockRider } from './store/riders.ts'

const shownDeposits = 20
const shownCollections = 20

export const showDeposit = (deposit: Deposit): CashDeposit => ({
  id: deposit.id,
  rider: { userId: deposit.riderId, name: deposit.riderName },
  storeId: deposit.storeId,
  state: deposit.state,
  amount: money(deposit.amountPaise),
  declaredAt: toTimestamp(deposit.declaredAt.getTime()),
  decidedAt: deposit.decidedAt ? toTimestamp(deposit.decidedAt.getTime()) : null,
  note: deposit.note,
})

/** Paise; undefined without a limit. The demo city's virtual riders go to no counter, so it has none. */
async function limitOf({ config, city }: DeliveriesContext): Promise<number | undefined> {
  if (config.cashLimitPaise === 0 || (await city()).demo) return undefined
  return config.cashLimitPaise
}

/** Cash that a rider holds: collected at doors and not yet counted by a store. */
export async function cashOf(context: DeliveriesContext, riderId: string): Promise<Static<typeof RiderCash>> {
  const { db } = context
  const [held, deposits, collections, limit] = await Promise.all([
    holdingsOf(db.sql, riderId),
    listDeposits(db.sql, { riderId, limit: shownDeposits }),
    latestCollections(db.sql, riderId, shownCollections),
    limitOf(context),
  ])
  return {
    inHand: money(held.collected - held.confirmed),
    declared: money(held.declared),
    limit: limit === undefined ? null : money(limit),
    collected: money(held.collected),
    deposited: money(held.confirmed),
    deposits: deposits.map(showDeposit),
    collections: collections.map(({ id, number, at, amount }) => ({
      id,
      number,
      at: toTimestamp(at.getTime()),
      amount: money(amount),
    })),
  }
}

/** What each of some riders may still collect, in paise; nobody is in it where there is no limit. */
export async function cashRoomOf(
  context: DeliveriesContext,
  riderIds: readonly string[],
  sql: SqlOrTx = context.db.sql,
): Promise<ReadonlyMap<string, number>> {
  const limit = await limitOf(context)
  if (limit === undefined) return new Map()
  const inHand = await inHandOf(sql, riderIds, ['confirmed', 'declared'])
  return new Map(riderIds.map((riderId) => [riderId, limit - (inHand.get(riderId) ?? 0)]))
}

/** @throws deliveries/cash-limit with how much is held and allowed; what is declared counts as brought */
export async function mustBeUnderCashLimit(context: DeliveriesContext, tx: Tx, riderId: string): Promise<void> {
  const limit = await limitOf(context)
  if (limit === undefined) return
  const { collected, confirmed, declared } = await holdingsOf(tx, riderId)
  const inHand = collected - confirmed - declared
  if (inHand >= limit)
    throw deliveries('deliveries/cash-limit', { details: { inHand: money(inHand), limit: money(limit) } })
}

/**
 * A rider tells how much cash was handed over at the store's counter. It counts once the store confirms it.
 * @throws deliveries/not-a-rider, deliveries/deposit-too-large
 */
export async function declareDeposit(
  { db, clock }: DeliveriesContext,
  wish: { riderId: string; amountPaise: number; key?: string },
): Promise<void> {
  await db.begin(async (tx) => {
    const { riderId, amountPaise, key } = wish
    // Two deposits at once would each see the cash of the other.
    const rider = await lockRider(tx, riderId)
    if (!rider) throw deliveries('deliveries/not-a-rider')
    const atMs = clock.now()
    if (!(await claimDeed(tx, { riderId, key, deed: `deposit ${amountPaise}`, atMs }))) return
    const { collected, confirmed, declared } = await holdingsOf(tx, riderId)
    const free = collected - confirmed - declared
    if (amountPaise > free) throw deliveries('deliveries/deposit-too-large', { details: { inHand: money(free) } })
    await addDeposit(tx, { id: newId('deposit'), riderId, storeId: rider.storeId, amountPaise, at: new Date(atMs) })
  })
}

/**
 * The store has counted: the deposit stands with what was counted, or is refused. The books of payments and the audit log
 * hear of it. The same decision again changes nothing.
 * @throws deliveries/deposit-unknown, -/deposit-decided, -/deposit-too-large
 */
export async function decide(
  { db, clock }: DeliveriesContext,
  wish: { id: string; actor: Actor; state: 'confirmed' | 'refused'; countedPaise?: number; note?: string },
): Promise<CashDeposit> {
  return db.begin(async (tx) => {
    const deposit = await lockDeposit(tx, wish.id)
    if (!deposit || !worksAt(wish.actor, deposit.storeId)) throw deliveries('deliveries/deposit-unknown')
    const amountPaise = wish.countedPaise ?? deposit.amountPaise
    if (deposit.state !== 'declared') {
      if (deposit.state === wish.state && deposit.amountPaise === amountPaise) return showDeposit(deposit)
      throw deliveries('deliveries/deposit-decided')
    }
    await lockRider(tx, deposit.riderId)
    const held = await holdingsOf(tx, deposit.riderId)
    const others = held.declared - deposit.amountPaise
    if (wish.state === 'confirmed' && amountPaise > held.collected - held.confirmed - others)
      throw deliveries('deliveries/deposit-too-large')
    const at = new Date(clock.now())
    const note = wish.note ?? null
    const decided = { ...deposit, state: wish.state, amountPaise, decidedAt: at, note }
    await decideDeposit(tx, deposit.id, { state: wish.state, amountPaise, by: wish.actor.userId, at, note })
    const told = {
      depositId: deposit.id,
      riderId: deposit.riderId,
      storeId: deposit.storeId,
      amount: money(amountPaise),
      actor: wish.actor.userId,
      at: toTimestamp(at.getTime()),
    }
    if (wish.state === 'confirmed') await db.publish(tx, message(CashDeposited, deposit.riderId, told))
    await db.publish(
      tx,
      message(StaffActed, deposit.id, {
        actor: wish.actor.userId,
        action: `deliveries.deposit_${wish.state}`,
        subject: deposit.id,
        reason: wish.note ?? '',
        details: { riderId: deposit.riderId, declared: deposit.amountPaise, counted: amountPaise },
      }),
    )
    return showDeposit(decided)
  })
}
