import Type from 'typebox'
import { Category, catalogue } from '../../../contracts/catalogue.ts'
import { CategoryId } from '../../../contracts/ids.ts'
import { Photo } from '../../../contracts/photos.ts'
import { photoProblems, photoRoute } from '../../../kit/photos.ts'
import { routesOf } from '../../../kit/routes.ts'
import { addCategory, changeCategory, orderCategories } from '../change.ts'
import type { CatalogueContext } from '../context.ts'
import { acted } from './acted.ts'
import { takePhoto } from './photos.ts'

const route = routesOf<CatalogueContext>()
const merchandisers = ['admin'] as const
const Name = Type.String({ minLength: 1, maxLength: 80 })
const one = Type.Object({ id: CategoryId })

const shown = ({ assortment }: CatalogueContext, id: string): Category =>
  assortment.showCategory(assortment.category(id)!, assortment.countByCategory(null).get(id) ?? 0)

export const categoryRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/categories',
      summary: 'All categories, with how many products are in them',
      access: ['manager', 'support', 'admin'],
      answer: Type.Object({ items: Type.Array(Category) }),
    },
    (_, { assortment }) => {
      const counts = assortment.countByCategory(null)
      return { items: assortment.categories().map((each) => assortment.showCategory(each, counts.get(each.id) ?? 0)) }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/categories',
      summary: 'Add a category below another, or at the top',
      access: merchandisers,
      body: Type.Object(
        { name: Name, nameHi: Type.Optional(Name), parentId: Type.Union([CategoryId, Type.Null()]) },
        { additionalProperties: false },
      ),
      answer: Category,
      status: 201,
      problems: ['catalogue/category-not-found', 'catalogue/duplicate-category', 'catalogue/bad-product'],
    },
    async ({ body, actor }, context) =>
      shown(context, await addCategory(context, body, (id) => [acted(actor, 'category_added', id, body)])),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/categories/order',
      summary: 'Put categories into this order, in the places that they have now',
      access: merchandisers,
      body: Type.Object(
        { ids: Type.Array(CategoryId, { minItems: 2, maxItems: 200, uniqueItems: true }) },
        { additionalProperties: false },
      ),
      status: 204,
      problems: ['catalogue/category-not-found'],
    },
    ({ body, actor }, context) =>
      orderCategories(context, body.ids, [acted(actor, 'categories_ordered', body.ids[0]!, body)]),
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/categories/:id',
      summary: 'Give a category another name or picture; imports by its old name still find it',
      access: merchandisers,
      params: one,
      body: Type.Partial(
        Type.Object({
          name: Name,
          nameHi: Type.Union([Name, Type.Null()]),
          image: Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()]),
        }),
        { additionalProperties: false },
      ),
      answer: Category,
      problems: ['catalogue/category-not-found', 'catalogue/bad-product'],
    },
    async ({ params, body, actor }, context) => {
      await changeCategory(context, params.id, body, [acted(actor, 'category_changed', params.id, body)])
      return shown(context, params.id)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/categories/:id/photos',
      summary: 'Send a picture of a category; it is shown when it is its `image`',
      access: merchandisers,
      params: one,
      ...photoRoute,
      answer: Type.Object({ ...Photo.properties, address: Type.String() }),
      problems: ['catalogue/category-not-found', ...photoProblems],
    },
    ({ params, body, actor }, context) => {
      if (!context.assortment.category(params.id)) throw catalogue('catalogue/category-not-found')
      return takePhoto(context, actor, params.id, body)
    },
  ),
]
