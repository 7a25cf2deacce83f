import { idFloor } from '../contracts/ids.ts'
import type { Log } from './log.ts'
import { pastTableLocks } from './migrate.ts'
import type { Sql, Tx } from './sql.ts'

export type Period = 'day' | 'week' | 'month'

/** A table that is partitioned by time; see `partition-functions.ts` for how one is made. */
export interface PartitionedTable {
  /** With its schema: `orders.orders`. */
  readonly table: string
  readonly key: string
  /** Ids sort by their time, so that ranges of them are ranges of time; numbers of a sequence are cut by their count. */
  readonly cut:
    | { readonly by: 'id'; readonly prefix: string; readonly every: Period }
    | { readonly by: 'time'; readonly every: Period }
    | { readonly by: 'number'; readonly sequence: string; readonly atLeast: number }
  /** Partitions whose newest row is older go. Absent: kept for ever. */
  readonly keepDays?: number
  /** Dropped, or set aside in schema `archive` for whoever keeps old books. */
  readonly retire?: 'drop' | 'archive'
}

/** A partition and its range: null where it has no end on that side. */
interface Partition {
  readonly name: string
  readonly from: string | null
  readonly to: string | null
}

const dayMs = 86_400_000
/** How long before its beginning a period's partition is made. */
const leadMs: Record<Period, number> = { day: dayMs, week: 3 * dayMs, month: 7 * dayMs }
const tries = 3

const range = /^FOR VALUES FROM \((?:MINVALUE|'?([^')]*)'?)\) TO \((?:MAXVALUE|'?([^')]*)'?)\)$/

/** The partitions of a table in the order of their ranges, as the database has them. */
export async function partitionsOf(sql: Sql | Tx, table: string): Promise<Partition[]> {
  const rows = await sql<{ name: string; bound: string }[]>`
    select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass(${table})`
  const found = rows.map(({ name, bound }): Partition => {
    const ends = range.exec(bound)
    if (!ends) throw new Error(`${name} is a partition "${bound}", which is not one of ours`)
    return { name, from: ends[1] ?? null, to: ends[2] ?? null }
  })
  return found.sort((one, other) => place(one) - place(other) || (isLess(one.from!, other.from!) ? -1 : 1))
}

const place = ({ from, to }: Partition): number => (from === null ? 0 : to === null ? 2 : 1)

/** Compares bounds: numbers, ids, or instants, which PostgreSQL shows in the time zone of the session. */
function isLess(one: string, other: string): boolean {
  if (/^\d+$/.test(one)) return Number(one) < Number(other)
  return one.includes('_') ? one < other : Date.parse(one) < Date.parse(other)
}

/** Beginning of the period that an instant is in, UTC; weeks begin on Monday. */
function startOf(period: Period, atMs: number): number {
  const at = new Date(atMs)
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  if (period === 'month') return Date.UTC(year, month, 1)
  return Date.UTC(year, month, period === 'day' ? day : day - ((at.getUTCDay() + 6) % 7))
}

const endOf = (period: Period, atMs: number): number =>
  startOf(period, startOf(period, atMs) + { day: 1, week: 7, month: 31 }[period] * dayMs)

/** The instant of a bound of a table that is cut by time. */
function timeOf({ cut }: PartitionedTable, bound: string): number {
  if (cut.by === 'id') return Number.parseInt(bound.slice(cut.prefix.length + 1, cut.prefix.length + 13), 16)
  return Date.parse(bound)
}

const boundAt = ({ cut }: PartitionedTable, atMs: number): string =>
  cut.by === 'id' ? idFloor(cut.prefix, atMs) : new Date(atMs).toISOString()

const nameAt = (table: string, from: string, { cut }: PartitionedTable, atMs: number): string => {
  const short = table.slice(table.indexOf('.') + 1)
  return `${short}_p${cut.by === 'number' ? from : new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '')}`
}

/** How many numbers a table has drawn when it was looked at last: tells how fast it grows. */
export type Pace = Map<string, { last: number; atMs: number }>

/**
 * Makes the partitions that are needed soon and lets go of those whose time is over. Run at every start and again and
 * again: one process at a time does it, and one that finds the table busy leaves it for later.
 */
export async function maintainPartitions(
  sql: Sql,
  table: PartitionedTable,
  options: { nowMs: number; pace?: Pace; mayGo?: (sql: Tx, to: string) => Promise<boolean> },
): Promise<void> {
  for (const wanted of await boundsWanted(sql, table, options)) await cutAt(sql, table, wanted)
  if (table.keepDays !== undefined) await retire(sql, table, options.nowMs - table.keepDays * dayMs, options.mayGo)
}

/** Where the open end is to be cut next. */
async function boundsWanted(
  sql: Sql,
  table: PartitionedTable,
  { nowMs, pace }: { nowMs: number; pace?: Pace },
): Promise<string[]> {
  const beyond = (await partitionsOf(sql, table.table)).at(-1)
  if (!beyond || beyond.from === null || beyond.to !== null)
    throw new Error(`${table.table} has no partition for what is beyond the last one`)
  const { cut } = table
  if (cut.by !== 'number') {
    const reachesMs = timeOf(table, beyond.from)
    const neededMs = endOf(cut.every, nowMs + leadMs[cut.every])
    return reachesMs < neededMs ? [boundAt(table, neededMs)] : []
  }
  const [row] = await sql<{ last: number }[]>`select last_value as last from ${sql.unsafe(cut.sequence)}`
  const last = row!.last
  const before = pace?.get(table.table)
  pace?.set(table.table, { last, atMs: nowMs })
  const perDay = before && nowMs > before.atMs ? ((last - before.last) / (nowMs - before.atMs)) * dayMs : 0
  // About a quarter of a day each, and the next one always there before the first row comes that needs it.
  const size = Math.max(cut.atLeast, Math.ceil(perDay / 4 / cut.atLeast) * cut.atLeast)
  const wanted: string[] = []
  for (let reaches = Number(beyond.from); reaches < last + 2 * size; ) {
    reaches = Math.max(reaches, last) === reaches ? reaches + size : Math.ceil((last + 1) / size) * size + size
    wanted.push(String(reaches))
  }
  return wanted
}

/** One statement of DDL after the other; names and bounds are ours, so nothing in them needs to be escaped. */
async function cutAt(sql: Sql, table: PartitionedTable, to: string): Promise<void> {
  const { table: parent, key } = table
  const schema = parent.slice(0, parent.indexOf('.'))
  await alone(sql, parent, async (tx) => {
    const beyond = (await partitionsOf(tx, parent)).at(-1)!
    const from = beyond.from!
    if (place(beyond) !== 2 || !isLess(from, to)) return
    const name = nameAt(parent, from, table, table.cut.by === 'number' ? 0 : timeOf(table, from))
    const open = `${schema}.${beyond.name}`
    const made = `${schema}.${name}`
    const [options] = await tx<{ given: string | null }[]>`
      select array_to_string(reloptions, ', ') as given from pg_class where oid = ${open}::regclass`
    await tx.unsafe(`
      alter table ${parent} detach partition ${open};
      create table ${made} partition of ${parent} for values from ('${from}') to ('${to}')
        ${options?.given ? `with (${options.given})` : ''}`)
    await copyTriggers(tx, open, made)
    // Rows are there only when nobody has looked after the table for long.
    const late = await tx.unsafe(`select 1 from ${open} where ${key} < '${to}' limit 1`)
    if (late.length > 0)
      await tx.unsafe(`
        alter table ${open} disable trigger user;
        alter table ${made} disable trigger user;
        with moved as (delete from ${open} where ${key} < '${to}' returning *) insert into ${made} select * from moved;
        alter table ${made} enable trigger user;
        alter table ${open} enable trigger user`)
    await tx.unsafe(`alter table ${parent} attach partition ${open} for values from ('${to}') to (maxvalue)`)
  })
}

/** Triggers that guard single partitions, such as the ledger's against edits: the parent's do not see what is done there. */
async function copyTriggers(tx: Tx, from: string, to: string): Promise<void> {
  const triggers = await tx<{ made: string }[]>`
    select pg_get_triggerdef(oid) as made from pg_trigger
    where tgrelid = ${from}::regclass and not tgisinternal and tgparentid = 0`
  for (const { made } of triggers) await tx.unsafe(made.replace(` ON ${from} `, ` ON ${to} `))
}

/**
 * Lets go of the partitions that end before an instant. What came too late for its period goes to `_before`, which is
 * made anew up to where the rest begins.
 */
async function retire(
  sql: Sql,
  table: PartitionedTable,
  beforeMs: number,
  mayGo: (sql: Tx, to: string) => Promise<boolean> = async () => true,
): Promise<void> {
  const { table: parent } = table
  const schema = parent.slice(0, parent.indexOf('.'))
  if ((await overOf(sql, table, beforeMs)).length === 0) return
  await alone(sql, parent, async (tx) => {
    const over: Partition[] = []
    for (const each of await overOf(tx, table, beforeMs)) {
      if (!(await mayGo(tx, each.to!))) break
      over.push(each)
    }
    const last = over.at(-1)
    if (!last) return
    for (const { name } of over) {
      await tx.unsafe(`alter table ${parent} detach partition ${schema}.${name}`)
      if (table.retire === 'archive') await setAside(tx, `${schema}.${name}`)
      else await tx.unsafe(`drop table ${schema}.${name}`)
    }
    const before = `${parent}_before`
    await tx.unsafe(`create table ${before} partition of ${parent} for values from (minvalue) to ('${last.to}')`)
    await copyTriggers(tx, `${schema}.${(await partitionsOf(tx, parent)).at(-1)!.name}`, before)
  })
}

/** The partitions, oldest first, whose rows are all older than an instant; none when there are no such rows. */
async function overOf(sql: Sql | Tx, table: PartitionedTable, beforeMs: number): Promise<Partition[]> {
  const schema = table.table.slice(0, table.table.indexOf('.'))
  const newest = async ({ name }: Partition): Promise<Date | undefined> => {
    const rows = await sql.unsafe<{ at: Date }[]>(`select at from ${schema}.${name} order by ${table.key} desc limit 1`)
    return rows[0]?.at
  }
  const over: Partition[] = []
  let any = false
  const drawn = table.cut.by === 'number' ? await lastDrawn(sql, table.cut.sequence) : 0
  for (const each of await partitionsOf(sql, table.table)) {
    if (each.to === null) break
    if (table.cut.by === 'number') {
      const at = await newest(each)
      // An empty one waits for numbers that have not been drawn yet, or was emptied row by row.
      if (at ? at.getTime() >= beforeMs : each.from !== null && Number(each.to) > drawn) break
      any ||= at !== undefined || each.from !== null
    } else {
      if (timeOf(table, each.to) > beforeMs) break
      const rows = each.from === null ? await sql.unsafe(`select 1 from ${schema}.${each.name} limit 1`) : [each]
      any ||= rows.length > 0
    }
    over.push(each)
  }
  return any ? over : []
}

async function lastDrawn(sql: Sql | Tx, sequence: string): Promise<number> {
  const [row] = await sql.unsafe<{ last: number }[]>(`select last_value as last from ${sequence}`)
  return Number(row?.last ?? 0)
}

/** Into schema `archive`, under a name that says until when it reaches; an empty one is dropped. */
async function setAside(tx: Tx, name: string): Promise<void> {
  const rows = await tx.unsafe(`select 1 from ${name} limit 1`)
  if (rows.length === 0) return void (await tx.unsafe(`drop table ${name}`))
  const kept = `${name.replace('.', '_')}_${Date.now().toString(36)}`
  await tx.unsafe(`
    create schema if not exists archive;
    alter table ${name} rename to ${kept};
    alter table ${name.slice(0, name.indexOf('.'))}.${kept} set schema archive`)
}

/** In one transaction, by one process at a time, without waiting long for anybody. */
const alone = (sql: Sql, table: string, work: (tx: Tx) => Promise<void>): Promise<void> =>
  pastTableLocks(
    sql,
    async (tx) => {
      const [got] = await tx<{ taken: boolean }[]>`
        select pg_try_advisory_xact_lock(hashtextextended(${`tokri.partitions ${table}`}, 0)) as taken`
      if (got!.taken) await work(tx)
    },
    tries,
  )

/** Looks after tables; one that fails is logged and does not keep the others waiting. */
export async function maintainAll(
  sql: Sql,
  tables: readonly PartitionedTable[],
  options: Parameters<typeof maintainPartitions>[2] & { log: Log },
): Promise<void> {
  for (const each of tables) {
    try {
      await maintainPartitions(sql, each, options)
    } catch (error) {
      options.log.warn({ error, table: each.table }, 'partitions were not looked after; trying again later')
    }
  }
}
