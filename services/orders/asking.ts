import Type from 'typebox'
import { OrderId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { orders } from '../../contracts/orders.ts'
import {
  PickProposalWithdrawn,
  PickProposed,
  Proposal,
  SubstitutionDecided,
  SubstitutionProposed,
  substitutions,
} from '../../contracts/substitutions.ts'
import { eachApart, type Job } from '../../kit/jobs.ts'
import { reactionsOf } from '../../kit/reactions.ts'
import { routesOf } from '../../kit/routes.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { partyOf } from './conversation.ts'
import { getOrder, lockOrder } from './store/orders.ts'
import {
  addProposal,
  closeProposal,
  dueProposals,
  getProposal,
  proposalsOf,
  type StoredProposal,
  showProposal,
} from './store/proposals.ts'
import { aboutOrder, lockKnown } from './transitions.ts'

/**
 * Asking the customer about a replacement. Stores keeps the packs and tells `pick.proposed`; here it becomes a row with
 * an instant, and the first of answer, expiry and end of the picking closes it: `order.substitution_decided` tells stores
 * what to do with the packs. Whatever comes after that changes nothing. Money is settled when the bags are closed, by
 * what is in them and never above what was ordered.
 */
const route = routesOf<OrdersContext>()
const on = reactionsOf<OrdersContext>()

const tellLive = ({ live }: OrdersContext, orderId: string, data: { id: string; state: string }): void =>
  live.publish(topics.order(orderId), { type: 'proposal', data })

const proposed = on(PickProposed, async ({ data }, tx, context) => {
  const order = await lockKnown(context, tx, data.orderId, 'pick.proposed')
  if (!order) return
  const nowMs = context.clock.now()
  const asked = order.status === 'picking' || order.status === 'confirmed'
  if (!asked || !(await addProposal(tx, data, new Date(nowMs)))) return
  const { pickId: _, ...told } = data
  await context.db.publish(tx, message(SubstitutionProposed, order.id, { ...aboutOrder(order), ...told }))
  context.db.afterCommit(tx, () => tellLive(context, order.id, { id: data.proposalId, state: 'asked' }))
})

const withdrawn = on(PickProposalWithdrawn, async ({ data: { proposalId, orderId } }, tx, context) => {
  if (!(await closeProposal(tx, proposalId, 'withdrawn', { nowMs: context.clock.now() }))) return
  context.db.afterCommit(tx, () => tellLive(context, orderId, { id: proposalId, state: 'withdrawn' }))
})

export const askingReactions = [proposed, withdrawn]

/** Closes a question and tells of it. @returns null when it is closed, or not to be closed so now */
async function decide(
  context: OrdersContext,
  tx: Tx,
  id: string,
  decision: 'approved' | 'refused' | 'expired',
  late = decision === 'expired',
): Promise<StoredProposal | null> {
  const closed = await closeProposal(tx, id, decision, { nowMs: context.clock.now(), late })
  if (!closed) return null
  const { orderId, told } = closed
  const { storeId, productId } = told
  await context.db.publish(
    tx,
    message(SubstitutionDecided, orderId, { orderId, storeId, proposalId: id, productId, decision }),
  )
  context.db.afterCommit(tx, () => tellLive(context, orderId, { id, state: decision }))
  return closed
}

const dueMax = 100

/** Nobody answered: as the customer wished for that case, the replacement is taken or the line is refunded. */
const expire: Job<OrdersContext> = {
  name: 'expire-proposals',
  everyMs: 1_000,
  async run(context) {
    const due = await dueProposals(context.db.sql, context.clock.now(), dueMax)
    await eachApart(due, context.log, ({ id, orderId }) =>
      context.db.begin(async (tx) => {
        const order = await lockOrder(tx, orderId)
        const picking = order?.status === 'picking' || order?.status === 'confirmed'
        return decide(context, tx, id, picking && order.unanswered === 'allow' ? 'approved' : 'expired', true)
      }),
    )
    return due.length === dueMax
  },
}
export const askingJobs = [expire]

export const askingRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/substitutions',
      summary: 'What I was asked about replacements; also for staff',
      access: 'user',
      params: Type.Object({ id: OrderId }),
      answer: Type.Object({ items: Type.Array(Proposal) }),
      problems: ['orders/not-found'],
    },
    async ({ params: { id }, actor }, { db }) => {
      if (partyOf(await getOrder(db.sql, id), actor).party.side === 'rider') throw orders('orders/not-found')
      return { items: (await proposalsOf(db.sql, id)).map(showProposal) }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/substitutions/:proposal',
      summary: 'Approve or refuse a replacement before its time is over',
      priority: 'order',
      access: 'user',
      params: Type.Object({ id: OrderId, proposal: Type.String({ maxLength: 40 }) }),
      body: Type.Object({ decision: Type.Enum(['approve', 'refuse']) }, { additionalProperties: false }),
      answer: Proposal,
      problems: ['orders/not-found', 'orders/proposal-not-found', 'orders/proposal-closed'],
    },
    ({ params: { id: orderId, proposal: id }, body, actor }, context) =>
      context.db.begin(async (tx) => {
        const order = await lockOrder(tx, orderId)
        if (order?.userId !== actor.userId) throw orders('orders/not-found')
        const known = await getProposal(tx, { id, orderId })
        if (!known) throw substitutions('orders/proposal-not-found')
        const to = body.decision === 'approve' ? 'approved' : 'refused'
        // The same answer again: its first one was lost on the way.
        if (known.state === to) return showProposal(known)
        const closed =
          order.status === 'picking' || order.status === 'confirmed' ? await decide(context, tx, id, to) : null
        if (!closed) throw substitutions('orders/proposal-closed', { details: { state: known.state } })
        return showProposal(closed)
      }),
  ),
]
