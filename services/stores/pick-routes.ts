import Type from 'typebox'
import { FindSimilar, GetListings } from '../../contracts/catalogue.ts'
import { FindRiders } from '../../contracts/deliveries.ts'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { newId, PickId, ProductId, StoreId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import { Handover, Pick, shortReasons, stores, ZoneBags } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { routesOf } from '../../kit/routes.ts'
import type { Sql } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { complete, giveUp, handOver, pickLine, start, substitute, withdrawSubstitute } from './domain/pick.ts'
import { changePick, pickCompleted, pickStarted, releaseSubstitute, reserveSubstitute } from './picking.ts'
import { StockItem, stockItem } from './stock-item.ts'
import { firstDates } from './store/lots.ts'
import { getPick, listPicks, listToHandOver } from './store/picks.ts'
import { levelsOf } from './store/stock.ts'

const route = routesOf<StoresContext>()
const pickers = ['picker', 'manager', 'admin'] as const
const staff = ['picker', 'manager', 'support', 'admin'] as const

const ofPick = Type.Object({ id: PickId })
const pickProblems = ['stores/pick-not-found', 'stores/pick-taken', 'stores/pick-wrong-state'] as const
const suggestionsMax = 8
const handoversMax = 100

/** A pick of a store where the actor works. Another's is as unknown as one that does not exist. */
async function ownPick({ db }: StoresContext, actor: Actor, id: string): Promise<Pick> {
  const pick = await getPick(db.sql, id)
  if (!pick || !worksAt(actor, pick.storeId)) throw stores('stores/pick-not-found')
  return pick
}

const now = ({ clock }: StoresContext) => new Date(clock.now()).toISOString()

/** What the catalogue knows of a pick's lines; a pick can be worked on without. */
async function sheetOf({ call, db, log }: StoresContext, pick: Pick) {
  try {
    const productIds = pick.lines.map((line) => line.productId)
    const [{ listings }, dates] = await Promise.all([
      call(GetListings, { storeId: pick.storeId, productIds }),
      firstDates(db.sql, pick.storeId, productIds),
    ])
    return new Map(
      listings.map(({ productId, zone, barcodes }) => [productId, { zone, barcodes, expiresOn: dates.get(productId) }]),
    )
  } catch (error) {
    log.warn({ error, pick: pick.id }, 'a pick begins without barcodes and zones')
    return undefined
  }
}

async function named({ names }: StoresContext, picks: readonly Pick[]): Promise<Pick[]> {
  const known = await names.of(picks.flatMap((pick) => pick.pickerId ?? []))
  return picks.map((pick) => {
    const pickerName = pick.pickerId ? known.get(pick.pickerId) : undefined
    return pickerName ? { ...pick, pickerName } : pick
  })
}

export const pickRoutes = [
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
    async ({ query: { store, done = false, limit = 20, cursor }, actor }, context) => {
      const { db } = context
      if (store && !worksAt(actor, store)) throw stores('stores/not-your-store')
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
      return { items: await named(context, items), next }
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
    async ({ params, actor }, context) => (await named(context, [await ownPick(context, actor, params.id)]))[0]!,
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/start',
      summary: 'Take a picking task; its lines come in the order of the way through the store',
      access: pickers,
      params: ofPick,
      answer: Pick,
      problems: pickProblems,
    },
    async ({ params, actor }, context) => {
      const known = await ownPick(context, actor, params.id)
      const sheet = known.state === 'queued' ? await sheetOf(context, known) : undefined
      return changePick(context, params.id, (pick) => start(pick, actor.userId, now(context), sheet), pickStarted)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/release',
      summary: 'Put a picking task back into the queue; managers may do so with anybody’s',
      access: pickers,
      params: ofPick,
      answer: Pick,
      problems: pickProblems,
    },
    async ({ params, actor }, context) => {
      await ownPick(context, actor, params.id)
      const mayForOthers = hasRole(actor, 'manager', 'admin')
      return changePick(context, params.id, (pick) => giveUp(pick, actor.userId, mayForOthers))
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/line',
      summary: 'Note what was found of a line; fewer than ordered means the rest is short; null undoes it',
      access: pickers,
      params: ofPick,
      body: Type.Object(
        {
          productId: ProductId,
          picked: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000 }), Type.Null()]),
          reason: Type.Optional(Type.Enum([...shortReasons])),
        },
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
      method: 'GET',
      path: '/v1/store/picks/:id/suggestions',
      summary: 'What may be put in for a line that is short: alike, in stock, the nearest in price first',
      access: pickers,
      params: ofPick,
      query: Type.Object({ productId: ProductId }),
      answer: Type.Object({ items: Type.Array(StockItem) }),
      problems: ['stores/pick-not-found', 'stores/line-not-in-pick'],
    },
    async ({ params, query, actor }, context) => {
      const { storeId, lines } = await ownPick(context, actor, params.id)
      const line = lines.find((each) => each.productId === query.productId)
      if (!line) throw stores('stores/line-not-in-pick')
      const { listings } = await context.call(FindSimilar, { storeId, productId: query.productId })
      const productIds = listings.map((each) => each.productId)
      const levels = new Map(
        (await levelsOf(context.db.sql, storeId, productIds)).map((level) => [level.productId, level]),
      )
      const inPick = new Set(lines.map((each) => each.productId))
      const away = (price: { amount: number }) => Math.abs(price.amount - line.price.amount)
      const items = listings
        .filter((each) => !inPick.has(each.productId))
        .flatMap((each) => stockItem(levels.get(each.productId), each))
        .filter((item) => item.available > 0)
        .sort((a, b) => away(a.price) - away(b.price))
      return { items: items.slice(0, suggestionsMax) }
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
      const listing = listings[0]
      if (!listing) throw stores('stores/product-not-stocked')
      const { productId, name, nameHi, price, pack, image, barcodes } = listing
      const by = {
        productId,
        name,
        ...(nameHi ? { nameHi } : {}),
        price,
        pack,
        image,
        ...(barcodes ? { barcodes } : {}),
      }
      return changePick(
        context,
        params.id,
        (pick) => {
          const expiresAt = toTimestamp(context.clock.now() + context.config.askS * 1_000)
          const ask = { proposalId: newId('proposal'), expiresAt }
          return substitute(pick, actor.userId, { productId: body.productId, by, quantity: body.quantity, ask })
        },
        reserveSubstitute(body.productId, body.byProductId, body.quantity),
      )
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/withdraw-substitute',
      summary: 'Take what was put in for a line out again',
      access: pickers,
      params: ofPick,
      body: Type.Object({ productId: ProductId }, { additionalProperties: false }),
      answer: Pick,
      problems: [...pickProblems, 'stores/line-not-in-pick'],
    },
    async ({ params, body, actor }, context) => {
      await ownPick(context, actor, params.id)
      return changePick(
        context,
        params.id,
        (pick) => withdrawSubstitute(pick, actor.userId, body.productId),
        releaseSubstitute(body.productId),
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
      body: Type.Object(
        { bags: Type.Integer({ minimum: 1, maximum: 50 }), zoneBags: Type.Optional(ZoneBags) },
        { additionalProperties: false },
      ),
      answer: Pick,
      problems: [...pickProblems, 'stores/pick-incomplete', 'stores/proposal-open', 'stores/bags-do-not-add-up'],
    },
    async ({ params, body, actor }, context) => {
      await ownPick(context, actor, params.id)
      return changePick(
        context,
        params.id,
        (pick) => complete(pick, actor.userId, { ...body, at: now(context) }),
        pickCompleted,
      )
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/store/handovers',
      summary: 'Bags that wait for their riders, longest first, and who comes for them',
      access: pickers,
      query: Type.Object({ store: StoreId }),
      answer: Type.Object({ items: Type.Array(Handover) }),
      problems: ['stores/not-your-store'],
    },
    async ({ query: { store }, actor }, { db, call, log }) => {
      if (!worksAt(actor, store)) throw stores('stores/not-your-store')
      const picks = await listToHandOver(db.sql, store, handoversMax)
      const { riders } = await call(FindRiders, { orderIds: picks.map((pick) => pick.orderId) }).catch((error) => {
        log.warn({ error }, 'bags are shown without their riders')
        return { riders: [] }
      })
      const comes = new Map(riders.map(({ orderId, name, here }) => [orderId, { name, here }]))
      const items = picks.map((pick): Handover => {
        const rider = comes.get(pick.orderId)
        return {
          pickId: pick.id,
          orderId: pick.orderId,
          number: pick.number,
          code: pick.handover ?? '',
          bags: pick.bags ?? 0,
          ...(pick.zoneBags ? { zoneBags: pick.zoneBags } : {}),
          packedAt: pick.completedAt!,
          promisedAt: pick.promisedAt,
          ...(rider ? { rider } : {}),
        }
      })
      return { items }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/picks/:id/handover',
      summary: 'The bags leave with the rider who says their code',
      access: pickers,
      params: ofPick,
      body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 12 }) }, { additionalProperties: false }),
      answer: Pick,
      problems: ['stores/pick-not-found', 'stores/pick-wrong-state', 'stores/wrong-handover-code'],
    },
    async ({ params, body, actor }, context) => {
      await ownPick(context, actor, params.id)
      return changePick(context, params.id, (pick) => handOver(pick, body.code, now(context)))
    },
  ),
]
