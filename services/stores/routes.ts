import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { FindProducts, GetListings, ProductCard } from '../../contracts/catalogue.ts'
import { Polygon } from '../../contracts/geo.ts'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { PickId, ProductId, StoreId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import {
  Level,
  OpeningHours,
  Pick,
  type StockMove,
  Store,
  StoreInput,
  stockReasons,
  stores,
} from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message, type Sql } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { complete, pickLine, start, substitute } from './domain/pick.ts'
import { moveStock } from './moves.ts'
import { changePick, pickCompleted, pickStarted, reserveSubstitute } from './picking.ts'
import { getPick, listPicks } from './store/picks.ts'
import { levelsOf, scanLevels } from './store/stock.ts'
import { changeStore, putStore } from './store/stores.ts'

const route = routesOf<StoresContext>()
const pickers = ['picker', 'manager', 'admin'] as const
const staff = ['picker', 'manager', 'support', 'admin'] as const

const ofPick = Type.Object({ id: PickId })
const pickProblems = ['stores/pick-not-found', 'stores/pick-taken', 'stores/pick-wrong-state'] as const

/** A pick of a store where the actor works. Another's is as unknown as one that does not exist. */
async function ownPick({ db }: StoresContext, actor: Actor, id: string): Promise<Pick> {
  const pick = await getPick(db.sql, id)
  if (!pick || !worksAt(actor, pick.storeId)) throw stores('stores/pick-not-found')
  return pick
}

const mustWorkAt = (actor: Actor, storeId: string) => {
  if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
}

const StockItem = Type.Object({
  ...Level.properties,
  bin: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  brand: Type.String(),
  pack: Type.String(),
  image: Type.String(),
  price: ProductCard.properties.price,
})

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
  route(
    {
      method: 'GET',
      path: '/v1/store/picks',
      summary: 'The picking queue, most urgent first; or what is done, newest first',
      access: staff,
      query: Type.Object({ store: Type.Optional(StoreId), done: Type.Optional(Type.Boolean()), ...Paging }),
      answer: Page(Pick),
      problems: ['stores/not-your-store'],
    },
    async ({ query: { store, done = false, limit = 20, cursor }, actor }, { db }) => {
      if (store) mustWorkAt(actor, store)
      const everywhere = hasRole(actor, 'admin', 'support')
      const storeIds = store ? [store] : everywhere ? null : actor.storeIds
      const after = cursor ? (decodeCursor(cursor, ['instant', 'text']) as [string, string]) : undefined
      const list = (sql: Sql) => listPicks(sql, { storeIds, done, limit: limit + 1, ...(after ? { after } : {}) })
      // The past beyond its first page.
      const picks = done && after ? await db.read(list) : await list(db.sql)
      const items = picks.slice(0, limit)
      const last = items.at(-1)
      const next =
        picks.length > limit && last ? encodeCursor([done ? last.completedAt! : last.promisedAt, last.id]) : null
      return { items, next }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/store/picks/:id',
      summary: 'One picking task',
      access: staff,
      params: ofPick,
      answer: Pick,
      problems: ['stores/pick-not-found'],
    },
    ({ params, actor }, context) => ownPick(context, actor, params.id),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/start',
      summary: 'Take a picking task',
      access: pickers,
      params: ofPick,
      answer: Pick,
      problems: pickProblems,
    },
    async ({ params, actor }, context) => {
      await ownPick(context, actor, params.id)
      const at = new Date(context.clock.now()).toISOString()
      return changePick(context, params.id, (pick) => start(pick, actor.userId, at), pickStarted)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/line',
      summary: 'Note what was found of a line; fewer than ordered means the rest is short',
      access: pickers,
      params: ofPick,
      body: Type.Object(
        { productId: ProductId, picked: Type.Integer({ minimum: 0, maximum: 1_000 }) },
        { additionalProperties: false },
      ),
      answer: Pick,
      problems: [...pickProblems, 'stores/line-not-in-pick', 'stores/quantity-not-possible'],
    },
    async ({ params, body, actor }, context) => {
      await ownPick(context, actor, params.id)
      return changePick(context, params.id, (pick) => pickLine(pick, actor.userId, body))
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/substitute',
      summary: 'Put another product in for what is short of a line',
      access: pickers,
      params: ofPick,
      body: Type.Object(
        { productId: ProductId, byProductId: ProductId, quantity: Type.Integer({ minimum: 1, maximum: 1_000 }) },
        { additionalProperties: false },
      ),
      answer: Pick,
      problems: [
        ...pickProblems,
        'stores/line-not-in-pick',
        'stores/quantity-not-possible',
        'stores/product-not-stocked',
      ],
    },
    async ({ params, body, actor }, context) => {
      const { storeId } = await ownPick(context, actor, params.id)
      const { listings } = await context.call(GetListings, { storeId, productIds: [body.byProductId] })
      const by = listings[0]
      if (!by) throw stores('stores/product-not-stocked')
      return changePick(
        context,
        params.id,
        (pick) => substitute(pick, actor.userId, { productId: body.productId, by, quantity: body.quantity }),
        reserveSubstitute(body.byProductId, body.quantity),
      )
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/complete',
      summary: 'Close the bags: the order is packed',
      access: pickers,
      params: ofPick,
      body: Type.Object({ bags: Type.Integer({ minimum: 1, maximum: 50 }) }, { additionalProperties: false }),
      answer: Pick,
      problems: [...pickProblems, 'stores/pick-incomplete'],
    },
    async ({ params, body, actor }, context) => {
      await ownPick(context, actor, params.id)
      const at = new Date(context.clock.now()).toISOString()
      return changePick(
        context,
        params.id,
        (pick) => complete(pick, actor.userId, { bags: body.bags, at }),
        pickCompleted,
      )
    },
  ),
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
        return { items: listings.flatMap((each) => itemOf(levels.get(each.productId), each)), next: null }
      }
      const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
      const page = await scanLevels(db.sql, { storeId, limit: limit + 1, ...(after ? { after } : {}) })
      const levels = page.slice(0, limit)
      const { listings } = await call(GetListings, { storeId, productIds: levels.map((level) => level.productId) })
      const names = new Map(listings.map((each) => [each.productId, each]))
      const items = levels.flatMap((level) => itemOf(level, names.get(level.productId)))
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
      problems: ['stores/not-found', 'stores/not-your-store'],
    },
    async ({ params, body, actor }, { db, directory }) => {
      mustWorkAt(actor, params.id)
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

type Item = import('typebox').Static<typeof StockItem>

/** A row of the stock list; none when either side does not know the product. */
function itemOf(
  level: (Level & { bin?: string | null }) | undefined,
  listing:
    | { productId: string; name: string; brand: string; pack: string; image: string; price: Item['price'] }
    | undefined,
): Item[] {
  if (!listing) return []
  const { productId, name, brand, pack, image, price } = listing
  const { onHand = 0, reserved = 0, available = 0, bin = null } = level ?? {}
  return [{ productId, onHand, reserved, available, bin, name, brand, pack, image, price }]
}
