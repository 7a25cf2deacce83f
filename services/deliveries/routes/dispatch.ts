import Type from 'typebox'
import { DeliveryState } from '../../../contracts/deliveries.ts'
import { DispatchWhy } from '../../../contracts/dispatch.ts'
import { DeliveryId, UserId } from '../../../contracts/ids.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { DeliveriesContext } from '../context.ts'
import { knownTo, lockTo, unlock } from '../lock.ts'
import { endGoods, failForRider, sendAgain } from '../lost.ts'
import { reassign } from '../reassign.ts'
import { whyOf } from '../why.ts'

const route = routesOf<DeliveriesContext>()
const access = ['manager', 'support', 'admin'] as const
const ofDelivery = Type.Object({ id: DeliveryId })
const Reason = Type.String({ minLength: 1, maxLength: 300 })
const ForRider = {
  access,
  params: ofDelivery,
  answer: Type.Object({ id: DeliveryId, state: DeliveryState }),
  problems: ['deliveries/not-found', 'deliveries/wrong-state'],
} as const

/** Whom staff saw with the bags: if it is somebody else by now, they meant another. */
const OfRider = Type.Object({ riderId: UserId, reason: Reason }, { additionalProperties: false })

/** What staff see and decide of who is asked to take a delivery. */
export const dispatchRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/deliveries/:id/why',
      summary: 'Why these riders were asked, who was next best, and why a delivery waits',
      access,
      params: ofDelivery,
      answer: DispatchWhy,
      problems: ['deliveries/not-found'],
    },
    async ({ params, actor }, context) => {
      await knownTo(context, actor, params.id)
      return whyOf(context, params.id)
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/admin/deliveries/:id/reassign',
      summary: 'Take a delivery from its rider, and offer it to another if one is named',
      access,
      params: ofDelivery,
      body: Type.Object(
        {
          riderId: Type.Optional(UserId),
          reason: Reason,
          /** Also beyond the rider's cash limit, shift end or next break. */
          force: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
      answer: Type.Object({ id: DeliveryId, state: Type.Enum(['waiting', 'offered']) }),
      problems: [
        'deliveries/not-found',
        'deliveries/wrong-state',
        'deliveries/rider-unknown',
        'deliveries/rider-unavailable',
        'deliveries/limit-two-stores',
        'deliveries/limit-bag',
        'deliveries/limit-cold',
        'deliveries/limit-no-way',
        'deliveries/limit-cash',
        'deliveries/limit-shift',
        'deliveries/limit-break',
      ],
    },
    async ({ params, body, actor }, context) => {
      const { reason, riderId, force = false } = body
      const state = await reassign(context, { id: params.id, actor, reason, riderId, force })
      return { id: params.id, state }
    },
  ),

  route(
    {
      ...ForRider,
      method: 'POST',
      path: '/v1/admin/deliveries/:id/fail',
      summary: 'Give up a delivery whose rider cannot be reached: the money goes back and the customer is told',
      body: OfRider,
    },
    async ({ params, body, actor }, context) => ({
      id: params.id,
      state: await failForRider(context, { id: params.id, actor, ...body }),
    }),
  ),

  route(
    {
      ...ForRider,
      method: 'POST',
      path: '/v1/admin/deliveries/:id/send-again',
      summary: "Send a delivery out again whose bags came back to the store without its customer's door",
      body: OfRider,
    },
    async ({ params, body, actor }, context) => ({
      id: params.id,
      state: await sendAgain(context, { id: params.id, actor, ...body }),
    }),
  ),

  route(
    {
      ...ForRider,
      method: 'POST',
      path: '/v1/admin/deliveries/:id/goods',
      summary: 'Say what became of the goods of a failed delivery: back in the store, or lost',
      body: Type.Object({ goods: Type.Enum(['back', 'lost']), reason: Reason }, { additionalProperties: false }),
    },
    async ({ params, body, actor }, context) => ({
      id: params.id,
      state: await endGoods(context, { id: params.id, actor, ...body }),
    }),
  ),

  route(
    {
      method: 'POST',
      path: '/v1/admin/deliveries/:id/lock',
      summary: 'Let nobody but one rider be asked to take a delivery',
      access,
      params: ofDelivery,
      body: Type.Object({ riderId: UserId, reason: Reason }, { additionalProperties: false }),
      answer: DispatchWhy,
      problems: ['deliveries/not-found', 'deliveries/wrong-state', 'deliveries/rider-unknown'],
    },
    async ({ params, body, actor }, context) => {
      await lockTo(context, { id: params.id, actor, ...body })
      return whyOf(context, params.id)
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/admin/deliveries/:id/unlock',
      summary: 'Let the planner choose again who is asked',
      access,
      params: ofDelivery,
      body: Type.Object({ reason: Reason }, { additionalProperties: false }),
      answer: DispatchWhy,
      problems: ['deliveries/not-found'],
    },
    async ({ params, body, actor }, context) => {
      await unlock(context, { id: params.id, actor, ...body })
      return whyOf(context, params.id)
    },
  ),
]
