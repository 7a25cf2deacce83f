/**
 * The system under load, in a process of its own: everything in one process on its own PostgreSQL (fsync on), with a
 * shop that never runs out. Prints one line of JSON when it is ready, and ends with its parent. BENCH_ONLY_DATA: only
 * PostgreSQL and what is in it stay, for processes that others begin.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from '../../bin/house.ts'
import { importCatalogue, loadDemoProducts } from '../../bin/seed/products.ts'
import { MoveStock, PutStores } from '../../contracts/stores.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { openSql } from '../../engines/sql/index.ts'

const users = Number(process.env.BENCH_USERS ?? 64)
const catalogue = process.env.BENCH_CATALOGUE
const always = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, open: 0, close: 1440 }))
const home = await mkdtemp(join(tmpdir(), 'tokri-bench-'))

const onlyData = process.env.BENCH_ONLY_DATA === '1'
const postgres = onlyData ? await openSql({ home, variable: 'TOKRI_DATABASE_URL', onProgress: () => {} }) : undefined
const house = await openHouse({
  ...(onlyData ? { listen: false } : {}),
  env: {
    ...process.env,
    ...(postgres ? { TOKRI_DATABASE_URL: postgres.url } : {}),
    PORT: '0',
    TOKRI_HOST: '127.0.0.1',
    TOKRI_HOME: home,
    TOKRI_CITY: 'still',
    TOKRI_STORES_WHEN_UNSTAFFED: 'promise',
    TOKRI_RATE_LIMITS: 'off',
    TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'error',
  },
})

const { stores } = await house.call(PutStores, {
  stores: [0, 1, 2, 3].map((place) => ({
    code: `bench-${place}`,
    name: `Bench ${place}`,
    address: '1 Bench Road',
    point: { lat: 22.57 + place * 0.1, lng: 88.4 },
    area: [
      [88.35, 22.52 + place * 0.1],
      [88.45, 22.52 + place * 0.1],
      [88.45, 22.62 + place * 0.1],
      [88.35, 22.62 + place * 0.1],
    ] as [number, number][],
    timeZone: 'Asia/Kolkata',
    hours: always,
  })),
})
const storeIds = stores.map((store) => store.storeId)
const { productIds } = catalogue ? await importCatalogue(house.call, catalogue) : await loadDemoProducts(house.call)
const products = [...productIds.values()]
for (const storeId of storeIds) {
  for (let from = 0; from < products.length; from += 5_000) {
    const moves = products
      .slice(from, from + 5_000)
      .map((productId) => ({ storeId, productId, kind: 'receive' as const, quantity: 900_000 }))
    await house.call(MoveStock, { batchId: `bench:${storeId}:${from}`, actor: 'system:bench', moves })
  }
}
const accounts = Array.from({ length: users }, (_, index) => ({
  email: `bench-${index}@demo.tokri`,
  password: 'tokri-bench-1',
  name: `Bench ${index}`,
  roles: ['customer' as const],
  addresses: [
    { label: 'Home', line1: `${index} Bench Road`, lat: 22.57 + (index % 20) / 1000, lng: 88.4 + (index % 17) / 1000 },
  ],
}))
for (let from = 0; from < accounts.length; from += 100)
  await house.call(PutAccounts, { accounts: accounts.slice(from, from + 100) })

const databaseUrl = house.databaseUrl
if (onlyData) await house[Symbol.asyncDispose]()
process.stdout.write(
  `${JSON.stringify({ url: house.url ?? 'http://127.0.0.1:9', databaseUrl, storeIds, productIds: products.slice(0, 3_000), users })}\n`,
)

const stop = async () => {
  if (!onlyData) await house[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
  await rm(home, { recursive: true, force: true })
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.stdin.on('end', () => void stop()).resume()
