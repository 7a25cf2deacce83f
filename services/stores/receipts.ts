import { createHash } from 'node:crypto'
import type { Static } from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { FindByCode, GetListings } from '../../contracts/catalogue.ts'
import { type StockMove, stores } from '../../contracts/stores.ts'
import { message, pastDeadlocks, type SqlOrTx } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { localDate } from './domain/hours.ts'
import { shelfLifeFault } from './domain/stock.ts'
import { moveStock } from './moves.ts'
import type { ReceiptLine, ReceiptResult } from './stock-routes.ts'
import { shelf } from './store/shelf.ts'
import { answerOfBatch, beginBatch, keepAnswer } from './store/stock.ts'

interface Receipt {
  readonly storeId: string
  readonly reference: string
  readonly supplier?: string
  readonly preview?: boolean
  readonly lines: readonly Line[]
}

type Line = Static<typeof ReceiptLine>
type Checked = Line & Pick<ReceiptResult['lines'][number], 'productId' | 'name' | 'pack' | 'problem'>

const listingsMax = 200

/** What was received under a reference: which lines, and what that was answered. */
interface Received {
  readonly digest: string
  readonly result: ReceiptResult
}

/** Of lines as they were told, in whatever order. */
function digestOf(lines: readonly Line[]): string {
  const told = lines.map(({ code, quantity, batch, expiresOn, cost, bin }) =>
    JSON.stringify([code.trim(), quantity, batch, expiresOn, cost?.amount, cost?.currency, bin]),
  )
  return createHash('sha256').update(told.sort().join('\n')).digest('hex')
}

/**
 * What a receipt was answered that was told before; undefined for a new one, and for one of a release that kept no answers.
 * @throws stores/receipt-differs
 */
async function answered(sql: SqlOrTx, id: string, digest: string): Promise<ReceiptResult | undefined> {
  const before = await answerOfBatch<Received>(sql, id)
  if (before && before.digest !== digest) throw stores('stores/receipt-differs')
  return before?.result
}

/**
 * Takes a delivery in, all lines or none; told again under the same reference, nothing is received twice.
 * @throws stores/receipt-differs when other lines were received under it
 */
export async function receiveAll(context: StoresContext, actor: string, receipt: Receipt): Promise<ReceiptResult> {
  const { db, directory, clock } = context
  const { storeId, reference, supplier, preview } = receipt
  const id = `receipt:${storeId}:${reference}`
  const digest = digestOf(receipt.lines)
  const before = await answered(db.sql, id, digest)
  if (before && !preview) return before
  const { timeZone } = await directory.get(storeId)
  const lines = await checked(context, receipt, localDate(clock.now(), timeZone))
  const result = { received: false, lines: lines.map(({ cost: _, bin: __, batch: ___, ...line }) => line) }
  if (preview || lines.some((line) => line.problem)) return result

  const received: ReceiptResult = { ...result, received: true }
  return pastDeadlocks(() =>
    db.begin(async (tx) => {
      if (!(await beginBatch(tx, id))) return (await answered(tx, id, digest)) ?? received
      const moves = lines.map(
        ({ productId, quantity, batch, expiresOn, cost, bin }): StockMove => ({
          storeId,
          productId: productId!,
          kind: 'receive',
          quantity,
          reason: reference,
          ...(supplier ? { supplier } : {}),
          ...(batch ? { batch } : {}),
          ...(expiresOn ? { expiresOn } : {}),
          ...(cost ? { cost } : {}),
          ...(bin ? { bin } : {}),
        }),
      )
      const messages = await moveStock(tx, moves, actor)
      const details = { lines: lines.length, ...(supplier ? { supplier } : {}) }
      const audit = { actor, action: 'stores.stock_received', subject: storeId, reason: reference, details }
      await keepAnswer(tx, id, { digest, result: received } satisfies Received)
      await db.publish(tx, ...messages, message(StaffActed, storeId, audit))
      return received
    }),
  )
}

async function checked(
  { call, db, clock }: StoresContext,
  { storeId, lines }: Receipt,
  today: string,
): Promise<Checked[]> {
  const codes = [...new Set(lines.map((line) => line.code.trim()))]
  const { products } = await call(FindByCode, { codes })
  const byCode = new Map(products.map((each) => [each.code, each.productId]))
  const productIds = [...new Set(byCode.values())]
  const names = new Map<string, { name: string; pack: string }>()
  for (let from = 0; from < productIds.length; from += listingsMax) {
    const { listings } = await call(GetListings, { storeId, productIds: productIds.slice(from, from + listingsMax) })
    for (const { productId, name, pack } of listings) names.set(productId, { name, pack })
  }
  const now = new Date(clock.now())
  const known = new Map(
    (await shelf(db.sql, { storeId, show: 'all', productIds, limit: productIds.length, now })).map((each) => [
      each.productId,
      each,
    ]),
  )
  const seen = new Set<string>()
  return lines.map((line): Checked => {
    const code = line.code.trim()
    const productId = byCode.get(code)
    const named = productId ? names.get(productId) : undefined
    if (!productId || !named) return { ...line, code, problem: 'unknown-code' as const }
    const one = { ...line, code, productId, ...named }
    const key = `${productId} ${line.batch ?? ''} ${line.expiresOn ?? ''}`
    if (seen.has(key)) return { ...one, problem: 'listed-twice' as const }
    seen.add(key)
    const short = line.expiresOn && shelfLifeFault(line.expiresOn, today, known.get(productId)?.minShelfDays)
    return short ? { ...one, problem: 'shelf-life-too-short' as const } : one
  })
}
