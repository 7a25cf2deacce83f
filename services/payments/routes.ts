import Type from 'typebox'
import { OrderId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import { money } from '../../contracts/money.ts'
import { LedgerReport, payments, Refund, RefundInput, Wallet } from '../../contracts/payments.ts'
import { common } from '../../contracts/problem.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { WebhookError } from '../../engines/psp/port.ts'
import { routesOf } from '../../kit/routes.ts'
import { applyHappening } from './apply.ts'
import { checkLedger } from './check-ledger.ts'
import type { PaymentsContext } from './context.ts'
import { takeWebhook } from './store/payments.ts'
import { refundsOf, showRefund } from './store/refunds.ts'
import { walletOf } from './store/wallets.ts'
import { refundBySupport } from './support-refund.ts'

const route = routesOf<PaymentsContext>()

const moveNames: Record<string, string> = {
  'wallet-payment': 'Paid for an order',
  'wallet-credit': 'Credit',
  refund: 'Refund',
  'refund-bounced': 'Refund that your card did not take',
}

const kinds: Record<string, NonNullable<Wallet['items'][number]['kind']>> = {
  'wallet-payment': 'payment',
  'wallet-credit': 'credit',
  refund: 'refund',
  'refund-bounced': 'refund-bounced',
}

export const routes = [
  route(
    {
      method: 'GET',
      path: '/v1/wallet',
      summary: 'My wallet and what came and went',
      priority: 'cart',
      access: 'user',
      query: Type.Object(Paging),
      answer: Wallet,
    },
    async ({ query: { limit = 20, cursor }, actor }, { db }) => {
      const after = cursor ? Number(decodeCursor(cursor, ['number'])[0]) : undefined
      const wanted = { userId: actor.userId, limit: limit + 1, ...(after === undefined ? {} : { after }) }
      const { balance, held, moves } = await walletOf(db.sql, wanted)
      const page = moves.slice(0, limit)
      const items = page.map((move) => ({
        id: String(move.id),
        amount: money(move.amount),
        ...(kinds[move.kind] ? { kind: move.late ? ('late-credit' as const) : kinds[move.kind]! } : {}),
        reason: move.memo ?? moveNames[move.kind] ?? move.kind,
        ...(move.orderId ? { orderId: move.orderId } : {}),
        at: toTimestamp(move.at.getTime()),
      }))
      return {
        balance: money(balance - held),
        items,
        next: moves.length > limit ? encodeCursor([page.at(-1)!.id]) : null,
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/webhooks/stripe',
      summary: 'What the payment provider tells us, signed',
      access: 'public',
      raw: true,
      bodyLimit: 256 * 1024,
      answer: Type.Object({ received: Type.Literal(true) }),
      problems: ['payments/forged-webhook', 'payments/stale-webhook'],
    },
    async ({ body, headers }, context) => {
      const secret = await context.webhookSecret()
      const signature = headers['stripe-signature']
      if (!secret || typeof signature !== 'string' || !Buffer.isBuffer(body)) throw payments('payments/forged-webhook')
      const told = verified(await context.psp(), body, signature, secret)
      if (told.kind !== 'ignored') {
        await context.db.begin(async (tx) => {
          if (await takeWebhook(tx, told.id, told.type)) await applyHappening(context, tx, told)
        })
      }
      return { received: true as const }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/refunds',
      summary: 'Refunds, newest first',
      access: ['support', 'admin'],
      query: Type.Object({ order: Type.Optional(OrderId), ...Paging }),
      answer: Page(Refund),
    },
    async ({ query: { order, limit = 20, cursor } }, { db }) => {
      const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
      const found = await refundsOf(db.sql, {
        limit: limit + 1,
        ...(order ? { orderId: order } : {}),
        ...(after ? { after } : {}),
      })
      const page = found.slice(0, limit)
      return { items: page.map(showRefund), next: found.length > limit ? encodeCursor([page.at(-1)!.id]) : null }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/refunds',
      summary: 'Give money of an order back',
      access: ['support', 'admin'],
      headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 255 })) }),
      body: RefundInput,
      answer: Refund,
      status: 201,
      problems: [
        'request/idempotency-key-missing',
        'request/idempotency-key-reused',
        'orders/not-found',
        'payments/refund-above-capture',
        'payments/refund-above-lines',
      ],
      rateLimit: { requests: 30, perS: 60 },
    },
    ({ body, headers, actor }, context) => {
      const key = headers['idempotency-key']
      if (typeof key !== 'string' || key === '') throw common('request/idempotency-key-missing')
      return refundBySupport(context, { actor: actor.userId, key, input: body })
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/ledger',
      summary: 'Whether the books balance and agree with orders and provider',
      access: ['admin'],
      answer: LedgerReport,
      rateLimit: { requests: 6, perS: 60 },
    },
    (_, context) => checkLedger(context),
  ),
]

/** @throws payments/forged-webhook, payments/stale-webhook */
function verified(psp: Awaited<ReturnType<PaymentsContext['psp']>>, body: Buffer, signature: string, secret: string) {
  try {
    return psp.verifyWebhook(body, signature, secret)
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error
    throw payments(error.kind === 'stale' ? 'payments/stale-webhook' : 'payments/forged-webhook')
  }
}
