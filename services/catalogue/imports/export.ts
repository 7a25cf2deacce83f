import type { ImportKind } from '../../../contracts/catalogue.ts'
import { ListStores, ScanLevels } from '../../../contracts/stores.ts'
import type { CatalogueContext } from '../context.ts'
import { toAdminProduct } from '../domain/product.ts'
import { scanProducts } from '../store.ts'
import { productCells } from './products.ts'
import { columns, rupees, writeLine } from './table.ts'

const examples: Record<ImportKind, string[][]> = {
  products: [
    [
      'MILK-500',
      'Toned milk',
      'टोंड दूध',
      'Gopal',
      '500 ml',
      'Dairy > Milk',
      'Milk',
      'Pasteurised milk with 3 % fat.',
      '3 % वसा वाला पाश्चरीकृत दूध।',
      'doodh|milk',
      '30',
      '28',
      '0',
      '500',
      'ml',
      '10',
      'Diet: Vegetarian | Shelf life: 2 days',
      'Diet: आहार: शाकाहारी | Shelf life: कब तक ठीक: 2 दिन',
    ],
  ],
  prices: [
    ['north', 'MILK-500', 'Toned milk', '28', '30'],
    ['*', 'BREAD-400', 'Brown bread', '45', '50'],
  ],
  stock: [['north', 'MILK-500', 'Toned milk', '120']],
}

/** A file with the header and examples. It begins with a byte order mark, so that spreadsheets read Hindi as Hindi. */
export const templateOf = (kind: ImportKind): string =>
  `\ufeff${[columns[kind].all, ...examples[kind]].map(writeLine).join('')}`

const levelsAtOnce = 5_000

/** All there is, piece by piece, as the same kind of import would take it. */
export async function* exportLines(
  context: CatalogueContext,
  kind: ImportKind,
  storeIds: readonly string[],
): AsyncGenerator<string> {
  const { documents, assortment, call } = context
  yield `\ufeff${writeLine(columns[kind].all)}`
  if (kind === 'products') {
    for await (const page of scanProducts(documents))
      yield page
        .map((each) => toAdminProduct(each, assortment.category(each.body.categoryId)?.body.path ?? []))
        .map((product) => {
          const cells = productCells(product)
          return writeLine(columns.products.all.map((name) => cells[name]))
        })
        .join('')
    return
  }
  const { stores } = await call(ListStores, {})
  for (const { id, code } of stores.filter((store) => storeIds.includes(store.id))) {
    if (kind === 'prices') {
      yield assortment
        .products()
        .map((product) => {
          const { price, mrp } = assortment.termsIn(id, product)
          return writeLine([code, product.sku, product.name, rupees(price), rupees(mrp)])
        })
        .join('')
      continue
    }
    for (let after: string | undefined; ; ) {
      const { levels } = await call(ScanLevels, { storeId: id, limit: levelsAtOnce, ...(after ? { after } : {}) })
      yield levels
        .flatMap(({ productId, onHand }) => {
          const product = assortment.get(productId)
          return product ? writeLine([code, product.sku, product.name, onHand]) : []
        })
        .join('')
      if (levels.length < levelsAtOnce) break
      after = levels.at(-1)!.productId
    }
  }
}
