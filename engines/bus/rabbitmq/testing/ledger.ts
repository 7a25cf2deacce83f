import assert from 'node:assert/strict'
import Type from 'typebox'
import { type Envelope, event } from '../../../../contracts/event.ts'
import { newId } from '../../../../contracts/ids.ts'
import type { Bus } from '../../../../kit/bus.ts'
import { silentLog } from '../../../../kit/log.ts'
import { openMetrics } from '../../../../kit/metrics.ts'
import { prepareSchema } from '../../../../kit/prepare.ts'
import { type Reaction, reactionsOf, startReactions } from '../../../../kit/reactions.ts'
import { openDatabase, type Sql } from '../../../../kit/sql.ts'
import { eventually } from '../../../../tests/eventually.ts'

const Counted = event('rabbitmq_test.counted', 1, Type.Object({ n: Type.Integer() }))

/** Numbered events of some keys, in order. */
export const counted = (keys: number, from: number, to: number): Envelope[] =>
  Array.from({ length: to - from }, (_, index) => ({
    id: newId('event'),
    name: Counted.name,
    version: 1,
    key: `key-${(from + index) % keys}`,
    at: new Date().toISOString(),
    data: { n: from + index },
  }))

/** One more copy of the service. */
export function joinLedger(sql: Sql, name: string, bus: Bus, by: string): Promise<AsyncDisposable> {
  const reaction = reactionsOf<object>()(Counted, async ({ key, data }, tx) => {
    await tx`insert into ${tx(name)}.entries (key, n, by) values (${key}, ${data.n}, ${by})`
  })
  return startReactions(bus, {
    service: name,
    reactions: [reaction as Reaction<object>],
    context: {},
    db: openDatabase(sql, name, () => {}),
    metrics: openMetrics(),
    log: silentLog,
  })
}

/** A service that writes down what it applies, in the transaction of its inbox. */
export async function openLedger(sql: Sql, name: string) {
  await prepareSchema(sql, name, { outboxIsLog: false })
  await sql`create table ${sql(name)}.entries (seq bigint generated always as identity, key text, n int, by text)`
  return {
    name,
    start: (bus: Bus, by: string) => joinLedger(sql, name, bus, by),
    count: async (by?: string) =>
      (
        await sql<{ count: number }[]>`
        select count(*)::int from ${sql(name)}.entries ${by ? sql`where by = ${by}` : sql``}`
      )[0]!.count,
    /** Each number once, and those of a key in their order. @returns how many were applied by whom */
    async settled(total: number, options: { withinMs: number }): Promise<Map<string, number>> {
      await eventually(`${total} entries`, async () => (await this.count()) >= total, options)
      const rows = await sql<{ key: string; n: number; by: string }[]>`
        select key, n, by from ${sql(name)}.entries order by seq`
      assert.equal(new Set(rows.map(({ n }) => n)).size, total)
      assert.equal(rows.length, total)
      const last = new Map<string, number>()
      const by = new Map<string, number>()
      for (const row of rows) {
        assert.ok(row.n > (last.get(row.key) ?? -1), `${row.n} of ${row.key} came after ${last.get(row.key)}`)
        last.set(row.key, row.n)
        by.set(row.by, (by.get(row.by) ?? 0) + 1)
      }
      return by
    },
  }
}
