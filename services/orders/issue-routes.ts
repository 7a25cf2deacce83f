import Type from 'typebox'
import { OrderId, PhotoId } from '../../contracts/ids.ts'
import { Issue, IssueInput, orders } from '../../contracts/orders.ts'
import { photos } from '../../contracts/photos.ts'
import { photoProblems, photoRoute, sendPhoto } from '../../kit/photos.ts'
import { routesOf } from '../../kit/routes.ts'
import type { OrdersContext } from './context.ts'
import { partyOf } from './conversation.ts'
import { reportIssue, sentBy, showWithPhotos } from './report.ts'
import { issuesOfOrder } from './store/issues.ts'
import { getOrder } from './store/orders.ts'
import { orderPhotos } from './store/photos.ts'

const route = routesOf<OrdersContext>()
const params = Type.Object({ id: OrderId })
/** A photo that nobody made use of is forgotten after a day. */
const unusedMs = 86_400_000
const photosMax = 8

export const issueRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/issues',
      summary: 'Tell what was wrong with an order, and hear at once what becomes of it',
      access: 'user',
      params,
      headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) }),
      body: IssueInput,
      answer: Issue,
      status: 201,
      problems: [
        'orders/not-found',
        'orders/issue-not-possible',
        'orders/issue-exceeds-line',
        'photos/not-found',
        'request/idempotency-key-reused',
      ],
      rateLimit: { requests: 10, perS: 3600 },
    },
    ({ params: { id }, body, headers, actor }, context) => {
      const key = headers['idempotency-key']
      return reportIssue(context, id, actor, { input: body, key: typeof key === 'string' && key !== '' ? key : null })
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/issues',
      summary: 'What was told about an order, and what became of it; for its customer and staff',
      access: 'user',
      params,
      answer: Type.Object({ items: Type.Array(Issue) }),
      problems: ['orders/not-found'],
    },
    async ({ params: { id }, actor }, { db }) => {
      if (partyOf(await getOrder(db.sql, id), actor).party.side === 'rider') throw orders('orders/not-found')
      const found = await issuesOfOrder(db.sql, id)
      return { items: await Promise.all(found.map((issue) => showWithPhotos(db.sql, issue))) }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/photos',
      summary: 'Send a photo for a report about one of my orders',
      access: 'user',
      params,
      ...photoRoute,
      problems: ['orders/not-found', ...photoProblems],
    },
    async ({ params: { id }, body, actor }, { db, clock }) => {
      const order = await getOrder(db.sql, id)
      if (order?.userId !== actor.userId) throw orders('orders/not-found')
      const nowMs = clock.now()
      const owner = sentBy(id, actor.userId)
      return orderPhotos.add(db.sql, body, { owner, nowMs, keptUntilMs: nowMs + unusedMs, max: photosMax })
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/photos/:photo',
      summary: 'A photo of a report, for who sent it and staff',
      access: 'user',
      params: Type.Object({ id: OrderId, photo: PhotoId }),
      produces: 'image/jpeg',
      problems: ['orders/not-found', 'photos/not-found'],
    },
    async ({ params: { id, photo: photoId }, headers, actor, reply }, { db }) => {
      const { order, party } = partyOf(await getOrder(db.sql, id), actor)
      const photo = party.side === 'rider' ? null : await orderPhotos.get(db.sql, photoId)
      const issues = await issuesOfOrder(db.sql, id)
      const owners = [sentBy(id, order.userId), ...issues.map((issue) => `issue:${issue.id}`)]
      if (!photo || !owners.includes(photo.owner)) throw photos('photos/not-found')
      return sendPhoto(reply, photo, { audience: 'private', ifNoneMatch: headers['if-none-match'] })
    },
  ),
]
