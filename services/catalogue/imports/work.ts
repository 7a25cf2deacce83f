import { StaffActed } from '../../../contracts/audit.ts'
import type { ProductInput } from '../../../contracts/catalogue.ts'
import { ListStores } from '../../../contracts/stores.ts'
import { message } from '../../../kit/sql.ts'
import type { CatalogueContext } from '../context.ts'
import { productIdOf, toAdminProduct } from '../domain/product.ts'
import { putProducts } from '../put.ts'
import {
  type BatchRow,
  batchOf,
  endBatch,
  type Finding,
  giveBackImport,
  type TakenImport,
  takeImport,
} from '../store/imports.ts'
import { getProducts } from '../store.ts'
import { changeTerms, type TermsChange } from '../terms.ts'
import { comparePrice, type PriceTarget, samePrice } from './prices.ts'
import { type Compared, compareProduct } from './products.ts'
import { quoted, refused } from './refused.ts'
import { applyStock, checkStock, type PlacedRow } from './stock.ts'
import { splitByStore } from './stores.ts'

const batchMax = 500
const leaseMs = 60_000
const pauseMs = 5_000

/**
 * The next batch of an import that is under way. What a batch does may be done twice, when a process dies between the deed
 * and the note of it, with the same outcome: products and prices are put as they shall be, stock moves have an id.
 * @returns whether there may be more at once
 */
export async function workOn(context: CatalogueContext): Promise<boolean> {
  const { db, clock, log } = context
  const taken = await takeImport(db.sql, clock.now(), leaseMs)
  if (!taken) return false
  const rows = await batchOf(db.sql, taken.id, taken.done + 1, batchMax)
  try {
    const findings = rows.length === 0 ? [] : await deeds[taken.state](context, taken, rows)
    const last = rows.length < batchMax
    const end = { checking: 'checked', applying: 'applied', undoing: 'undone' } as const
    await db.begin(async (tx) => {
      // Rows count from 2, as the spreadsheet does; `done` is how many are done.
      const done = rows.at(-1) ? rows.at(-1)!.row - 1 : taken.done
      const kept = await endBatch(tx, taken, findings, {
        done,
        nowMs: clock.now(),
        ...(last ? { state: end[taken.state] } : {}),
      })
      if (kept && last && taken.state !== 'checking')
        await db.publish(
          tx,
          message(StaffActed, taken.id, {
            actor: taken.createdBy,
            action: `catalogue.import_${end[taken.state]}`,
            subject: taken.id,
            details: { kind: taken.kind },
          }),
        )
    })
    return true
  } catch (error) {
    log.warn({ error, importId: taken.id }, 'a batch of an import failed; it is tried again')
    await giveBackImport(db.sql, taken, clock.now() + pauseMs)
    return false
  }
}

type Deed = (context: CatalogueContext, taken: TakenImport, rows: readonly BatchRow[]) => Promise<Finding[]>

const open = (row: BatchRow): boolean => !row.applied && (row.verdict === 'added' || row.verdict === 'changed')
const changedSince = refused('catalogue/changed-since', 'price-changed', 'It was changed meanwhile')

const unknownStore = (store: string | undefined) =>
  refused('stores/not-found', 'unknown-store', `There is no store ${store}, or it is not yours`, {
    name: quoted(store),
  })
const unknownSku = (sku: string) =>
  refused('catalogue/product-not-found', 'unknown-sku', `There is no product ${sku}`, { sku: quoted(sku) })

/** Why a row may not be of all stores; undefined where it may. */
function noStore({ kind, storeIds }: TakenImport) {
  if (kind === 'stock') return refused('stores/not-found', 'store-missing', 'The store is missing')
  if (storeIds === null) return undefined
  return refused('stores/not-found', 'all-stores', 'Only an admin sets prices for all stores: name yours')
}

async function storesByCode({ call }: CatalogueContext, taken: TakenImport): Promise<Map<string, string>> {
  const { stores } = await call(ListStores, {})
  const mine = stores.filter(({ id }) => taken.storeIds === null || taken.storeIds.includes(id))
  return new Map(mine.flatMap(({ id, code }) => [[code.toLowerCase(), id] as const, [id, id] as const]))
}

const everywhere = (store: string | undefined): boolean => !store || store === '*'

async function knownProducts({ documents, assortment }: CatalogueContext, rows: readonly BatchRow[]) {
  const found = await getProducts(
    documents,
    rows.map(({ cells }) => productIdOf(cells.sku ?? '')),
  )
  return new Map(
    found.map((each) => [
      each.body.sku,
      toAdminProduct(each, assortment.category(each.body.categoryId)?.body.path ?? []),
    ]),
  )
}

/** A price as it is now, in paise. @param storeId null for the product's own */
function priceNow({ assortment }: CatalogueContext, storeId: string | null, productId: string) {
  const product = assortment.get(productId)
  if (!product) return undefined
  const label = `${product.brand} ${product.name}`.trim()
  const terms =
    storeId === null ? { price: product.price, mrp: product.mrp, own: true } : assortment.termsIn(storeId, product)
  return { storeId, productId, label, price: terms.price, mrp: terms.mrp, own: terms.own }
}

const note = (row: BatchRow, compared: Compared): Finding => ({ row: row.row, ...compared })

const check: Deed = async (context, taken, rows) => {
  const wanted = rows.filter((row) => row.verdict === null)
  if (taken.kind === 'products') {
    const known = await knownProducts(context, wanted)
    return wanted.map((row) => {
      const { input: _, ...compared } = compareProduct(row.cells, known.get(row.cells.sku ?? '')) as Compared & {
        input?: ProductInput
      }
      return note(row, compared)
    })
  }
  const stores = await storesByCode(context, taken)
  const placed = wanted.map((row): PlacedRow => {
    const { store, sku = '' } = row.cells
    const storeId = everywhere(store) ? null : stores.get(store!.toLowerCase())
    const known = storeId === undefined ? undefined : priceNow(context, storeId, productIdOf(sku))
    const fault = storeId === undefined ? unknownStore(store) : storeId === null ? noStore(taken) : undefined
    if (fault) return { row, fault }
    return known ? { row, known } : { row, fault: unknownSku(sku) }
  })
  if (taken.kind === 'prices')
    return placed.map(({ row, ...rest }) =>
      note(row, 'fault' in rest ? rest.fault : comparePrice(row.cells, rest.known)),
    )
  return checkStock(context, placed)
}

const apply: Deed = async (context, taken, rows) => {
  if (taken.kind === 'products') return applyProducts(context, rows.filter(open))
  const { still, gone, opened } = splitByStore(rows, await storesByCode(context, taken))
  const done =
    taken.kind === 'stock'
      ? await applyStock(context, taken, still)
      : await setPrices(context, still, (target) => ({ from: target.before, to: target.after, own: true }), true)
  return [...done, ...gone, ...opened]
}

async function applyProducts(context: CatalogueContext, wanted: readonly BatchRow[]): Promise<Finding[]> {
  if (wanted.length === 0) return []
  const known = await knownProducts(context, wanted)
  const made = wanted.map((row) => ({ row, ...compareProduct(row.cells, known.get(row.cells.sku ?? '')) }))
  const good = made.flatMap(({ input }) => input ?? [])
  if (good.length > 0) await putProducts(context, good)
  return made.map((each) =>
    each.verdict === 'refused'
      ? { row: each.row.row, verdict: each.verdict, code: each.code, message: each.message, details: each.details }
      : { row: each.row.row, applied: true },
  )
}

const undo: Deed = async (context, taken, rows) => {
  const { still, gone } = splitByStore(
    rows.filter((row) => row.applied),
    await storesByCode(context, taken),
    (row) => row.applied,
  )
  const back = await setPrices(
    context,
    still,
    (target) => ({ from: target.after, to: target.before, own: target.before.own }),
    false,
  )
  return [...back, ...gone.map(({ verdict: _, ...told }) => told)]
}

/** Sets prices that are still as they were seen, or are already as they shall be; the others were changed by somebody else. */
async function setPrices(
  context: CatalogueContext,
  rows: readonly BatchRow[],
  wish: (target: PriceTarget) => { from: PriceTarget['after']; to: PriceTarget['after']; own: boolean },
  applied: boolean,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const byStore = new Map<string | null, TermsChange[]>()
  for (const { row, target: kept } of rows) {
    const target = kept as PriceTarget
    const { from, to, own } = wish(target)
    const now = priceNow(context, target.storeId, target.productId)
    if (!now || !(samePrice(now, from) || samePrice(now, to))) {
      const { verdict, ...told } = changedSince
      findings.push(applied ? { row, verdict, ...told } : { row, ...told })
      continue
    }
    const terms = own ? { price: to.price, mrp: to.mrp } : null
    byStore.set(target.storeId, [...(byStore.get(target.storeId) ?? []), { productId: target.productId, terms }])
    findings.push({ row, applied })
  }
  for (const [storeId, changes] of byStore)
    if (storeId === null) await setOwnPrices(context, changes)
    else await changeTerms(context, storeId, changes)
  return findings
}

async function setOwnPrices(context: CatalogueContext, changes: readonly TermsChange[]): Promise<void> {
  const wanted = new Map(changes.map((each) => [each.productId, each.terms!]))
  const found = await getProducts(context.documents, [...wanted.keys()])
  const inputs = found.map((each): ProductInput => {
    const path = context.assortment.category(each.body.categoryId)?.body.path ?? []
    const {
      id: _,
      categoryId: __,
      active: ___,
      storeIds: ____,
      version: _____,
      ...product
    } = toAdminProduct(each, path)
    const { price, mrp } = wanted.get(each.id)!
    return { ...product, price: { ...product.price, amount: price }, mrp: { ...product.mrp, amount: mrp } }
  })
  // Where it is sold stays: naming no new store adds none.
  for (const [stores, some] of Map.groupBy(
    inputs,
    (input) => found.find((each) => each.body.sku === input.sku)!.body.storeIds,
  ))
    await putProducts(context, some, stores === null ? {} : { storeIds: stores })
}

const deeds: Record<TakenImport['state'], Deed> = { checking: check, applying: apply, undoing: undo }
