import Type from 'typebox'
import type { Actor } from '../../../contracts/identity.ts'
import { type Photo, photos as problems } from '../../../contracts/photos.ts'
import { sendPhoto } from '../../../kit/photos.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { CatalogueContext } from '../context.ts'
import { photoAddress, photos, photosMax } from '../photos.ts'
import { acted } from './acted.ts'

const route = routesOf<CatalogueContext>()

/** Takes a picture in for a product or a category. @throws photos/not-a-photo, photos/too-many-pixels, photos/too-many */
export async function takePhoto(
  { db, clock }: CatalogueContext,
  actor: Actor,
  owner: string,
  sent: Buffer,
): Promise<Photo & { address: string }> {
  const photo = await db.begin(async (tx) => {
    const added = await photos.add(tx, sent, { owner, nowMs: clock.now(), keptUntilMs: null, max: photosMax })
    await db.publish(tx, acted(actor, 'photo_added', owner, { photoId: added.id }))
    return added
  })
  return { ...photo, address: photoAddress(photo.id) }
}

export const photoRoutes = [
  route(
    {
      method: 'GET',
      path: '/images/photos/:id',
      summary: 'A picture of a product or a category',
      access: 'public',
      // Any id may be asked for; what is not one of ours is simply not there.
      params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
      produces: 'image/*',
      problems: ['photos/not-found'],
    },
    async ({ params, headers, reply }, { db }) => {
      const photo = await photos.get(db.sql, params.id)
      if (!photo) throw problems('photos/not-found')
      return sendPhoto(reply, photo, { audience: 'public', ifNoneMatch: headers['if-none-match'] })
    },
  ),
]
