import Type from 'typebox'
import { RoadClosureId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { NewRoadClosure, RoadClosure, RoadReopening } from '../../../contracts/road-closures.ts'
import { routesOf } from '../../../kit/routes.ts'
import { closeRoad, reopenRoad, showClosure } from '../closing.ts'
import type { DeliveriesContext } from '../context.ts'
import { openClosures } from '../store/road-closures.ts'

const route = routesOf<DeliveriesContext>()
const access = ['support', 'admin'] as const

/** Streets that staff close, and that nobody is led over until they open again. */
export const roadClosureRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/road-closures',
      summary: 'Streets that are closed now, newest first',
      access,
      query: Type.Object(Paging),
      answer: Page(RoadClosure),
      problems: ['request/bad-cursor'],
    },
    async ({ query: { limit = 20, cursor } }, { db, clock }) => {
      const before = cursor ? String(decodeCursor(cursor, ['text'])[0]) : undefined
      const rows = await openClosures(db.sql, { now: new Date(clock.now()), before, limit: limit + 1 })
      const page = rows.slice(0, limit)
      return {
        items: page.map(showClosure),
        next: rows.length > limit ? encodeCursor([page.at(-1)!.id]) : null,
      }
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/admin/road-closures',
      summary: 'Close streets until a time: routes, arrival times and dispatch avoid them at once',
      access,
      body: NewRoadClosure,
      status: 201,
      answer: RoadClosure,
      problems: [
        'deliveries/closure-time',
        'deliveries/closure-off-street',
        'deliveries/too-many-closures',
        'deliveries/closures-unavailable',
        'deliveries/map-unavailable',
      ],
      rateLimit: { requests: 60, perS: 60 },
    },
    ({ body, actor }, context) => closeRoad(context, actor, body),
  ),

  route(
    {
      method: 'DELETE',
      path: '/v1/admin/road-closures/:id',
      summary: 'Open closed streets again before their time',
      access,
      params: Type.Object({ id: RoadClosureId }),
      body: RoadReopening,
      status: 204,
      problems: ['deliveries/closure-unknown'],
    },
    ({ params, body, actor }, context) => reopenRoad(context, { id: params.id, actor, reason: body.reason }),
  ),
]
