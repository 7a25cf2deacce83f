import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { worksAt } from '../../contracts/identity.ts'
import { newId, OrderId } from '../../contracts/ids.ts'
import { LateCreditPolicy } from '../../contracts/late-credit.ts'
import { money } from '../../contracts/money.ts'
import { GetOrderStates, orders } from '../../contracts/orders.ts'
import { Credit, CreditInput, OrderMoney, payments } from '../../contracts/payments.ts'
import { common } from '../../contracts/problem.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { GetContacts, users } from '../../contracts/users.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { PaymentsContext } from './context.ts'
import { walletCredited } from './domain/books.ts'
import { limitOf, mayGive } from './domain/credits.ts'
import { policyOf } from './domain/late-credit.ts'
import { addCredit, creditOfKey, creditsOfOrder, givenSince, lockGiver, postingsOfOrder } from './store/credits.ts'
import { post, takenFor } from './store/ledger.ts'
import { committedOf, refundsOf, showRefund } from './store/refunds.ts'

const route = routesOf<PaymentsContext>()
const dayMs = 86_400_000
const refundsShown = 100

export const creditRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/late-credit',
      summary: 'What a broken promise gives by itself where a store has no policy of its own',
      access: ['manager', 'support', 'admin'],
      answer: LateCreditPolicy,
    },
    async (_, { config }) => policyOf(config),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/credits',
      summary: "Put money into a customer's wallet, within what one's role may give",
      access: ['support', 'admin'],
      headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 255 })) }),
      body: CreditInput,
      answer: Credit,
      status: 201,
      problems: [
        'request/idempotency-key-missing',
        'request/idempotency-key-reused',
        'orders/not-found',
        'users/not-found',
        'payments/credit-above-limit',
      ],
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ body, headers, actor }, { db, call, clock, config }) => {
      const key = headers['idempotency-key']
      if (typeof key !== 'string' || key === '') throw common('request/idempotency-key-missing')
      const { userId, orderId, amount, reason } = body
      if (orderId) {
        const { orders: found } = await call(GetOrderStates, { orderIds: [orderId] })
        if (found[0]?.userId !== userId) throw orders('orders/not-found')
      }
      const { contacts } = await call(GetContacts, { userIds: [userId] })
      if (contacts.length === 0) throw users('users/not-found')
      return db.begin(async (tx) => {
        await lockGiver(tx, actor.userId)
        const known = await creditOfKey(tx, actor.userId, key)
        if (known) {
          if (known.userId !== userId || known.amount.amount !== amount.amount || known.orderId !== orderId)
            throw common('request/idempotency-key-reused')
          return known
        }
        const nowMs = clock.now()
        const given = await givenSince(tx, actor.userId, new Date(nowMs - dayMs))
        const { each, left } = mayGive(limitOf(actor, config), given)
        if (amount.amount === 0 || amount.amount > each)
          throw payments('payments/credit-above-limit', { details: { each: money(each), left: money(left) } })
        const credit: Credit = {
          id: newId('credit'),
          userId,
          ...(orderId ? { orderId } : {}),
          amount,
          reason,
          actor: actor.userId,
          at: toTimestamp(nowMs),
        }
        await addCredit(tx, credit, key)
        await post(tx, walletCredited(credit.id, userId, amount.amount, reason))
        const subject = orderId ?? userId
        const audit = { actor: actor.userId, action: 'payments.credited', subject, reason, details: { userId, amount } }
        await db.publish(tx, message(StaffActed, subject, audit))
        return credit
      })
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/orders/:id/money',
      summary: 'What the books know of an order: taken, refunded, credited, and every posting',
      access: ['manager', 'support', 'admin'],
      params: Type.Object({ id: OrderId }),
      answer: OrderMoney,
      problems: ['orders/not-found'],
    },
    async ({ params, actor }, { db, call, clock, config }) => {
      const { orders: found } = await call(GetOrderStates, { orderIds: [params.id] })
      const order = found[0]
      if (!order || !worksAt(actor, order.storeId)) throw orders('orders/not-found')
      const { sql } = db
      const [taken, refunded, refunds, credits, postings, given] = await Promise.all([
        takenFor(sql, params.id),
        committedOf(sql, params.id),
        refundsOf(sql, { orderId: params.id, limit: refundsShown }),
        creditsOfOrder(sql, params.id),
        postingsOfOrder(sql, params.id),
        givenSince(sql, actor.userId, new Date(clock.now() - dayMs)),
      ])
      const { each, left } = mayGive(limitOf(actor, config), given)
      return {
        taken: money(taken),
        refunded: money(refunded),
        refundable: money(Math.max(0, taken - refunded)),
        refunds: refunds.map(showRefund),
        credits,
        creditLimit: { each: money(each), left: money(left) },
        postings: postings.map(({ kind, memo, at, entries }) => ({
          kind,
          at: toTimestamp(at.getTime()),
          ...(memo === null ? {} : { memo }),
          entries: entries.map(({ account, amount }) => ({ account, amount: money(amount) })),
        })),
      }
    },
  ),
]
