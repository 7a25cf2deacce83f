import Type from 'typebox'
import { StaffActed } from '../../../contracts/audit.ts'
import { deliveries, Earnings, RiderBrief } from '../../../contracts/deliveries.ts'
import { type Actor, worksAt } from '../../../contracts/identity.ts'
import { DeliveryId, OrderId, UserId } from '../../../contracts/ids.ts'
import { topics } from '../../../contracts/live.ts'
import { Timestamp, toTimestamp } from '../../../contracts/time.ts'
import { routesOf } from '../../../kit/routes.ts'
import { message } from '../../../kit/sql.ts'
import type { DeliveriesContext } from '../context.ts'
import { riderActivity, step } from '../domain/states.ts'
import { earningsOf } from '../earnings.ts'
import { endShift } from '../shifts.ts'
import { hoursOf, whereabouts } from '../snapshot.ts'
import { nextBreaks } from '../store/breaks.ts'
import { lockDelivery, tasksOf, writeChange } from '../store/deliveries.ts'
import { closeOffer } from '../store/offers.ts'
import { getRider, lockRider, type Rider, riderRow } from '../store/riders.ts'
import { tellAfterCommit } from '../tasks.ts'

const route = routesOf<DeliveriesContext>()
const access = ['manager', 'support', 'admin'] as const
const ofRider = Type.Object({ id: UserId })
const Reason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 300 }) }, { additionalProperties: false })

/** A rider of another store is as unknown as one that does not exist. */
async function known({ db }: DeliveriesContext, actor: Actor, id: string): Promise<Rider> {
  const rider = await getRider(db.sql, id)
  if (!rider || !worksAt(actor, rider.storeId)) throw deliveries('deliveries/rider-unknown')
  return rider
}

/**
 * Takes from a rider whatever has not left the store; the planner offers it to others.
 * @returns how many deliveries were taken, and how many stay because the bags are on the road
 */
async function release(
  context: DeliveriesContext,
  rider: Rider,
  by: { actor: Actor; reason: string },
): Promise<{ released: number; kept: number }> {
  const { db, clock, dispatcher, live, stores } = context
  const names = await stores.names()
  return db.begin(async (tx) => {
    await lockRider(tx, rider.userId)
    let released = 0
    let kept = 0
    for (const { id } of await tasksOf(tx, rider.userId)) {
      const delivery = await lockDelivery(tx, { id })
      const next = delivery && step(delivery.state, 'release')
      if (!delivery || next?.kind !== 'moved' || delivery.riderId !== rider.userId) {
        kept += 1
        continue
      }
      const atMs = clock.now()
      await closeOffer(tx, id, 'released', new Date(atMs))
      await writeChange(tx, delivery, { to: next.to, atMs, actor: by.actor.userId, reason: by.reason })
      await tellAfterCommit(context, tx, delivery, names)
      released += 1
    }
    await db.publish(
      tx,
      message(StaffActed, rider.userId, {
        actor: by.actor.userId,
        action: 'deliveries.rider_released',
        subject: rider.userId,
        reason: by.reason,
        details: { released, kept },
      }),
    )
    db.afterCommit(tx, () => {
      live.publish(topics.rider(rider.userId), { type: 'changed', data: { id: rider.userId } })
      dispatcher.kick()
    })
    return { released, kept }
  })
}

const Released = Type.Object({ released: Type.Integer(), kept: Type.Integer() })

export const riderCareRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/riders/:id',
      summary: 'A rider: what is in hand, and what was earned',
      access,
      params: ofRider,
      answer: Type.Object({
        rider: RiderBrief,
        shiftSince: Type.Optional(Timestamp),
        tasks: Type.Array(
          Type.Object({
            id: DeliveryId,
            orderId: OrderId,
            number: Type.String(),
            state: Type.String(),
            promisedAt: Timestamp,
          }),
        ),
        earnings: Earnings,
      }),
      problems: ['deliveries/rider-unknown'],
    },
    async ({ params, actor }, context) => {
      const rider = await known(context, actor, params.id)
      const [row, tasks, earnings, breaks] = await Promise.all([
        riderRow(context.db.sql, rider.userId),
        tasksOf(context.db.sql, rider.userId),
        earningsOf(context, rider.userId, { limit: 20 }),
        nextBreaks(context.db.sql, [rider.userId]),
      ])
      const { userId, name, phone, vehicle, storeId } = rider
      return {
        rider: {
          userId,
          name,
          ...(phone === null ? {} : { phone }),
          vehicle,
          storeId,
          state: riderActivity(
            rider.onShift,
            tasks.map((task) => task.state),
          ),
          tasks: tasks.length,
          ...(row ? whereabouts(row) : {}),
          ...hoursOf(rider, breaks.get(rider.userId)),
        },
        ...(rider.shiftChangedAt ? { shiftSince: toTimestamp(rider.shiftChangedAt.getTime()) } : {}),
        tasks: tasks.map(({ id, orderId, number, state, promisedAt }) => ({
          id,
          orderId,
          number,
          state,
          promisedAt: toTimestamp(promisedAt.getTime()),
        })),
        earnings,
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/riders/:id/release',
      summary: 'Take from a rider all that has not left the store',
      access,
      params: ofRider,
      body: Reason,
      answer: Released,
      problems: ['deliveries/rider-unknown'],
    },
    async ({ params, body, actor }, context) =>
      release(context, await known(context, actor, params.id), { actor, reason: body.reason }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/riders/:id/end-shift',
      summary: "End a rider's shift; what has not left the store goes to others",
      access,
      params: ofRider,
      body: Reason,
      answer: Released,
      problems: ['deliveries/rider-unknown', 'deliveries/busy'],
    },
    async ({ params, body, actor }, context) => {
      const rider = await known(context, actor, params.id)
      const released = await release(context, rider, { actor, reason: body.reason })
      // Whoever has bags on the road rides them to the door first.
      await endShift(context, rider.userId)
      const audit = {
        actor: actor.userId,
        action: 'deliveries.shift_ended',
        subject: rider.userId,
        reason: body.reason,
      }
      await context.db.begin((tx) => context.db.publish(tx, message(StaffActed, rider.userId, audit)))
      return released
    },
  ),
]
