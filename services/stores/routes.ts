import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { FindProducts, GetListings } from '../../contracts/catalogue.ts'
import { Polygon } from '../../contracts/geo.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { ProductId, StoreId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import { Level, OpeningHours, type StockMove, Store, StoreInput, stockReasons, stores } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import { mustBeArea } from './area-routes.ts'
import type { StoresContext } from './context.ts'
import { moveStock } from './moves.ts'
import { pickRoutes } from './pick-routes.ts'
import { StockItem, stockItem } from './stock-item.ts'
import { levelsOf, scanLevels } from './store/stock.ts'
import { changeStore, putStore } from './store/stores.ts'

const route = routesOf<StoresContext>()
const staff = ['picker', 'manager', 'support', 'admin'] as const

const mustWorkAt = (actor: Actor, storeId: string) => {
  if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
}

const moveBody = Type.Object(
  {
    storeId: StoreId,
    productId: ProductId,
    quantity: Type.Integer({ minimum: 0, maximum: 100_000 }),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    bin: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
)

const stockRoutes = stockReasons.map((kind) =>
  route(
    {
      method: 'POST',
      path: `/v1/store/stock/${kind}`,
      summary: { receive: 'Take delivered goods in', count: 'Set what is on the shelf', waste: 'Write goods off' }[
        kind
      ],
      access: ['manager', 'admin'],
      body: moveBody,
      answer: Level,
      problems: ['stores/not-your-store', 'stores/stock-below-reserved', 'stores/not-found'],
    },
    async ({ body, actor }, { db, directory }) => {
      mustWorkAt(actor, body.storeId)
      await directory.get(body.storeId)
      return db.begin(async (tx) => {
        const move: StockMove = { ...body, kind }
        const messages = await moveStock(tx, [move], actor.userId)
        const audit = message(StaffActed, body.productId, {
          actor: actor.userId,
          action: `stores.stock_${kind}`,
          subject: `${body.storeId}/${body.productId}`,
          ...(body.reason ? { reason: body.reason } : {}),
          details: { quantity: body.quantity },
        })
        await db.publish(tx, ...messages, audit)
        return (await levelsOf(tx, body.storeId, [body.productId]))[0]!
      })
    },
  ),
)

export const routes = [
  ...pickRoutes,
  route(
    {
      method: 'GET',
      path: '/v1/store/stock',
      summary: 'What a store has, by product or by search',
      priority: 'cart',
      access: staff,
      query: Type.Object({ store: StoreId, q: Type.Optional(Type.String({ maxLength: 200 })), ...Paging }),
      answer: Page(StockItem),
      problems: ['stores/not-your-store'],
    },
    async ({ query: { store: storeId, q, limit = 20, cursor }, actor }, { db, call }) => {
      mustWorkAt(actor, storeId)
      if (q) {
        const { listings } = await call(FindProducts, { storeId, q, limit })
        const levels = new Map(
          (
            await levelsOf(
              db.sql,
              storeId,
              listings.map((each) => each.productId),
            )
          ).map((each) => [each.productId, each]),
        )
        return { items: listings.flatMap((each) => stockItem(levels.get(each.productId), each)), next: null }
      }
      const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
      const page = await scanLevels(db.sql, { storeId, limit: limit + 1, ...(after ? { after } : {}) })
      const levels = page.slice(0, limit)
      const { listings } = await call(GetListings, { storeId, productIds: levels.map((level) => level.productId) })
      const names = new Map(listings.map((each) => [each.productId, each]))
      const items = levels.flatMap((level) => stockItem(level, names.get(level.productId)))
      return { items, next: page.length > limit ? encodeCursor([levels.at(-1)!.productId]) : null }
    },
  ),
  ...stockRoutes,
  route(
    {
      method: 'GET',
      path: '/v1/admin/stores',
      summary: 'All stores',
      access: ['manager', 'support', 'admin'],
      answer: Type.Object({ items: Type.Array(Store) }),
    },
    async (_, { directory }) => ({ items: await directory.list() }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/stores',
      summary: 'Add a store, or update the one with the same code',
      access: ['admin'],
      body: StoreInput,
      answer: Store,
    },
    async ({ body, actor }, { db, directory }) => {
      const id = await db.begin(async (tx) => {
        const storeId = await putStore(tx, body)
        await db.publish(
          tx,
          message(StaffActed, storeId, {
            actor: actor.userId,
            action: 'stores.put',
            subject: storeId,
            details: { code: body.code },
          }),
        )
        return storeId
      })
      directory.forget()
      return directory.get(id)
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/stores/:id',
      summary: 'Pause a store, or change its name, hours or area',
      access: ['manager', 'admin'],
      params: Type.Object({ id: StoreId }),
      body: Type.Partial(
        Type.Object({
          paused: Type.Boolean(),
          name: Type.String({ minLength: 1, maxLength: 100 }),
          hours: OpeningHours,
          area: Polygon,
        }),
        { additionalProperties: false },
      ),
      answer: Store,
      problems: ['stores/not-found', 'stores/not-your-store', 'stores/area-invalid'],
    },
    async ({ params, body, actor }, { db, directory }) => {
      mustWorkAt(actor, params.id)
      if (body.area) mustBeArea(body.area, await directory.get(params.id))
      await db.begin(async (tx) => {
        if (!(await changeStore(tx, params.id, body))) throw stores('stores/not-found')
        await db.publish(
          tx,
          message(StaffActed, params.id, {
            actor: actor.userId,
            action: 'stores.changed',
            subject: params.id,
            details: Object.keys(body),
          }),
        )
      })
      directory.forget()
      return directory.get(params.id)
    },
  ),
]
