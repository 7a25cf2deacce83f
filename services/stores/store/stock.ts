import { type Movement, StockChanged, type StockCount } from '../../../contracts/stores.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { Message, Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import { message, pastDeadlocks } from '../../../kit/sql.ts'
import { sumByProduct, visible } from '../domain/stock.ts'
import { settleLots } from './lots.ts'
import type { Level, OutputOfReserve } from './types.ts'

interface LevelRow {
  product_id: string
  on_hand: number
  reserved: number
  bin: string | null
}

const toLevel = (row: LevelRow): Level => ({
  productId: row.product_id,
  onHand: row.on_hand,
  reserved: row.reserved,
  available: row.on_hand - row.reserved,
})

export const levelsOf = async (sql: SqlOrTx, storeId: string, productIds: readonly string[]): Promise<Level[]> =>
  (
    await sql<LevelRow[]>`
      select product_id, on_hand, reserved, bin from stores.stock
      where store_id = ${storeId} and product_id = any(${productIds as string[]})`
  ).map(toLevel)

/** The same in several stores, by store. */
export async function levelsAcross(
  sql: Sql,
  storeIds: readonly string[],
  productIds: readonly string[],
): Promise<{ storeId: string; levels: Level[] }[]> {
  const rows = await sql<(LevelRow & { store_id: string })[]>`
    select store_id, product_id, on_hand, reserved, bin from stores.stock
    where store_id = any(${storeIds as string[]}) and product_id = any(${productIds as string[]})`
  return [...Map.groupBy(rows, (row) => row.store_id)].map(([storeId, own]) => ({ storeId, levels: own.map(toLevel) }))
}

/** A page of all levels of a store, by product id. */
export const scanLevels = async (
  sql: Sql,
  { storeId, after, limit }: { storeId: string; after?: string; limit: number },
): Promise<(Level & { bin: string | null })[]> =>
  (
    await sql<LevelRow[]>`
      select product_id, on_hand, reserved, bin from stores.stock
      where store_id = ${storeId} and product_id > ${after ?? ''} order by product_id limit ${limit}`
  ).map((row) => ({ ...toLevel(row), bin: row.bin }))

export const binsOf = async (
  tx: Tx,
  storeId: string,
  productIds: readonly string[],
): Promise<Map<string, string | null>> => {
  const rows = await tx<LevelRow[]>`
    select product_id, bin from stores.stock where store_id = ${storeId} and product_id = any(${productIds as string[]})`
  return new Map(rows.map((row) => [row.product_id, row.bin]))
}

/** The hot path: one round trip, one commit, events included. The rule is `findShortages`. */
export async function reserve(
  sql: SqlOrTx,
  wish: {
    orderId: string
    storeId: string
    lines: readonly { productId: string; quantity: number }[]
    expiresAtMs: number
    trace?: string
  },
): Promise<OutputOfReserve | { kind: 'other' }> {
  const wanted = [...sumByProduct(wish.lines)].sort(([one], [other]) => (one < other ? -1 : 1))
  // Cancelled orders lock what they give back one order after the other, not in the order of products.
  const [row] = await pastDeadlocks(
    () => sql<{ answer: OutputOfReserve | { kind: 'other' } }[]>`
    select stores.reserve(${wish.orderId}, ${wish.storeId}, ${wanted.map(([productId]) => productId)}::text[],
      ${wanted.map(([, quantity]) => quantity)}::int[], ${sql.json(wish.lines as never)},
      ${new Date(wish.expiresAtMs)}, ${wish.trace ?? null}) as answer`,
  )
  const answer = row!.answer
  if (answer.kind === 'reserved') return { kind: 'reserved', expiresAt: toTimestamp(Date.parse(answer.expiresAt)) }
  return answer
}

/** Locks in product order, like everything that changes stock, so that nobody deadlocks. */
export const lockLevels = async (tx: Tx, storeId: string, productIds: readonly string[]): Promise<Level[]> =>
  (
    await tx<LevelRow[]>`
      select product_id, on_hand, reserved, bin from stores.stock
      where store_id = ${storeId} and product_id = any(${productIds as string[]}) order by product_id for update`
  ).map(toLevel)

export interface LevelChange {
  readonly productId: string
  readonly onHand: number
  readonly reserved: number
  /** For the ledger of moves. A change of `reserved` only is not a move. */
  readonly move?: { kind: Movement['kind']; reason?: string; details?: Movement['details'] }
  readonly bin?: string
}

/**
 * Writes levels that were decided under `lockLevels`, with their moves, and returns the events that shoppers notice.
 * `before` is what was locked; products that were not there yet are added.
 */
export async function writeLevels(
  tx: Tx,
  storeId: string,
  before: readonly Level[],
  changes: readonly LevelChange[],
  by: { actor: string; orderId?: string },
): Promise<Message[]> {
  if (changes.length === 0) return []
  const known = new Map(before.map((level) => [level.productId, level]))
  const rows = changes.map((each) => ({
    product_id: each.productId,
    on_hand: each.onHand,
    reserved: each.reserved,
    bin: each.bin ?? null,
    kind: each.move?.kind ?? null,
    reason: each.move?.reason ?? null,
    details: each.move?.details ?? null,
    delta: each.onHand - (known.get(each.productId)?.onHand ?? 0),
  }))
  const written = tx`
    with c as (select * from jsonb_to_recordset(${tx.json(rows as never)}) as c(
      product_id text, on_hand int, reserved int, bin text, kind text, reason text, details jsonb, delta int)),
    moved as (
      insert into stores.moves (store_id, product_id, kind, delta, on_hand, reason, details, actor, order_id)
      select ${storeId}, product_id, kind, delta, on_hand, reason, details, ${by.actor}, ${by.orderId ?? null} from c where kind is not null)
    insert into stores.stock (store_id, product_id, on_hand, reserved, bin)
    select ${storeId}, product_id, on_hand, reserved, bin from c
    on conflict (store_id, product_id) do update
      set on_hand = excluded.on_hand, reserved = excluded.reserved, bin = coalesce(excluded.bin, stores.stock.bin)`
  const fewer = rows.filter((row) => row.delta < 0).map((row) => row.product_id)
  // Both are sent at once, and carried out in this order.
  await Promise.all([written, ...(fewer.length > 0 ? [settleLots(tx, storeId, fewer)] : [])])
  return changes
    .filter((each) => {
      const level = known.get(each.productId)
      return !level || visible(level.available) !== visible(each.onHand - each.reserved)
    })
    .map((each) =>
      message(StockChanged, storeId + each.productId, {
        storeId,
        productId: each.productId,
        available: each.onHand - each.reserved,
      }),
    )
}

/** What is on shelves and the last move of each, as of one instant. */
export const shelvesOf = (sql: SqlOrTx, storeId: string, productIds: readonly string[]) => sql<
  { productId: string; onHand: number; moveId: number }[]
>`
  select s.product_id as "productId", s.on_hand as "onHand",
    coalesce((select max(id) from stores.moves m where m.store_id = s.store_id and m.product_id = s.product_id), 0) as "moveId"
  from stores.stock s where s.store_id = ${storeId} and s.product_id = any(${productIds as string[]})`

/** The moves of products since each was seen. Look with their levels locked. */
export async function movedSince(
  tx: Tx,
  storeId: string,
  seen: readonly Pick<StockCount, 'productId' | 'seen'>[],
): Promise<Map<string, Pick<Movement, 'kind' | 'delta'>[]>> {
  const rows = await tx<{ product_id: string; kind: Movement['kind']; delta: number }[]>`
    select m.product_id, m.kind, m.delta
    from unnest(${seen.map(({ productId }) => productId)}::text[], ${seen.map((each) => each.seen.moveId)}::bigint[]) s (product_id, move_id)
    join stores.moves m on m.store_id = ${storeId} and m.product_id = s.product_id and m.id > s.move_id`
  return Map.groupBy(rows, (row) => row.product_id)
}

/** What a batch was answered, for who asks again; null for a new one. */
export async function answerOfBatch<T>(sql: SqlOrTx, id: string): Promise<T | null> {
  const [row] = await sql<{ answer: T | null }[]>`select answer from stores.batches where id = ${id}`
  return row?.answer ?? null
}

export const keepAnswer = (tx: Tx, id: string, answer: unknown) =>
  tx`update stores.batches set answer = ${tx.json(answer as never)} where id = ${id}`

/** @returns whether this batch is new */
export const beginBatch = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx`insert into stores.batches (id) values (${id}) on conflict do nothing`).count === 1

const forgetMax = 10_000

/** @returns whether there may be more */
export async function forgetBatches(sql: Sql, before: Date): Promise<boolean> {
  const gone = await sql`
    delete from stores.batches where id in (select id from stores.batches where at < ${before} limit ${forgetMax})`
  return gone.count === forgetMax
}
