import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { OrderId, PickId, ProductId, StoreId, UserId } from './ids.ts'
import { Price } from './money.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'

/** Codes of replacements that a customer is asked about; the others of orders are in `orders.ts`. */
export const substitutions = defineProblems({
  'orders/proposal-not-found': [404, 'There is no such question'],
  'orders/proposal-closed': [409, 'This question has been answered, or its time is over'],
} as const)

/**
 * `asked` until one of the others, once and for ever. `expired`: no answer came, and the line is refunded; where the
 * customer wished replacements for that case, it is `approved`.
 */
export const proposalStates = ['asked', 'approved', 'refused', 'expired', 'withdrawn'] as const
export const ProposalState = Type.Enum([...proposalStates], { title: 'ProposalState' })
export type ProposalState = (typeof proposalStates)[number]

const Replacement = {
  /** What is sold out, and how many packs of it are missing. */
  productId: ProductId,
  name: Type.String(),
  /** What may come instead. `price` is of one pack, as the customer would pay it: never above what was ordered. */
  byProductId: ProductId,
  byName: Type.String(),
  byPack: Type.Optional(Type.String()),
  byImage: Type.Optional(Type.String()),
  quantity: Type.Integer({ minimum: 1 }),
  price: Price,
  expiresAt: Timestamp,
}

/** A replacement that a customer is, or was, asked about. */
export const Proposal = Type.Object(
  { id: Type.String(), ...Replacement, state: ProposalState, askedAt: Timestamp },
  { title: 'Proposal' },
)
export type Proposal = Static<typeof Proposal>

/** A picker asks, for a line whose customer wants to be asked. Key: order. Its packs are kept meanwhile. */
export const PickProposed = event(
  'pick.proposed',
  1,
  Type.Object({ proposalId: Type.String(), pickId: PickId, orderId: OrderId, storeId: StoreId, ...Replacement }),
)

/** The picker has found it after all, or has taken the question back. Key: order. */
export const PickProposalWithdrawn = event(
  'pick.proposal_withdrawn',
  1,
  Type.Object({ proposalId: Type.String(), orderId: OrderId }),
)

/** The customer is asked. Key: order. */
export const SubstitutionProposed = event(
  'order.substitution_proposed',
  1,
  Type.Object({
    orderId: OrderId,
    number: Type.String(),
    userId: UserId,
    storeId: StoreId,
    proposalId: Type.String(),
    ...Replacement,
  }),
)

/** The customer has answered, or the time is over. Key: order. */
export const SubstitutionDecided = event(
  'order.substitution_decided',
  1,
  Type.Object({
    orderId: OrderId,
    storeId: StoreId,
    proposalId: Type.String(),
    productId: ProductId,
    decision: Type.Enum(['approved', 'refused', 'expired']),
  }),
)
