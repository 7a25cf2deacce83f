import { photosOf } from '../../../kit/photos.ts'

export const orderPhotos = photosOf('orders')
