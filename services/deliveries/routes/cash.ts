import Type from 'typebox'
import { hasRole, worksAt } from '../../../contracts/identity.ts'
import { DepositId, StoreId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { Price } from '../../../contracts/money.ts'
import { CashDeposit, depositStates, RiderCash } from '../../../contracts/rider.ts'
import { routesOf } from '../../../kit/routes.ts'
import { cashOf, decide, declareDeposit, showDeposit } from '../cash.ts'
import type { DeliveriesContext } from '../context.ts'
import { listDeposits } from '../store/cash.ts'

const route = routesOf<DeliveriesContext>()
const counters = ['manager', 'support', 'admin'] as const
const ofDeposit = Type.Object({ id: DepositId })
const decideProblems = [
  'deliveries/deposit-unknown',
  'deliveries/deposit-decided',
  'deliveries/deposit-too-large',
] as const
/** At least a rupee. */
const Deposited = Type.Object(
  { ...Price.properties, amount: Type.Integer({ minimum: 100, maximum: 1e8, description: 'Minor units: paise' }) },
  { additionalProperties: false, title: 'Deposited' },
)
const Note = Type.Optional(Type.String({ maxLength: 300 }))

/** Cash in riders' hands, and its way to the store. */
export const cashRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/rider/cash',
      summary: 'Cash in the rider’s hands: collected, brought to the store, and the limit',
      access: ['rider'],
      answer: RiderCash,
    },
    ({ actor }, context) => cashOf(context, actor.userId),
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/cash/deposits',
      summary: 'Tell that cash was handed over at the store; it counts once the store confirms it',
      access: ['rider'],
      headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 100 })) }),
      body: Type.Object({ amount: Deposited }, { additionalProperties: false }),
      answer: RiderCash,
      status: 201,
      problems: ['deliveries/not-a-rider', 'deliveries/deposit-too-large', 'request/idempotency-key-reused'],
      rateLimit: { requests: 30, perS: 3600 },
    },
    async ({ body, headers, actor }, context) => {
      const key = headers['idempotency-key']
      await declareDeposit(context, {
        riderId: actor.userId,
        amountPaise: body.amount.amount,
        ...(typeof key === 'string' && key !== '' ? { key } : {}),
      })
      return cashOf(context, actor.userId)
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/store/cash-deposits',
      summary: 'Cash that riders have brought, newest first; managers their store',
      access: counters,
      query: Type.Object({
        ...Paging,
        store: Type.Optional(StoreId),
        state: Type.Optional(Type.Enum([...depositStates])),
      }),
      answer: Page(CashDeposit),
      problems: ['request/bad-cursor'],
    },
    async ({ query, actor }, { db }) => {
      const { limit = 20, cursor, store, state } = query
      const after = cursor ? decodeCursor(cursor, ['instant', 'text']) : undefined
      const everywhere = hasRole(actor, 'admin', 'support')
      const storeIds = store ? [store].filter((each) => worksAt(actor, each)) : everywhere ? undefined : actor.storeIds
      const rows = await listDeposits(db.sql, {
        ...(storeIds ? { storeIds } : {}),
        ...(state ? { state } : {}),
        ...(after ? { before: [new Date(String(after[0])), String(after[1])] as const } : {}),
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(showDeposit),
        next: rows.length > limit && last ? encodeCursor([last.declaredAt.toISOString(), last.id]) : null,
      }
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/store/cash-deposits/:id/confirm',
      summary: 'The store has counted a rider’s cash; `counted` where it is another amount than the rider said',
      access: counters,
      params: ofDeposit,
      body: Type.Object({ counted: Type.Optional(Deposited), note: Note }, { additionalProperties: false }),
      answer: CashDeposit,
      problems: decideProblems,
    },
    ({ params, body, actor }, context) =>
      decide(context, {
        id: params.id,
        actor,
        state: 'confirmed',
        ...(body.counted ? { countedPaise: body.counted.amount } : {}),
        ...(body.note ? { note: body.note } : {}),
      }),
  ),

  route(
    {
      method: 'POST',
      path: '/v1/store/cash-deposits/:id/refuse',
      summary: 'No such cash came to the store',
      access: counters,
      params: ofDeposit,
      body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 300 }) }, { additionalProperties: false }),
      answer: CashDeposit,
      problems: decideProblems,
    },
    ({ params, body, actor }, context) => decide(context, { id: params.id, actor, state: 'refused', note: body.note }),
  ),
]
