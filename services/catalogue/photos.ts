import { photosOf } from '../../kit/photos.ts'

/** Pictures that merchandisers sent, each owned by the product or category that it was sent for. */
export const photos = photosOf('catalogue')

/** So many may one product have, with those that are not shown any more. */
export const photosMax = 24

/** Its address: what is there never changes, so it may be kept for ever. */
export const photoAddress = (id: string): string => `/images/photos/${id}`
