import Type from 'typebox'
import {
  DoneAt,
  deliveries,
  Earnings,
  HandOver,
  PositionsTaken,
  RiderPosition,
  RiderShift,
  RiderTask,
} from '../../../contracts/deliveries.ts'
import { DeliveryId } from '../../../contracts/ids.ts'
import { Paging } from '../../../contracts/list.ts'
import { money } from '../../../contracts/money.ts'
import { DeclineReason, FailReason } from '../../../contracts/rider.ts'
import { Timestamp, toTimestamp } from '../../../contracts/time.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { DeliveriesContext } from '../context.ts'
import { tripOrder } from '../domain/trip.ts'
import { splitTrips } from '../domain/trips.ts'
import { earningsOf } from '../earnings.ts'
import { takePositions } from '../positions.ts'
import { changeShift, showShift } from '../shifts.ts'
import { breaksOf } from '../store/breaks.ts'
import { storePoint, type TaskRow, taskOf, tasksOf } from '../store/deliveries.ts'
import { getRider } from '../store/riders.ts'
import { act, deliver, type RiderAction } from '../tasks.ts'

const route = routesOf<DeliveriesContext>()
const access = ['rider'] as const
const ofTask = Type.Object({ id: DeliveryId })
const taskProblems = ['deliveries/not-found', 'deliveries/not-yours', 'deliveries/wrong-state'] as const

/** What a phone without signal sends along: when the deed was done, and a key by which a repeat is known. */
const keyed = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ maxLength: 100, description: 'Yours to choose: the same key is the same deed, and is done once' }),
  ),
})
const keyOf = (headers: Record<string, unknown>): { key?: string } => {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? { key } : {}
}
const StepBody = Type.Union([Type.Object({ at: DoneAt }, { additionalProperties: false }), Type.Null()])
const when = (body: { at?: string } | null) => (body?.at === undefined ? {} : { at: body.at })

/** About 100 m: enough to judge an offer by, too little to find the door. */
const blur = (degrees: number) => Math.round(degrees * 1e3) / 1e3

/** A task as its rider sees it. The door, the name and the phone are shown once the rider has accepted. */
export function showTask(row: TaskRow, storeNames: ReadonlyMap<string, string>, stop = 1): RiderTask {
  const offered = row.state === 'offered'
  const { point } = row.dropOff
  return {
    id: row.id,
    orderId: row.orderId,
    number: row.number,
    state: row.state,
    store: { id: row.storeId, name: storeNames.get(row.storeId) ?? '', point: storePoint(row) },
    dropOff: offered ? { point: { lat: blur(point.lat), lng: blur(point.lng) }, line1: '', name: '' } : row.dropOff,
    ...(row.instructions === null || offered ? {} : { instructions: row.instructions }),
    ...(row.packed ? {} : { readyAt: toTimestamp(row.readyAt.getTime()) }),
    bags: row.bags,
    ...(offered || row.handover === null ? {} : { handover: row.handover }),
    ...(row.zoneBags === null ? {} : { zoneBags: row.zoneBags }),
    leaveAtDoor: row.leaveAtDoor,
    stop,
    ...(row.followUp ? { followUp: true } : {}),
    ...(row.atDoorSince ? { atDoorSince: toTimestamp(row.atDoorSince.getTime()) } : {}),
    photos: row.photos,
    cashDue: money(row.cashDuePaise),
    pay: money(row.payPaise ?? 0),
    tip: money(row.tipPaise),
    distanceM: row.distanceM ?? 0,
    promisedAt: toTimestamp(row.promisedAt.getTime()),
    ...(row.offerExpiresAt ? { offerExpiresAt: toTimestamp(row.offerExpiresAt.getTime()) } : {}),
    ...(row.route && !row.route.noWay && !offered ? { route: row.route.path } : {}),
  }
}

async function showOne({ db, stores }: DeliveriesContext, riderId: string, id: string): Promise<RiderTask> {
  const [row, names] = await Promise.all([taskOf(db.sql, riderId, id), stores.names()])
  if (!row) throw deliveries('deliveries/not-found')
  return showTask(row, names)
}

/** The doors in the order in which they are best ridden, a follow-up's last; it stays the same until one more order comes in. */
function showTasks(rows: readonly TaskRow[], names: ReadonlyMap<string, string>): RiderTask[] {
  const { current, next } = splitTrips(rows)
  const stops = [current, next].flatMap((trip) => {
    const drops = trip.map((row) => ({
      id: row.id,
      dropOff: row.dropOff.point,
      plannedAtMs: row.plannedAt?.getTime(),
    }))
    return trip[0] ? tripOrder(storePoint(trip[0]), drops).map((each) => each.id) : []
  })
  return rows.map((row) => showTask(row, names, stops.indexOf(row.id) + 1))
}

const stepRoute = (
  action: Extract<RiderAction, 'accept' | 'arrive' | 'return'>,
  summary: string,
  more: readonly string[] = [],
) =>
  route(
    {
      method: 'POST',
      path: `/v1/rider/tasks/:id/${action}`,
      summary,
      access,
      params: ofTask,
      headers: keyed,
      body: StepBody,
      answer: RiderTask,
      problems: [...taskProblems, ...more],
    },
    async ({ params, body, headers, actor }, context) => {
      await act(context, action, { riderId: actor.userId, id: params.id, ...keyOf(headers), ...when(body) })
      return showOne(context, actor.userId, params.id)
    },
  )

export const riderRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/rider/shift',
      summary: 'Whether the rider is on shift',
      access,
      answer: RiderShift,
      problems: ['deliveries/not-a-rider'],
    },
    async ({ actor }, context) => {
      const { sql } = context.db
      const [rider, breaks, names] = await Promise.all([
        getRider(sql, actor.userId),
        breaksOf(sql, actor.userId),
        context.stores.names(),
      ])
      if (!rider) throw deliveries('deliveries/not-a-rider')
      return showShift(context, rider, breaks, names)
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/shift',
      summary: 'Begin or end the shift, or take a break',
      access,
      headers: keyed,
      body: Type.Object(
        {
          state: Type.Enum(['on', 'off', 'break']),
          /** No pickup is planned after it; null: the end is not known any more, as after an end that has come when it is left out. */
          until: Type.Optional(Type.Union([Timestamp, Type.Null()])),
        },
        { additionalProperties: false },
      ),
      answer: RiderShift,
      problems: ['deliveries/not-a-rider', 'deliveries/busy', 'deliveries/cash-limit'],
    },
    ({ body, headers, actor }, context) => changeShift(context, actor.userId, body, keyOf(headers).key),
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/positions',
      summary: 'Tell where the rider is, a batch at a time',
      access,
      body: Type.Array(RiderPosition, { minItems: 1, maxItems: 100 }),
      answer: PositionsTaken,
      problems: ['deliveries/not-a-rider', 'deliveries/off-shift'],
      rateLimit: { requests: 240, perS: 60 },
    },
    ({ body, actor }, context) => takePositions(context, actor.userId, body),
  ),

  route(
    {
      method: 'GET',
      path: '/v1/rider/tasks',
      summary: 'Offers and deliveries in hand, the earliest promise first',
      access,
      answer: Type.Object({ items: Type.Array(RiderTask) }),
    },
    async ({ actor }, { db, stores }) => {
      const [rows, names] = await Promise.all([tasksOf(db.sql, actor.userId), stores.names()])
      return { items: showTasks(rows, names) }
    },
  ),

  stepRoute('accept', 'Take an offer', ['deliveries/offer-gone']),
  stepRoute('arrive', 'At the store, or at the door', ['deliveries/drop-first']),
  route(
    {
      method: 'POST',
      path: '/v1/rider/tasks/:id/pickup',
      summary: 'The bags are on the bike',
      access,
      params: ofTask,
      headers: keyed,
      body: Type.Union([
        Type.Object(
          {
            code: Type.Optional(Type.String({ maxLength: 12, description: 'What stands on the bags' })),
            at: DoneAt,
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ]),
      answer: RiderTask,
      problems: [...taskProblems, 'deliveries/wrong-bag', 'deliveries/drop-first', 'deliveries/not-packed'],
    },
    async ({ params, body, headers, actor }, context) => {
      const bag = body?.code === undefined ? {} : { bagCode: body.code }
      const deed = { riderId: actor.userId, id: params.id, ...keyOf(headers), ...when(body), ...bag }
      await act(context, 'pickup', deed)
      return showOne(context, actor.userId, params.id)
    },
  ),
  stepRoute('return', 'A failed delivery is back in the store'),

  route(
    {
      method: 'POST',
      path: '/v1/rider/tasks/:id/decline',
      summary: 'Leave an offer to others, or give back what was not picked up yet',
      access,
      params: ofTask,
      headers: keyed,
      body: Type.Union([
        Type.Object({ reason: Type.Optional(DeclineReason), at: DoneAt }, { additionalProperties: false }),
        Type.Null(),
      ]),
      status: 204,
      problems: [...taskProblems, 'deliveries/offer-gone'],
    },
    async ({ params, body, headers, actor }, context) => {
      const why = body?.reason === undefined ? {} : { reason: body.reason, reasonCode: body.reason }
      const deed = { riderId: actor.userId, id: params.id, ...keyOf(headers), ...when(body), ...why }
      await act(context, 'decline', deed)
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/tasks/:id/deliver',
      summary: 'Hand over against the door code, and the cash that is due',
      access,
      params: ofTask,
      body: HandOver,
      answer: RiderTask,
      problems: [
        ...taskProblems,
        'deliveries/wrong-code',
        'deliveries/too-many-codes',
        'deliveries/cash-due',
        'deliveries/not-at-door',
        'deliveries/photo-needed',
      ],
    },
    async ({ params, body, actor }, context) => {
      await deliver(context, { riderId: actor.userId, id: params.id }, body)
      return showOne(context, actor.userId, params.id)
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/tasks/:id/fail',
      summary: 'The order cannot be handed over',
      access,
      params: ofTask,
      headers: keyed,
      body: Type.Object(
        { reason: Type.String({ minLength: 1, maxLength: 300 }), code: Type.Optional(FailReason), at: DoneAt },
        { additionalProperties: false },
      ),
      answer: RiderTask,
      problems: [...taskProblems, 'deliveries/too-soon'],
    },
    async ({ params, body, headers, actor }, context) => {
      const why = { reason: body.reason, ...(body.code === undefined ? {} : { reasonCode: body.code }) }
      const deed = { riderId: actor.userId, id: params.id, ...keyOf(headers), ...when(body), ...why }
      await act(context, 'fail', deed)
      return showOne(context, actor.userId, params.id)
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/rider/earnings',
      summary: 'What the rider has earned, by day and by trip',
      access,
      query: Type.Object(Paging),
      answer: Earnings,
      problems: ['request/bad-cursor'],
    },
    ({ query, actor }, context) => earningsOf(context, actor.userId, query),
  ),
]
