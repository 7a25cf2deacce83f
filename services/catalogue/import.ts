import { Compile } from 'typebox/compile'
import { type ImportResult, ProductInput } from '../../contracts/catalogue.ts'
import type { Message } from '../../kit/sql.ts'
import type { CatalogueContext } from './context.ts'
import { cleanProduct, productFault } from './domain/product.ts'
import { putProducts, sameProduct } from './put.ts'

const validator = Compile(ProductInput)

type Row = { product: ProductInput } | { problem: Omit<ImportResult['problems'][number], 'index'> }

/**
 * Takes the good rows of a batch, all in one commit, and says of the others what is wrong with them. The same batch again
 * changes nothing.
 */
export async function importProducts(
  context: Pick<CatalogueContext, 'documents' | 'assortment' | 'keeper' | 'feed'>,
  rows: readonly unknown[],
  audit: (changed: number) => Message[],
): Promise<ImportResult> {
  const problems: ImportResult['problems'] = []
  const good = new Map<string, ProductInput>()
  for (const [index, given] of rows.entries()) {
    const row = readRow(given)
    if ('problem' in row) {
      problems.push({ index, ...row.problem })
      continue
    }
    const { product } = row
    const same = good.get(product.sku)
    if (!same) good.set(product.sku, product)
    else if (!sameProduct(same, product))
      problems.push({
        index,
        code: 'catalogue/duplicate-sku',
        message: `The sku ${product.sku} stands in an earlier row, with other content`,
      })
  }
  if (good.size === 0) return { added: 0, updated: 0, unchanged: 0, problems }
  const { added, updated, unchanged } = await putProducts(context, [...good.values()], { audit })
  return { added, updated, unchanged, problems }
}

function readRow(given: unknown): Row {
  if (!validator.Check(given)) {
    const [first] = validator.Errors(given)
    const where = first?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    return { problem: { code: 'request/invalid', message: `${where} ${first?.message ?? 'is not valid'}`.trim() } }
  }
  const product = cleanProduct(given)
  const fault = productFault(product)
  return fault ? { problem: fault } : { product }
}
