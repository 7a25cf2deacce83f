/**
 * node bench/partitions.ts [--months N --orders N]
 *
 * What partitions cost and spare: the statements of orders on one table and on one of N months, with the same rows, on the
 * same PostgreSQL, one connection, prepared. Medians in microseconds; and letting go of the oldest month by either way.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { idFloor, prefixes } from '../contracts/ids.ts'
import { openEmbedded } from '../engines/sql/embedded.ts'
import { migrate, readMigrations } from '../kit/migrate.ts'
import { maintainPartitions, type PartitionedTable } from '../kit/partitions.ts'
import { openPool, type Sql } from '../kit/sql.ts'

const { values } = parseArgs({
  options: { months: { type: 'string', default: '36' }, orders: { type: 'string', default: '300000' } },
})
const months = Number(values.months)
const orders = Number(values.orders)
const users = Math.ceil(orders / 40)
const dayMs = 86_400_000
const monthMs = 30.4 * dayMs

const home = await mkdtemp(join(tmpdir(), 'tokri-bench-'))
const server = await openEmbedded({ home })
const sql = openPool(server.options, 2)
await sql`create schema orders`
await migrate(sql, 'orders', await readMigrations(new URL('../services/orders/migrations/', import.meta.url)))
const startMs = Date.now()
const table: PartitionedTable = { table: 'orders.orders', key: 'id', cut: { by: 'id', prefix: 'ord', every: 'month' } }
for (let month = 0; month <= months; month += 1)
  await maintainPartitions(sql, table, { nowMs: startMs + month * monthMs })
await sql`drop trigger orders_take_key on orders.orders`
await sql.unsafe(`create table orders.flat (like orders.orders including all) with (fillfactor = 75)`)
await sql`alter table orders.flat add primary key (id)`.catch(() => {})

const columns = `id, number, user_id, idempotency_key, request_hash, store_id, store, status, history, lines, totals, total_paise,
  method, drop_off, substitutions, door_code, promised_at, placed_at, deadline_at`
const text = 'x'.repeat(900)
const row = (at: string, n: string) => `
  select tokri.id_floor('ord', ${at}) || lpad(to_hex(${n}), 20, '0'), 'N' || ${n}, 'usr_' || (${n} * 7919) % ${users},
    'k' || ${n}, 'h', 'sto_' || ${n} % 20, '{}'::jsonb, 'delivered', '[]'::jsonb, to_jsonb('${text}'::text), '{}'::jsonb, 100, 'cash', '{}'::jsonb, 'refund',
    '1234', ${at}, ${at}, null::timestamptz`
for (const name of ['orders', 'flat']) {
  const at = `to_timestamp(${startMs / 1000} + n * ${(months * monthMs) / 1000 / orders})`
  await sql.unsafe(`insert into orders.${name} (${columns}) select r.* from generate_series(1, ${orders}) n,
    lateral (${row(at, 'n')}) r`)
  await sql.unsafe(`vacuum analyze orders.${name}`)
}
const ids = (await sql<{ id: string }[]>`select id from orders.flat tablesample system (5) limit 2000`).map(
  (each) => each.id,
)
const nowMs = startMs + months * monthMs

type Statement = (turn: number, name: string) => PromiseLike<unknown>
const statements: Record<string, Statement> = {
  'an order by its id': (turn, name) =>
    sql`select * from ${sql(`orders.${name}`)} where id = ${ids[turn % ids.length]!}`,
  'changing its status': (turn, name) =>
    sql`update ${sql(`orders.${name}`)} set status = 'arriving' where id = ${ids[turn % ids.length]!}`,
  "a customer's newest 20": (turn, name) =>
    sql`select * from ${sql(`orders.${name}`)} where user_id = ${`usr_${turn % users}`} order by id desc limit 21`,
  'orders whose time is over': (_, name) =>
    sql`select id from ${sql(`orders.${name}`)} where deadline_at <= now() order by deadline_at limit 100`,
  'placing one': (turn, name) =>
    sql.unsafe(
      `insert into orders.${name} (${columns}) ${row(`to_timestamp(${nowMs / 1000})`, String(orders + turn))}`,
    ),
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
async function measure(work: (turn: number) => PromiseLike<unknown>, turns = 1_500): Promise<number> {
  const took: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const from = performance.now()
    await work(turn)
    took.push((performance.now() - from) * 1_000)
  }
  return median(took)
}

console.log(`${orders} orders, ${months} months; microseconds\n${''.padEnd(28)}one table   partitions`)
let base = 0
for (const [name, statement] of Object.entries(statements)) {
  const [flat, parts] = [[], []] as [number[], number[]]
  for (let round = 0; round < 3; round += 1) {
    flat.push(await measure((turn) => statement(turn + base, 'flat'), 500))
    parts.push(await measure((turn) => statement(turn + base, 'orders'), 500))
    base += 500
  }
  console.log(`${name.padEnd(28)}${median(flat).toFixed(0).padStart(9)}${median(parts).toFixed(0).padStart(13)}`)
}

const until = idFloor(prefixes.order, startMs + monthMs)
const timed = async (work: () => Promise<unknown>) => {
  const from = performance.now()
  await work()
  return `${(performance.now() - from).toFixed(0)} ms`
}
console.log(
  `${'letting go of a month'.padEnd(28)}${(await timed(() => remove(sql, until))).padStart(9)}${(await timed(() => maintainPartitions(sql, { ...table, keepDays: (months - 1.5) * 30.4 }, { nowMs }))).padStart(13)}`,
)
await sql.end()
await server[Symbol.asyncDispose]()
await rm(home, { recursive: true, force: true })

async function remove(on: Sql, id: string): Promise<void> {
  await on`delete from orders.flat where id < ${id}`
  await on`vacuum orders.flat`
}
