/**
 * Documents on PostgreSQL and on MongoDB (TOKRI_TEST_FERRETDB_URL), in turns: medians and 99th percentiles of what the
 * catalogue does with them. `npm run bench:documents`
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { openMongoDocuments, openMongoServer } from '../engines/documents/mongodb.ts'
import type { Documents } from '../engines/documents/port.ts'
import { openPostgresDocuments } from '../engines/documents/postgres.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import { engineUrl } from '../engines/testing.ts'
import { silentLog } from '../kit/log.ts'
import { migrate, readMigrations } from '../kit/migrate.ts'
import { prepareSchema } from '../kit/prepare.ts'
import { openDatabase, openPool } from '../kit/sql.ts'
import { collections, products } from '../services/catalogue/collections.ts'
import { categoryIdOf } from '../services/catalogue/domain/category.ts'
import { type ProductBody, productIdOf } from '../services/catalogue/domain/product.ts'

const { values } = parseArgs({ options: { products: { type: 'string', default: '2000' } } })
const count = Number(values.products)
const batch = 500

const ids = Array.from({ length: count }, (_, index) => productIdOf(`sku-${index}`))
const categoryIds = Array.from({ length: 50 }, (_, index) => categoryIdOf([`category ${index}`]))
const body = (index: number, price: number): ProductBody => ({
  sku: `sku-${index}`,
  name: `Product number ${index}`,
  brand: 'Tokri',
  pack: '500 g',
  categoryId: categoryIds[index % categoryIds.length]!,
  description: 'As good as it gets, and a little more. '.repeat(10),
  mrp: 100_000,
  price,
  gstBasisPoints: 500,
  active: true,
  storeIds: null,
})

async function timed(times: number, work: (turn: number) => Promise<unknown>): Promise<string> {
  const took: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const began = performance.now()
    await work(turn)
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!.toFixed(1)
  return `${at(0.5).padStart(9)} ms ${at(0.99).padStart(9)} ms`
}

const any = (turn: number) => (turn * 7_919) % count
const read = (documents: Documents, many: number) => (turn: number) =>
  documents.get(products, ids.slice(any(turn) % (count - many), (any(turn) % (count - many)) + many))
const change = (documents: Documents, many: number) => (turn: number) =>
  documents.change(async (change) => {
    const from = any(turn) % (count - many)
    const known = await change.get<ProductBody>(products, ids.slice(from, from + many))
    await change.put(
      products,
      known.map((each) => ({ ...each, body: { ...each.body, price: 10_000 + turn + many } })),
    )
  })

const tasks: [name: string, times: number, work: (documents: Documents) => (turn: number) => Promise<unknown>][] = [
  [
    `put ${batch} new`,
    Math.floor(count / batch),
    (documents) => (turn) =>
      documents.change((change) =>
        change.put(
          products,
          ids
            .slice(turn * batch, (turn + 1) * batch)
            .map((id, index) => ({ id, version: 0, body: body(turn * batch + index, 9_900) })),
        ),
      ),
  ],
  ['get 1', 300, (documents) => read(documents, 1)],
  ['get 24', 30, (documents) => read(documents, 24)],
  ['find 1,000 by id', 10, (documents) => (turn) => documents.find(products, { after: ids[any(turn)]!, limit: 1_000 })],
  [
    'find by category',
    30,
    (documents) => (turn) =>
      documents.find(products, { where: { categoryId: [categoryIds[turn % categoryIds.length]!] }, limit: 1_000 }),
  ],
  ['recall 1,000', 10, (documents) => (turn) => documents.recall(products, { after: ids[any(turn)]!, limit: 1_000 })],
  ['change 1', 50, (documents) => change(documents, 1)],
  ['change 10', 5, (documents) => change(documents, 10)],
]

await using database = await testDatabase()
const sql = openPool(database.options, 10)
await prepareSchema(sql, 'catalogue', { outboxIsLog: false })
await migrate(sql, 'catalogue', await readMigrations(new URL('../services/catalogue/migrations/', import.meta.url)))
const db = openDatabase(sql, 'catalogue', () => {})
const url = engineUrl('ferretdb')
  .replace(/\/[^/?]*(?=\?|$)/, `/bench_${randomBytes(4).toString('hex')}`)
  .replace(/^(mongodb:)\/(?!\/)/, '$1//')
const server = await openMongoServer({ url, variable: 'TOKRI_TEST_FERRETDB_URL', log: silentLog })
try {
  const engines: [string, Documents][] = [
    ['PostgreSQL', openPostgresDocuments(db, 'catalogue')],
    [await server.check(), await openMongoDocuments({ server, db, service: 'catalogue', collections, log: silentLog })],
  ]
  console.log(`${count} products; median and 99th percentile`)
  for (const [task, times, work] of tasks)
    for (const [name, documents] of engines)
      console.log(`${task.padEnd(18)} ${name.padEnd(18)} ${await timed(times, work(documents))}`)
} finally {
  await server.db.dropDatabase()
  await server[Symbol.asyncDispose]()
  await sql.end({ timeout: 1 })
}
