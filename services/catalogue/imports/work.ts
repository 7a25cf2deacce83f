import { StaffActed } from '../../../contracts/audit.ts'
import type { ProductInput } from '../../../contracts/catalogue.ts'
import { GetLevels, ListStores, MoveStock } from '../../../contracts/stores.ts'
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
import { type Compared, compareProduct, refused } from './products.ts'

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
const changedSince = {
  verdict: 'refused' as const,
  code: 'catalogue/changed-since',
  message: 'It was changed meanwhile',
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

const check: Deed = async (context, taken, rows) => {
  const wanted = rows.filter((row) => row.verdict === null)
  const note = (row: BatchRow, compared: Compared): Finding => ({ row: row.row, ...compared })
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
  const placed = wanted.map((row) => {
    const { store, sku = '' } = row.cells
    const storeId = everywhere(store) ? null : stores.get(store!.toLowerCase())
    const known = storeId === undefined ? undefined : priceNow(context, storeId, productIdOf(sku))
    if (storeId === undefined)
      return { row, fault: refused('stores/not-found', `There is no store ${store}, or it is not yours`) }
    if (storeId === null && (taken.kind === 'stock' || taken.storeIds !== null))
      return { row, fault: refused('stores/not-found', 'The store is missing') }
    if (!known) return { row, fault: refused('catalogue/product-not-found', `There is no product ${sku}`) }
    return { row, known }
  })
  if (taken.kind === 'prices')
    return placed.map(({ row, known, fault }) => note(row, fault ?? comparePrice(row.cells, known!)))
  const levels = await levelsOf(
    context,
    placed.flatMap(({ known }) => (known ? { storeId: known.storeId!, productId: known.productId } : [])),
  )
  return placed.map(({ row, known, fault }) => {
    if (fault) return note(row, fault)
    const { storeId, productId, label } = known!
    const quantity = /^\d{1,6}$/.test(row.cells.quantity ?? '') ? Number(row.cells.quantity) : undefined
    if (quantity === undefined)
      return note(row, refused('catalogue/bad-product', `quantity is not a whole number: ${row.cells.quantity}`))
    const before = levels.get(`${storeId} ${productId}`)
    const same = before === quantity
    return note(row, {
      verdict: same ? 'unchanged' : before === undefined ? 'added' : 'changed',
      label,
      changes: same
        ? []
        : [{ field: 'quantity', from: before === undefined ? null : String(before), to: String(quantity) }],
      target: { storeId, productId, quantity },
    })
  })
}

/** What is on the shelves, by store and product. */
async function levelsOf({ call }: CatalogueContext, wanted: { storeId: string; productId: string }[]) {
  const found = new Map<string, number>()
  for (const [storeId, all] of Map.groupBy(wanted, (each) => each.storeId)) {
    const { levels } = await call(GetLevels, { storeId, productIds: all.map(({ productId }) => productId) })
    for (const { productId, onHand } of levels) found.set(`${storeId} ${productId}`, onHand)
  }
  return found
}

const apply: Deed = async (context, taken, rows) => {
  const wanted = rows.filter(open)
  if (wanted.length === 0) return []
  if (taken.kind === 'products') {
    const known = await knownProducts(context, wanted)
    const made = wanted.map((row) => ({ row, ...compareProduct(row.cells, known.get(row.cells.sku ?? '')) }))
    const good = made.flatMap(({ input }) => input ?? [])
    if (good.length > 0) await putProducts(context, good)
    return made.map((each) =>
      each.verdict === 'refused'
        ? { row: each.row.row, verdict: 'refused', code: each.code, message: each.message }
        : { row: each.row.row, applied: true },
    )
  }
  if (taken.kind === 'stock') {
    const moves = wanted.map(({ target, cells }) => {
      const { storeId, productId, quantity } = target as { storeId: string; productId: string; quantity: number }
      return { storeId, productId, kind: 'count' as const, quantity, reason: `import ${cells.sku}`.slice(0, 200) }
    })
    await context.call(MoveStock, { batchId: `${taken.id}:${rows[0]!.row}`, actor: taken.createdBy, moves })
    return wanted.map(({ row }) => ({ row, applied: true }))
  }
  return setPrices(context, wanted, (target) => ({ from: target.before, to: target.after, own: true }), true)
}

const undo: Deed = (context, _taken, rows) =>
  setPrices(
    context,
    rows.filter((row) => row.applied),
    (target) => ({ from: target.after, to: target.before, own: target.before.own }),
    false,
  )

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
      findings.push(
        applied ? { row, ...changedSince } : { row, code: changedSince.code, message: changedSince.message },
      )
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
