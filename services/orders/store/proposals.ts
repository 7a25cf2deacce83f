import type { DataOf } from '../../../contracts/event.ts'
import type { PickProposed, Proposal, ProposalState } from '../../../contracts/substitutions.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

type Told = DataOf<typeof PickProposed>

export interface StoredProposal {
  readonly id: string
  readonly orderId: string
  readonly state: ProposalState
  readonly told: Told
  readonly askedAt: Date
  readonly expiresAt: Date
}

const columns = (sql: SqlOrTx) =>
  sql`id, order_id as "orderId", state, told, asked_at as "askedAt", expires_at as "expiresAt"`

/** @returns false when it is known already, or its line has another open question */
export const addProposal = async (tx: Tx, told: Told, askedAt: Date): Promise<boolean> =>
  (
    await tx`
      insert into orders.proposals (id, order_id, product_id, state, told, asked_at, expires_at)
      values (${told.proposalId}, ${told.orderId}, ${told.productId}, 'asked', ${tx.json(told as never)}, ${askedAt},
        ${new Date(told.expiresAt)})
      on conflict do nothing`
  ).count === 1

export const proposalsOf = (sql: SqlOrTx, orderId: string): Promise<StoredProposal[]> =>
  sql<StoredProposal[]>`
    select ${columns(sql)} from orders.proposals where order_id = ${orderId} order by asked_at, id`.then((rows) => [
    ...rows,
  ])

export async function getProposal(
  sql: SqlOrTx,
  { id, orderId }: { id: string; orderId: string },
): Promise<StoredProposal | null> {
  const [row] = await sql<StoredProposal[]>`
    select ${columns(sql)} from orders.proposals where id = ${id} and order_id = ${orderId}`
  return row ?? null
}

/**
 * Closes an open question, once: of an answer, its expiry and the end of the picking the first one counts.
 * An answer must come before its time is over, and only after that it can expire (`late`).
 */
export async function closeProposal(
  tx: Tx,
  id: string,
  to: Exclude<ProposalState, 'asked'>,
  { nowMs, late = to === 'expired' }: { nowMs: number; late?: boolean },
): Promise<StoredProposal | null> {
  const now = new Date(nowMs)
  const inTime = to === 'withdrawn' ? tx`true` : late ? tx`expires_at <= ${now}` : tx`expires_at > ${now}`
  const [row] = await tx<StoredProposal[]>`
    update orders.proposals set state = ${to}, decided_at = ${now}
    where id = ${id} and state = 'asked' and ${inTime} returning ${columns(tx)}`
  return row ?? null
}

/** The picking is over: what is open then is of no use any more. */
export const withdrawProposals = (tx: Tx, orderId: string, nowMs: number) => tx`
  update orders.proposals set state = 'withdrawn', decided_at = ${new Date(nowMs)}
  where order_id = ${orderId} and state = 'asked'`

export const dueProposals = async (sql: SqlOrTx, nowMs: number, limit: number): Promise<StoredProposal[]> => [
  ...(await sql<StoredProposal[]>`
    select ${columns(sql)} from orders.proposals
    where state = 'asked' and expires_at <= ${new Date(nowMs)} order by expires_at limit ${limit}`),
]

export function showProposal({ id, state, told, askedAt }: StoredProposal): Proposal {
  const { productId, name, byProductId, byName, byPack, byImage, quantity, price, expiresAt } = told
  return {
    id,
    productId,
    name,
    byProductId,
    byName,
    ...(byPack ? { byPack } : {}),
    ...(byImage ? { byImage } : {}),
    quantity,
    price,
    expiresAt,
    state,
    askedAt: toTimestamp(askedAt.getTime()),
  }
}

/** From when to when the customer of an order was asked about replacements. */
export const askedOf = async (sql: SqlOrTx, orderId: string): Promise<{ fromMs: number; toMs: number }[]> =>
  (
    await sql<{ askedAt: Date; decidedAt: Date }[]>`
      select asked_at as "askedAt", least(decided_at, expires_at) as "decidedAt" from orders.proposals
      where order_id = ${orderId} and decided_at is not null`
  ).map(({ askedAt, decidedAt }) => ({ fromMs: askedAt.getTime(), toMs: decidedAt.getTime() }))
