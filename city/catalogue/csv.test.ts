import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Check } from 'typebox/value'
import { ProductInput } from '../../contracts/catalogue.ts'
import { type CatalogueRow, readCatalogue } from './csv.ts'

const bigbasketHeader = 'index,product,category,sub_category,brand,sale_price,market_price,type,rating'
const tokriHeader = 'sku,name,brand,pack,category,mrp,price'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokri-catalogue-'))
})
after(() => rm(folder, { recursive: true }))

let files = 0
async function read(content: string | Uint8Array, name = 'catalogue.csv'): Promise<CatalogueRow[]> {
  files += 1
  const file = join(folder, `${files}-${name}`)
  await writeFile(file, content)
  return Array.fromAsync(readCatalogue(file))
}

const productsOf = (rows: CatalogueRow[]) => rows.flatMap((row) => ('product' in row ? [row.product] : []))
const problemsOf = (rows: CatalogueRow[]) =>
  rows.flatMap((row) => ('problem' in row ? [[row.row, row.problem.code]] : []))

describe('three layouts, told apart by their header', () => {
  test('a BigBasket row becomes a product with paise, a stable sku and its tax', async () => {
    const [row] = await read(
      `${bigbasketHeader}\n7,Toned Milk 500ml,"Bakery, Cakes & Dairy",Dairy,Farm ,27.5,28,Milk,4.1\n`,
    )
    assert.deepEqual(row, {
      row: 2,
      product: {
        sku: 'bb-7',
        name: 'Toned Milk 500ml',
        brand: 'Farm',
        pack: '500 ml',
        netQuantity: { value: 500, unit: 'ml' },
        categoryPath: ['Bakery, Cakes & Dairy', 'Dairy'],
        type: 'Milk',
        mrp: { amount: 2800, currency: 'INR' },
        price: { amount: 2750, currency: 'INR' },
        gstBasisPoints: 0,
        rating: { average: 4.1, count: 0 },
      },
    })
  })

  test('a row of the packs file keeps its quantity', async () => {
    const header =
      'ProductID,ProductName,Brand,Price,DiscountPrice,Image_Url,Quantity,Category,SubCategory,Absolute_Url'
    const [product] = productsOf(await read(`${header}\n9,Noodles,Nom,120,99.5,u,6x70g,Snacks,Instant Noodles,u\n`))
    assert.equal(product?.sku, 'bbp-9')
    assert.equal(product?.pack, '6 x 70 g')
    assert.deepEqual(product?.netQuantity, { value: 420, unit: 'g' })
    assert.deepEqual(product?.price, { amount: 9950, currency: 'INR' })
  })

  test("Tokri's own layout takes columns in any order, with optional ones", async () => {
    const csv = `\ufeffprice,${tokriHeader.replace(',price', '')},gst_percent,keywords\r\n40,A-1,Dahi,Gau,1 Kg,Dairy > Curd,45,5,"curd, yogurt"\r\n`
    const [product] = productsOf(await read(csv))
    assert.deepEqual(product?.categoryPath, ['Dairy', 'Curd'])
    assert.equal(product?.pack, '1 kg')
    assert.equal(product?.gstBasisPoints, 500)
    assert.deepEqual(product?.keywords, ['curd', 'yogurt'])
  })

  test("Tokri's own layout carries names, texts and attributes in Hindi", async () => {
    const header = `${tokriHeader},name_hi,description_hi,attributes,attributes_hi`
    const row = (sku: string, attributes: string) =>
      `${sku},Dahi,Gau,1 kg,Dairy > Curd,45,40,दही,ताज़ा दही।,${attributes},Diet: आहार: शाकाहारी`
    const rows = await read(
      [header, row('A-1', 'Diet: Vegetarian | Served: 12:30'), row('A-2', `Diet: ${'y'.repeat(301)}`)].join('\n'),
    )
    const [product] = productsOf(rows)
    assert.equal(product?.nameHi, 'दही')
    assert.equal(product?.descriptionHi, 'ताज़ा दही।')
    assert.deepEqual(product?.attributes, { Diet: 'Vegetarian', Served: '12:30' })
    assert.deepEqual(product?.attributesHi, { Diet: { name: 'आहार', value: 'शाकाहारी' } })
    assert.deepEqual(problemsOf(rows), [[3, 'catalogue/too-long']])
  })

  test('an unknown header is one clear problem, and nothing is read', async () => {
    const rows = await read('colour,shape\nred,round\nblue,square\n')
    assert.deepEqual(problemsOf(rows), [[1, 'catalogue/unknown-header']])
    assert.equal(rows.length, 1)
  })

  test('an empty file, a missing file and a cut-off archive are each one problem', async () => {
    assert.deepEqual(problemsOf(await read('')), [[1, 'catalogue/empty-file']])
    const missing = await Array.fromAsync(readCatalogue(join(folder, 'none.csv')))
    assert.deepEqual(problemsOf(missing), [[1, 'catalogue/no-such-file']])
    const lines = Array.from({ length: 5_000 }, (_, i) => `s${i},Thing ${Math.sin(i)},B,,C,10,9`)
    const packed = gzipSync([tokriHeader, ...lines].join('\n'))
    const rows = await read(packed.subarray(0, packed.length / 2), 'cut.csv.gz')
    assert.ok(productsOf(rows).length > 100)
    assert.equal(problemsOf(rows).at(-1)?.[1], 'catalogue/truncated-file')
  })
})

describe('bad rows are reported with their line and reason, good rows kept', () => {
  const good = 'g,Good,B,1 kg,C,10,9'
  const cases: [reason: string, row: string | Uint8Array, code: string][] = [
    ['no name', 'x,,B,,C,10,9', 'catalogue/missing'],
    ['no category', 'x,N,B,,,10,9', 'catalogue/missing'],
    ['a price in words', 'x,N,B,,C,10,ten', 'catalogue/not-a-price'],
    ['an infinite price', 'x,N,B,,C,Infinity,9', 'catalogue/not-a-price'],
    ['an exponent', 'x,N,B,,C,1e3,9', 'catalogue/not-a-price'],
    ['a negative price', 'x,N,B,,C,10,-9', 'catalogue/negative-price'],
    ['a price of nothing', 'x,N,B,,C,10,0', 'catalogue/zero-price'],
    ['a price above the MRP', 'x,N,B,,C,10,10.01', 'catalogue/price-above-mrp'],
    ['a price beyond belief', 'x,N,B,,C,99999999,9', 'catalogue/price-too-high'],
    ['a name that is too long', `x,${'n'.repeat(201)},B,,C,10,9`, 'catalogue/too-long'],
    ['too few columns', 'x,N,B', 'catalogue/wrong-column-count'],
    ['too many columns', 'x,N,B,,C,10,9,8', 'catalogue/wrong-column-count'],
    ['a category five deep', 'x,N,B,,a > b > c > d > e,10,9', 'catalogue/bad-category'],
    ['a sku with blanks', 'x y,N,B,,C,10,9', 'catalogue/bad-sku'],
    ['the sku of another row', 'g,Other,B,,C,10,9', 'catalogue/duplicate-sku'],
    ['bytes that are not UTF-8', Buffer.from('x,Caf\xe9,B,,C,10,9', 'latin1'), 'catalogue/bad-encoding'],
    ['a quote in the middle of a field', 'x,12" plate,B,,C,10,9', 'csv/unclosed-quote'],
    ['a quote never closed', 'x,"N,B,,C,10,9', 'csv/unclosed-quote'],
    ['text after a closing quote', 'x,"N" y,B,,C,10,9', 'csv/malformed'],
    ['an endless line', `x,${'n'.repeat(200_000)},B,,C,10,9`, 'csv/line-too-long'],
  ]
  for (const [reason, row, code] of cases) {
    test(reason, async () => {
      const content = Buffer.concat([
        Buffer.from(`${tokriHeader}\n${good}\n`),
        Buffer.from(row as string),
        Buffer.from(`\n${good.replaceAll('g', 'h')}\n`),
      ])
      const rows = await read(content)
      assert.deepEqual(problemsOf(rows), [[3, code]])
      assert.deepEqual(
        productsOf(rows).map(({ sku }) => sku),
        ['g', 'h'],
      )
    })
  }

  test('a file cut off within a quoted field loses only that row', async () => {
    const rows = await read(`${tokriHeader}\n${good}\nx,"Half a na`)
    assert.deepEqual(problemsOf(rows), [[3, 'csv/unclosed-quote']])
    assert.equal(productsOf(rows).length, 1)
  })

  test('two stray quotes far apart do not swallow the rows between them', async () => {
    const between = Array.from({ length: 500 }, (_, i) => `m${i},N${i},B,,C,10,9`)
    const rows = await read([tokriHeader, 'x,"N,B,,C,10,9', ...between, 'y,N",B,,C,10,9'].join('\n'))
    assert.equal(productsOf(rows).length, 500)
    assert.deepEqual(problemsOf(rows), [
      [2, 'csv/unclosed-quote'],
      [503, 'csv/unclosed-quote'],
    ])
  })

  test('a copy of an earlier row is left out and names the row it copies', async () => {
    const csv = `${bigbasketHeader}\n1,Soap,B,S,Br,9,10,,\n2,Soap,B,S,Br,9,10,,\n3,Soap,B,S,Br,8,10,,\n`
    const rows = await read(csv.replaceAll(',,\n', ',T,4\n'))
    assert.deepEqual(
      rows.map((row) => ('duplicateOf' in row ? row : row.row)),
      [2, { row: 3, duplicateOf: 2 }, 4],
    )
  })
})

test('text is cleaned: no-break spaces, mojibake, blanks around', async () => {
  const [product] = productsOf(
    await read(`${tokriHeader}\nx, Cr\u00c3\u00a8me\u00a0 Wash \u00e2\u20ac\u201c Rose ,  ,500gm,C,10,9\n`),
  )
  assert.equal(product?.name, 'Crème Wash – Rose')
  assert.equal(product?.brand, '')
  assert.equal(product?.pack, '500 g')
})

test('property: whatever the fields hold, each row has one outcome and every product fits the contract', async () => {
  const field = fc.oneof(fc.string(), fc.constantFrom('10', '9.99', 'Milk', 'A > B', '"', '500 ml', '\ufffd', '-1'))
  const rows = fc.array(fc.array(field, { minLength: 7, maxLength: 7 }), { maxLength: 20 })
  const quote = (value: string) => `"${value.replaceAll('"', '""').replaceAll(/[\r\n]/g, ' ')}"`
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const lines = table.map((fields, index) => [`"s${index}"`, ...fields.slice(1).map(quote)].join(','))
      const outcomes = await read([tokriHeader, ...lines].join('\n'))
      assert.deepEqual(
        outcomes.map(({ row }) => row),
        table.map((_, index) => index + 2),
      )
      for (const product of productsOf(outcomes)) assert.ok(Check(ProductInput, product))
    }),
    { numRuns: 60 },
  )
})

test('property: no bytes make the reader throw, and good rows after damage are found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
      const tail = Array.from({ length: 3 }, (_, i) => `t${i},Tail ${i},B,,C,10,9`).join('\n')
      const rows = await read(Buffer.concat([Buffer.from(`${tokriHeader}\n`), noise, Buffer.from(`\n${tail}\n`)]))
      const skus = productsOf(rows).map(({ sku }) => sku)
      assert.ok(['t0', 't1', 't2'].every((sku) => skus.includes(sku)))
    }),
    { numRuns: 100 },
  )
})

const shared = process.env.TOKRI_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data')
const real = join(shared, 'catalogue/bigbasket_products.csv')
test('the real BigBasket list: all but one row read, its copies named', {
  skip: !existsSync(real) && `no ${real}`,
}, async () => {
  const count = { products: 0, duplicates: 0, described: 0 }
  const problems: unknown[] = []
  const skus = new Set<string>()
  for await (const row of readCatalogue(real)) {
    if ('problem' in row) problems.push([row.row, row.problem.code, row.problem.column])
    else if ('duplicateOf' in row) count.duplicates += 1
    else {
      count.products += 1
      skus.add(row.product.sku)
      if (row.product.description) count.described += 1
      assert.ok(Check(ProductInput, row.product), row.product.sku)
    }
  }
  assert.deepEqual(problems, [[14366, 'catalogue/missing', 'product']])
  assert.equal(count.products + count.duplicates + problems.length, 27_555)
  assert.equal(count.duplicates, 361)
  assert.equal(skus.size, count.products)
  assert.ok(count.described > 5_000)
})
