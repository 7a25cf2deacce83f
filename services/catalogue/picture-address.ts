import { createHash } from 'node:crypto'
import type { CategoryBody } from './domain/category.ts'
import { type Pictured, pictureVersion } from './pictures/picture.ts'

/** Short and the same everywhere: a drawing with another content has another address, so it may be kept for ever. */
const stamp = (drawn: unknown): string =>
  createHash('sha1')
    .update(JSON.stringify([pictureVersion, drawn]))
    .digest('base64url')
    .slice(0, 8)

export const pictureStamp = ({ name, brand, categoryPath, type, pack, keywords }: Pictured): string =>
  stamp([name, brand, categoryPath, type, pack, keywords])

export const pictureAddress = (id: string, product: Pictured): string =>
  `/images/products/${id}.svg?v=${pictureStamp(product)}`

export const categoryPictureStamp = (path: readonly string[]): string => stamp(path)

export const categoryPictureAddress = (id: string, { path, image }: CategoryBody): string =>
  image ?? `/images/categories/${id}.svg?v=${categoryPictureStamp(path)}`
