import Type, { type Static } from 'typebox'
import { PhotoId } from './ids.ts'
import { defineProblems } from './problem.ts'

/** Largest photo as it is sent, bytes. Browsers make theirs much smaller before: see `web/shared/photo.ts`. */
export const photoBytesMax = 3 * 1024 * 1024
/** Longest side, pixels; and no more than `photoPixelsMax` in all, so that whoever unpacks one keeps its memory. */
export const photoSideMaxPx = 10_000
export const photoPixelsMax = 40_000_000

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PhotoType = (typeof photoTypes)[number]

export const photos = defineProblems({
  'photos/not-found': [404, 'There is no such photo'],
  'photos/not-a-photo': [400, 'This is not a JPEG, PNG or WebP picture that we can read'],
  'photos/too-many-pixels': [400, 'The picture has too many pixels'],
  'photos/too-many': [409, 'There are too many photos here already'],
} as const)

/** A photo that was taken in: what is told of it. Its bytes are at an address of their own. */
export const Photo = Type.Object(
  {
    id: PhotoId,
    type: Type.Enum([...photoTypes]),
    bytes: Type.Integer(),
    widthPx: Type.Integer(),
    heightPx: Type.Integer(),
  },
  { title: 'Photo' },
)
export type Photo = Static<typeof Photo>
