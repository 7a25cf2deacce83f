import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../engines/sql/testing.ts'
import { openPool } from '../kit/sql.ts'
import { houseOn } from './postgres/house.ts'
import { walk } from './postgres/walk.ts'

const apart = ['orders', 'payments', 'stores', 'deliveries']

test('services with databases of their own do the same, and nothing of theirs is anywhere else', {
  timeout: 180_000,
}, async () => {
  await using stack = new AsyncDisposableStack()
  const main = stack.use(await testDatabase())
  const own = new Map(
    await Promise.all(apart.map(async (name) => [name, stack.use(await testDatabase({ max: 2 }))] as const)),
  )
  const env = Object.fromEntries([...own].map(([name, { url }]) => [`TOKRI_${name.toUpperCase()}_DATABASE_URL`, url]))
  const house = stack.use(await houseOn({ TOKRI_DATABASE_URL: main.url, TOKRI_DATABASE_CONNECTIONS: '6', ...env }))
  const { report } = await walk(house, 4)
  assert.ok(report.ok)
  for (const [name, { options }] of own) {
    const sql = openPool(options, 1)
    const [left] = await sql<{ outbox: number; inbox: number }[]>`
      select (select count(*)::int from ${sql(name)}.outbox) as outbox, (select count(*)::int from ${sql(name)}.inbox) as inbox`
    assert.equal(left!.outbox, 0)
    assert.ok(left!.inbox > 0)
    const schemas = await sql<{ name: string }[]>`
      select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')`
    assert.deepEqual(schemas.map((each) => each.name).sort(), [name, 'tokri'].sort())
    await sql.end()
    const [there] = await main.sql<{ there: boolean }[]>`
      select exists (select from pg_namespace where nspname = ${name}) as there`
    assert.equal(there!.there, false)
  }
})
