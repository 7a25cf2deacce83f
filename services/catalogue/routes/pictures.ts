import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { catalogue } from '../../../contracts/catalogue.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { CatalogueContext } from '../context.ts'
import { clientHas } from '../freshness.ts'
import { categoryPictureStamp, pictureStamp } from '../picture-address.ts'
import { categoryPicture, productPicture } from '../pictures/picture.ts'

const route = routesOf<CatalogueContext>()

/** An address without the stamp, or with an old one, is asked for again soon. */
const unstampedS = 300
const yearS = 31_536_000

// Any id may be asked for; what is not one of ours is simply not there.
const params = Type.Object({ id: Type.String({ maxLength: 100 }) })
const query = Type.Object({ v: Type.Optional(Type.String({ maxLength: 40 })) })

/** Sends a drawing. Its address carries the stamp of what it shows, so the right one may be kept for ever. */
function sendPicture(
  { headers, query, reply }: { headers: FastifyRequest['headers']; query: { v?: string }; reply: FastifyReply },
  stamp: string,
  draw: () => string,
): FastifyReply {
  const etag = `"${stamp}"`
  reply
    .header('etag', etag)
    .header(
      'cache-control',
      query.v === stamp ? `public, max-age=${yearS}, immutable` : `public, max-age=${unstampedS}`,
    )
  if (clientHas(headers, etag)) return reply.code(304).send()
  return reply
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .type('image/svg+xml')
    .serializer((svg: unknown) => svg as string)
    .send(draw())
}

export const pictureRoutes = [
  route(
    {
      method: 'GET',
      path: '/images/products/:id.svg',
      summary: "Tokri's own drawing of a product",
      access: 'public',
      params,
      query,
      produces: 'image/svg+xml',
      problems: ['catalogue/product-not-found'],
    },
    (request, { assortment }) => {
      const product = assortment.get(request.params.id)
      if (!product) throw catalogue('catalogue/product-not-found')
      const categoryPath = assortment.category(product.categoryId)?.body.path ?? []
      const pictured = { ...product, keywords: product.keywords as string[] | undefined, categoryPath }
      return sendPicture(request, pictureStamp(pictured), () => productPicture(pictured))
    },
  ),
  route(
    {
      method: 'GET',
      path: '/images/categories/:id.svg',
      summary: "Tokri's own drawing of a category",
      access: 'public',
      params,
      query,
      produces: 'image/svg+xml',
      problems: ['catalogue/category-not-found'],
    },
    (request, { assortment }) => {
      const category = assortment.category(request.params.id)
      if (!category) throw catalogue('catalogue/category-not-found')
      const { path } = category.body
      return sendPicture(request, categoryPictureStamp(path), () => categoryPicture(path))
    },
  ),
]
