import type { ImportFile, ImportKind, ImportRow, ImportVerdict } from '../../../contracts/catalogue.ts'
import type { Reasoned } from '../../../contracts/reasons.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import { refused } from '../imports/refused.ts'
import type { Cells, FileRow } from '../imports/table.ts'

interface Row {
  id: string
  kind: ImportKind
  file_name: string
  state: ImportFile['state']
  rows: number
  done: number
  store_ids: string[] | null
  created_by: string
  created_at: Date
  applied_at: Date | null
  undone_at: Date | null
}
type Counted = Row & { added: number; changed: number; unchanged: number; refused: number }

const toFile = (row: Counted): ImportFile => ({
  id: row.id,
  kind: row.kind,
  fileName: row.file_name,
  state: row.state,
  rows: row.rows,
  done: row.done,
  counts: { added: row.added, changed: row.changed, unchanged: row.unchanged, refused: row.refused },
  createdBy: row.created_by,
  createdAt: toTimestamp(row.created_at.getTime()),
  ...(row.applied_at ? { appliedAt: toTimestamp(row.applied_at.getTime()) } : {}),
  ...(row.undone_at ? { undoneAt: toTimestamp(row.undone_at.getTime()) } : {}),
})

const counted = (sql: SqlOrTx) => sql`
  select i.*, c.* from catalogue.imports i, lateral (
    select count(*) filter (where verdict = 'added')::int as added, count(*) filter (where verdict = 'changed')::int as changed,
      count(*) filter (where verdict = 'unchanged')::int as unchanged, count(*) filter (where verdict = 'refused')::int as refused
    from catalogue.import_rows r where r.import_id = i.id) c`

export interface NewImport {
  readonly id: string
  readonly kind: ImportKind
  readonly fileName: string
  /** Null for all. */
  readonly storeIds: readonly string[] | null
  readonly createdBy: string
  readonly nowMs: number
}

const rowsAtOnce = 2_000

const earlierRow = (row: number) =>
  refused('catalogue/duplicate-sku', 'earlier-row', 'An earlier row is about the same', { row })

/** Of rows about the same thing the first counts. */
export async function addImport(tx: Tx, made: NewImport, rows: readonly FileRow[]): Promise<void> {
  await tx`
    insert into catalogue.imports (id, kind, file_name, state, rows, store_ids, created_by, created_at)
    values (${made.id}, ${made.kind}, ${made.fileName}, 'checking', ${rows.length}, ${made.storeIds as string[] | null},
      ${made.createdBy}, ${new Date(made.nowMs)})`
  const seen = new Map<string, number>()
  const marked = rows.map((each) => {
    const earlier = seen.get(each.key)
    if (earlier !== undefined) return { ...each, twice: earlierRow(earlier) }
    seen.set(each.key, each.row)
    return each
  })
  for (let at = 0; at < marked.length; at += rowsAtOnce)
    await tx`
      insert into catalogue.import_rows (import_id, row, cells, key, verdict, code, message, details)
      select ${made.id}, (r->>'row')::int, r->'cells', r->>'key',
        r->'twice'->>'verdict', r->'twice'->>'code', r->'twice'->>'message', r->'twice'->'details'
      from jsonb_array_elements(${tx.json(marked.slice(at, at + rowsAtOnce) as never)}) r`
}

export async function getImport(
  sql: SqlOrTx,
  id: string,
): Promise<(ImportFile & { storeIds: string[] | null }) | null> {
  const [row] = await sql<Counted[]>`${counted(sql)} where i.id = ${id}`
  return row ? { ...toFile(row), storeIds: row.store_ids } : null
}

/** Newest first. @param by only those of this user */
export async function listImports(
  sql: Sql,
  { by, before, limit }: { by: string | undefined; before: string | undefined; limit: number },
): Promise<ImportFile[]> {
  const rows = await sql<Counted[]>`
    ${counted(sql)} where true ${by ? sql`and created_by = ${by}` : sql``} ${before ? sql`and i.id < ${before}` : sql``}
    order by i.id desc limit ${limit}`
  return rows.map(toFile)
}

export async function listRows(
  sql: Sql,
  id: string,
  { verdict, after, limit }: { verdict: ImportVerdict | undefined; after: number; limit: number },
): Promise<ImportRow[]> {
  type Told = Pick<ImportRow, 'code' | 'message' | 'details'>
  type Kept = Omit<ImportRow, keyof Told> & { [Name in keyof Told]-?: NonNullable<Told[Name]> | null }
  const rows = await sql<Kept[]>`
    select row, key, label, verdict, changes, code, message, details, applied from catalogue.import_rows
    where import_id = ${id} and row > ${after} and verdict is not null ${verdict ? sql`and verdict = ${verdict}` : sql``}
    order by row limit ${limit}`
  return rows.map(({ code, message, details, ...row }) => ({
    ...row,
    ...(code ? { code } : {}),
    ...(message ? { message } : {}),
    ...(details ? { details } : {}),
  }))
}

/** Sets an import going in another way, if it is as it must be for that. @param storeIds of who says so, now; the same when absent @returns whether it was */
export async function moveImport(
  tx: Tx,
  id: string,
  from: readonly ImportFile['state'][],
  to: ImportFile['state'],
  storeIds?: readonly string[],
): Promise<boolean> {
  const { count } = await tx`
    update catalogue.imports set state = ${to}, done = 0 ${storeIds ? tx`, store_ids = ${storeIds as string[]}` : tx``} where id = ${id} and state = any(${from as string[]})`
  return count === 1
}

export interface TakenImport {
  readonly id: string
  readonly kind: ImportKind
  readonly state: 'checking' | 'applying' | 'undoing'
  readonly done: number
  readonly storeIds: string[] | null
  readonly createdBy: string
  readonly leasedUntil: Date
}

/** Takes an import that waits for its next batch, for so long. */
export async function takeImport(sql: Sql, nowMs: number, leaseMs: number): Promise<TakenImport | null> {
  const [row] = await sql<TakenImport[]>`
    update catalogue.imports set leased_until = ${new Date(nowMs + leaseMs)} where id = (
      select id from catalogue.imports where state in ('checking', 'applying', 'undoing') and leased_until < ${new Date(nowMs)}
      order by leased_until, id limit 1 for update skip locked)
    returning id, kind, state, done, store_ids as "storeIds", created_by as "createdBy", leased_until as "leasedUntil"`
  return row ?? null
}

export interface BatchRow {
  readonly row: number
  readonly cells: Cells
  readonly verdict: ImportVerdict | null
  readonly code: string | null
  readonly target: unknown
  readonly applied: boolean
}

export const batchOf = (sql: Sql, id: string, after: number, limit: number) => sql<BatchRow[]>`
  select row, cells, verdict, code, target, applied from catalogue.import_rows
  where import_id = ${id} and row > ${after} order by row limit ${limit}`

export interface Finding {
  readonly row: number
  readonly verdict?: ImportVerdict
  readonly label?: string
  readonly changes?: ImportRow['changes']
  readonly target?: unknown
  readonly code?: string
  readonly message?: string
  readonly details?: Reasoned
  readonly applied?: boolean
}

/** What became of a batch, with how far the import has come; nothing when the lease was lost meanwhile. */
export async function endBatch(
  tx: Tx,
  taken: TakenImport,
  findings: readonly Finding[],
  next: { done: number; state?: ImportFile['state']; nowMs: number },
): Promise<boolean> {
  const { state = taken.state } = next
  const now = new Date(next.nowMs)
  const held = await tx`
    update catalogue.imports set done = ${next.done}, state = ${state}, leased_until = '-infinity'
      ${state === 'applied' ? tx`, applied_at = ${now}` : state === 'undone' ? tx`, undone_at = ${now}` : tx``}
    where id = ${taken.id} and state = ${taken.state} and leased_until = ${taken.leasedUntil}`
  if (held.count === 0) return false
  if (findings.length > 0)
    await tx`
      update catalogue.import_rows r set
        verdict = coalesce(f->>'verdict', r.verdict), label = coalesce(f->>'label', r.label),
        changes = coalesce(f->'changes', r.changes), target = coalesce(f->'target', r.target),
        code = coalesce(f->>'code', r.code), message = coalesce(f->>'message', r.message),
        details = case when f ? 'message' then f->'details' else r.details end,
        applied = coalesce((f->>'applied')::boolean, r.applied)
      from jsonb_array_elements(${tx.json(findings as never)}) f
      where r.import_id = ${taken.id} and r.row = (f->>'row')::int`
  return true
}

export const giveBackImport = (sql: Sql, taken: TakenImport, untilMs: number) => sql`
  update catalogue.imports set leased_until = ${new Date(untilMs)}
  where id = ${taken.id} and leased_until = ${taken.leasedUntil}`

/** Files are kept so long that a price may be undone. */
export const dropOldImports = (sql: Sql, beforeMs: number) => sql`
  delete from catalogue.imports where id in (
    select id from catalogue.imports where created_at < ${new Date(beforeMs)}
      and state in ('checked', 'applied', 'undone') order by created_at limit 20)`
