import assert from 'node:assert/strict'
import { test } from 'node:test'
import Value from 'typebox/value'
import { SurgeSettings } from '../../contracts/surge.ts'
import { testDatabase } from '../../engines/sql/testing.ts'
import { migrate, readMigrations } from '../../kit/migrate.ts'
import { prepareSchema } from '../../kit/prepare.ts'
import { openPool } from '../../kit/sql.ts'
import { surgeOff } from './domain/surge.ts'

test('a store that had a limit at its desk keeps it, the lower one where it had two', async () => {
  await using database = await testDatabase()
  const sql = openPool(database.options, 2)
  try {
    const all = await readMigrations(new URL('./migrations/', import.meta.url))
    await prepareSchema(sql, 'stores', { outboxIsLog: false })
    await migrate(sql, 'stores', all.slice(0, 8))
    const stores = { none: null, desk: 5, both: 7, lower: 9 }
    for (const [id, limit] of Object.entries(stores))
      await sql`
        insert into stores.stores (id, code, name, address, lat, lng, area, time_zone, hours, queue_capacity)
        values (${id}, ${id}, ${id}, '', 22.5, 88.4, '[]', 'Asia/Kolkata', '[]', ${limit})`
    for (const [id, refuseAbove] of [
      ['both', 0],
      ['lower', 3],
    ] as const)
      await sql`
        insert into stores.surge (store_id, settings)
        values (${id}, ${sql.json({ ...surgeOff, mode: 'auto', refuseAbove })})`
    await migrate(sql, 'stores', all)
    const rows = await sql<{ store_id: string; settings: SurgeSettings }[]>`
      select store_id, settings from stores.surge order by store_id`
    assert.ok(rows.every(({ settings }) => Value.Check(SurgeSettings, settings)))
    assert.deepEqual(
      rows.map(({ store_id, settings: { mode, refuseAbove } }) => [store_id, mode, refuseAbove]),
      [
        ['both', 'auto', 7],
        ['desk', 'off', 5],
        ['lower', 'auto', 3],
      ],
    )
  } finally {
    await sql.end({ timeout: 1 })
  }
})
