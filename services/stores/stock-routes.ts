import Type, { type Static } from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { FindByCode, FindProducts, GetListings } from '../../contracts/catalogue.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { ProductId, StoreId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import { LocalDate } from '../../contracts/slots.ts'
import { Level, Movement, StockMove, stockReasons, stores } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { localDate } from './domain/hours.ts'
import { shelfLifeFault } from './domain/stock.ts'
import { moveStock } from './moves.ts'
import { receiveAll } from './receipts.ts'
import { StockItem, stockItem } from './stock-item.ts'
import { changePlace, movements, shelf, stockFilters } from './store/shelf.ts'
import { beginBatch, levelsOf } from './store/stock.ts'

const route = routesOf<StoresContext>()
const staff = ['picker', 'manager', 'support', 'admin'] as const
const managers = ['manager', 'admin'] as const

const mustWorkAt = (actor: Actor, storeId: string) => {
  if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
}

const { batch, supplier, expiresOn, cost } = StockMove.properties
const moveBody = {
  storeId: StoreId,
  productId: ProductId,
  quantity: Type.Integer({ minimum: 0, maximum: 100_000 }),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
  bin: Type.Optional(Type.String({ maxLength: 20 })),
}
const closed = { additionalProperties: false }
const bodies = {
  receive: Type.Object({ ...moveBody, supplier, batch, expiresOn, cost }, closed),
  count: Type.Object(moveBody, closed),
  waste: Type.Object(moveBody, closed),
}
const summaries = {
  receive: 'Take delivered goods in; with a date, those that go off first leave first',
  count: 'Set what is on the shelf',
  waste: 'Write goods off',
}
type MoveBody = Static<(typeof bodies)['receive']>

const moveRoutes = stockReasons.map((kind) =>
  route(
    {
      method: 'POST',
      path: `/v1/store/stock/${kind}`,
      summary: summaries[kind],
      access: managers,
      headers: Type.Object({
        /** The same key again changes nothing: for a net that loses answers. */
        'idempotency-key': Type.Optional(Type.String({ minLength: 8, maxLength: 80 })),
      }),
      body: bodies[kind],
      answer: Level,
      problems: [
        'stores/not-your-store',
        'stores/stock-below-reserved',
        'stores/not-found',
        'stores/shelf-life-too-short',
      ],
    },
    async ({ body, headers, actor }, { db, directory, clock }) => {
      const move = body as MoveBody
      mustWorkAt(actor, move.storeId)
      const { timeZone } = await directory.get(move.storeId)
      const key = headers['idempotency-key']
      return db.begin(async (tx) => {
        const now = async () => (await levelsOf(tx, move.storeId, [move.productId]))[0]!
        if (typeof key === 'string' && !(await beginBatch(tx, `${actor.userId}:${key}`))) return now()
        if (kind === 'receive' && move.expiresOn) {
          const [known] = await shelf(tx, {
            storeId: move.storeId,
            show: 'all',
            productIds: [move.productId],
            limit: 1,
            now: new Date(clock.now()),
          })
          const today = localDate(clock.now(), timeZone)
          if (shelfLifeFault(move.expiresOn, today, known?.minShelfDays)) throw stores('stores/shelf-life-too-short')
        }
        const messages = await moveStock(tx, [{ ...move, kind }], actor.userId)
        const audit = message(StaffActed, move.productId, {
          actor: actor.userId,
          action: `stores.stock_${kind}`,
          subject: `${move.storeId}/${move.productId}`,
          ...(move.reason ? { reason: move.reason } : {}),
          details: { quantity: move.quantity },
        })
        await db.publish(tx, ...messages, audit)
        return now()
      })
    },
  ),
)

export const ReceiptLine = Type.Object(
  {
    /** SKU or barcode. */
    code: Type.String({ minLength: 1, maxLength: 80 }),
    quantity: Type.Integer({ minimum: 1, maximum: 100_000 }),
    batch,
    expiresOn,
    cost,
    bin: moveBody.bin,
  },
  closed,
)

const lineProblems = ['unknown-code', 'listed-twice', 'shelf-life-too-short'] as const
export const ReceiptResult = Type.Object({
  /** Whether the goods are on the shelf now: never while a line has a problem. */
  received: Type.Boolean(),
  lines: Type.Array(
    Type.Object({
      code: Type.String(),
      quantity: Type.Integer(),
      productId: Type.Optional(ProductId),
      name: Type.Optional(Type.String()),
      pack: Type.Optional(Type.String()),
      expiresOn: Type.Optional(LocalDate),
      problem: Type.Optional(Type.Enum([...lineProblems])),
    }),
  ),
})
export type ReceiptResult = Static<typeof ReceiptResult>

export const stockRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/store/stock',
      summary: 'What a store has: all of it, what needs somebody, one product, or by search, SKU or barcode',
      priority: 'cart',
      access: staff,
      query: Type.Object({
        store: StoreId,
        q: Type.Optional(Type.String({ maxLength: 200 })),
        show: Type.Optional(Type.Enum([...stockFilters])),
        /** This one only, whatever `q` is. */
        product: Type.Optional(ProductId),
        ...Paging,
      }),
      answer: Page(StockItem),
      problems: ['stores/not-your-store'],
    },
    async ({ query, actor }, { db, call, clock }) => {
      const { store: storeId, q, show = 'all', product, limit = 20, cursor } = query
      mustWorkAt(actor, storeId)
      const now = new Date(clock.now())
      if (product || q) {
        const coded = product
          ? [product]
          : (await call(FindByCode, { codes: [q!.trim().slice(0, 80)] })).products.map((each) => each.productId)
        const { listings } =
          coded.length > 0
            ? await call(GetListings, { storeId, productIds: coded })
            : await call(FindProducts, { storeId, q: q!, limit })
        const productIds = listings.map((each) => each.productId)
        const levels = new Map(
          (await shelf(db.sql, { storeId, show, productIds, limit: 200, now })).map((each) => [each.productId, each]),
        )
        const shown = show === 'all' ? listings : listings.filter((each) => levels.has(each.productId))
        return { items: shown.flatMap((each) => stockItem(levels.get(each.productId), each)), next: null }
      }
      const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
      const page = await shelf(db.sql, { storeId, show, limit: limit + 1, now, ...(after ? { after } : {}) })
      const levels = page.slice(0, limit)
      const { listings } = await call(GetListings, { storeId, productIds: levels.map((level) => level.productId) })
      const names = new Map(listings.map((each) => [each.productId, each]))
      const items = levels.flatMap((level) => stockItem(level, names.get(level.productId)))
      return { items, next: page.length > limit ? encodeCursor([levels.at(-1)!.productId]) : null }
    },
  ),
  ...moveRoutes,
  route(
    {
      method: 'POST',
      path: '/v1/store/stock/receipts',
      summary: 'Take a whole delivery in, all lines or none; `preview` only tells what would become of it',
      access: managers,
      bodyLimit: 256 * 1024,
      body: Type.Object(
        {
          storeId: StoreId,
          /** Of the delivery note: the same lines again change nothing and get the same answer, others are refused. */
          reference: Type.String({ minLength: 1, maxLength: 80 }),
          supplier,
          preview: Type.Optional(Type.Boolean()),
          lines: Type.Array(ReceiptLine, { minItems: 1, maxItems: 500 }),
        },
        closed,
      ),
      answer: ReceiptResult,
      problems: ['stores/not-your-store', 'stores/not-found', 'stores/receipt-differs'],
    },
    async ({ body, actor }, context) => {
      mustWorkAt(actor, body.storeId)
      return receiveAll(context, actor.userId, body)
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/store/stock/:productId',
      summary: 'Say where a product stands, when it is low, and how long it must be good for; null forgets it',
      access: managers,
      params: Type.Object({ productId: ProductId }),
      body: Type.Object(
        {
          storeId: StoreId,
          bin: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 20 }), Type.Null()])),
          lowAt: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 100_000 }), Type.Null()])),
          minShelfDays: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 3_650 }), Type.Null()])),
        },
        closed,
      ),
      answer: Type.Object({ productId: ProductId }),
      problems: ['stores/not-your-store', 'stores/product-not-stocked'],
    },
    async ({ params: { productId }, body: { storeId, ...change }, actor }, { db }) => {
      mustWorkAt(actor, storeId)
      await db.begin(async (tx) => {
        if (!(await changePlace(tx, storeId, productId, change))) throw stores('stores/product-not-stocked')
        const about = { actor: actor.userId, action: 'stores.stock_placed', subject: `${storeId}/${productId}` }
        await db.publish(tx, message(StaffActed, productId, { ...about, details: change }))
      })
      return { productId }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/store/stock/:productId/movements',
      summary: 'Everything that changed what is on the shelf of a product, newest first',
      priority: 'cart',
      access: staff,
      params: Type.Object({ productId: ProductId }),
      query: Type.Object({ store: StoreId, ...Paging }),
      answer: Page(Movement),
      problems: ['stores/not-your-store'],
    },
    async ({ params: { productId }, query: { store, limit = 20, cursor }, actor }, { db, names }) => {
      mustWorkAt(actor, store)
      const before = cursor ? Number(decodeCursor(cursor, ['number'])[0]) : undefined
      const wish = { storeId: store, productId, limit: limit + 1, ...(before === undefined ? {} : { before }) }
      const rows = await db.read((sql) => movements(sql, wish))
      const items = rows.slice(0, limit)
      const people = await names.of(items.map(({ actor: who }) => who).filter((who) => who.startsWith('usr_')))
      return {
        items: items.map((each) => {
          const actorName = people.get(each.actor)
          return actorName ? { ...each, actorName } : each
        }),
        next: rows.length > limit ? encodeCursor([items.at(-1)!.id]) : null,
      }
    },
  ),
]
