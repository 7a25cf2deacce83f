import Type from 'typebox'
import { NewRiderBreak, RiderBreaks } from '../../../contracts/breaks.ts'
import { BreakId } from '../../../contracts/ids.ts'
import { routesOf } from '../../../kit/routes.ts'
import { cancelBreak, listBreaks, planBreak } from '../breaks.ts'
import type { DeliveriesContext } from '../context.ts'

const route = routesOf<DeliveriesContext>()
const access = ['rider'] as const
const keyed = Type.Object({ 'idempotency-key': Type.Optional(Type.String({ maxLength: 100 })) })
const keyOf = (headers: Record<string, unknown>): { key?: string } => {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? { key } : {}
}

/** Breaks that riders plan within their shifts. */
export const breakRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/rider/breaks',
      summary: 'The breaks of the rider’s shift, and how they may be planned',
      access,
      answer: RiderBreaks,
    },
    ({ actor }, context) => listBreaks(context, actor.userId),
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/breaks',
      summary: 'Plan a break within the shift: no orders that would run into it, and back to work after it',
      access,
      headers: keyed,
      body: NewRiderBreak,
      status: 201,
      answer: RiderBreaks,
      problems: [
        'deliveries/not-a-rider',
        'deliveries/off-shift',
        'deliveries/break-time',
        'deliveries/break-length',
        'deliveries/break-after-shift',
        'deliveries/break-overlaps',
        'deliveries/too-many-breaks',
        'request/idempotency-key-reused',
      ],
      rateLimit: { requests: 60, perS: 3600 },
    },
    async ({ body, headers, actor }, context) => {
      await planBreak(context, { riderId: actor.userId, ...body, ...keyOf(headers) })
      return listBreaks(context, actor.userId)
    },
  ),

  route(
    {
      method: 'DELETE',
      path: '/v1/rider/breaks/:id',
      summary: 'A planned break is not to be after all',
      access,
      params: Type.Object({ id: BreakId }),
      headers: keyed,
      status: 204,
      problems: ['deliveries/break-unknown', 'deliveries/break-begun', 'request/idempotency-key-reused'],
    },
    ({ params, headers, actor }, context) =>
      cancelBreak(context, { riderId: actor.userId, id: params.id, ...keyOf(headers) }),
  ),
]
