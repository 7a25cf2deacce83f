import Type from 'typebox'
import { DoneAt, deliveries } from '../../../contracts/deliveries.ts'
import { hasRole, worksAt } from '../../../contracts/identity.ts'
import { DeliveryId, OrderId, PhotoId } from '../../../contracts/ids.ts'
import { photos } from '../../../contracts/photos.ts'
import { ContactWay } from '../../../contracts/rider.ts'
import { photoProblems, photoRoute, sendPhoto } from '../../../kit/photos.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { DeliveriesContext } from '../context.ts'
import { doneAtMs } from '../domain/deeds.ts'
import { doorPhotos, doorPhotosKeptMs, doorPhotosMax } from '../door.ts'
import { addContact } from '../store/contacts.ts'
import { getDelivery, getDeliveryOfOrder } from '../store/deliveries.ts'

const route = routesOf<DeliveriesContext>()
const ofTask = Type.Object({ id: DeliveryId })
const ofOrder = Type.Object({ id: OrderId })
const ofPhoto = Type.Object({ id: OrderId, photo: PhotoId })

/** Their own delivery. @throws deliveries/not-found for any other */
async function own({ db }: DeliveriesContext, riderId: string, id: string) {
  const delivery = await getDelivery(db.sql, id)
  if (delivery?.riderId !== riderId) throw deliveries('deliveries/not-found')
  return delivery
}

/** What happens at a door beside handing over: trying to reach the customer, and photos as a proof. */
export const doorRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/rider/tasks/:id/contact',
      summary: 'Note that the rider called, wrote to or rang for the customer',
      access: ['rider'],
      params: ofTask,
      body: Type.Object({ way: ContactWay, at: DoneAt }, { additionalProperties: false }),
      status: 204,
      problems: ['deliveries/not-found'],
      rateLimit: { requests: 60, perS: 60 },
    },
    async ({ params, body, actor }, context) => {
      const delivery = await own(context, actor.userId, params.id)
      const atMs = doneAtMs(body.at, { nowMs: context.clock.now(), sinceMs: delivery.pickedUpAt?.getTime() })
      // The instant is the phone's, so that a repeat is the same attempt.
      await context.db.begin((tx) => addContact(tx, delivery.id, body.way, new Date(atMs)))
    },
  ),

  route(
    {
      method: 'POST',
      path: '/v1/rider/tasks/:id/photo',
      summary: 'Send a photo of the bags at the door',
      access: ['rider'],
      params: ofTask,
      ...photoRoute,
      problems: ['deliveries/not-found', ...photoProblems],
    },
    async ({ params, body, actor }, context) => {
      const delivery = await own(context, actor.userId, params.id)
      const nowMs = context.clock.now()
      return doorPhotos.add(context.db.sql, body, {
        owner: delivery.id,
        nowMs,
        keptUntilMs: nowMs + doorPhotosKeptMs,
        max: doorPhotosMax,
        since: delivery.pickedUpAt,
      })
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/door-photos',
      summary: 'Photos of the bags at the door, for the customer, the rider and staff',
      access: 'user',
      params: ofOrder,
      answer: Type.Object({ items: Type.Array(PhotoId) }),
      problems: ['deliveries/not-found'],
    },
    async ({ params, actor }, context) => {
      const delivery = await getDeliveryOfOrder(context.db.sql, params.id)
      if (!delivery || !maySee(delivery, actor)) throw deliveries('deliveries/not-found')
      return { items: await doorPhotos.idsOf(context.db.sql, delivery.id, delivery.pickedUpAt) }
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/door-photos/:photo',
      summary: 'A photo of the bags at the door',
      access: 'user',
      params: ofPhoto,
      produces: 'image/*',
      problems: ['photos/not-found'],
    },
    async ({ params, headers, actor, reply }, context) => {
      const delivery = await getDeliveryOfOrder(context.db.sql, params.id)
      const photo = await doorPhotos.get(context.db.sql, params.photo)
      if (!delivery || !maySee(delivery, actor) || photo?.owner !== delivery.id) throw photos('photos/not-found')
      return sendPhoto(reply, photo, { audience: 'private', ifNoneMatch: headers['if-none-match'] })
    },
  ),
]

type Actor = Parameters<typeof worksAt>[0]

const maySee = (delivery: { userId: string; riderId: string | null; storeId: string }, actor: Actor): boolean =>
  delivery.userId === actor.userId ||
  delivery.riderId === actor.userId ||
  hasRole(actor, 'support', 'admin') ||
  (hasRole(actor, 'manager') && worksAt(actor, delivery.storeId))
