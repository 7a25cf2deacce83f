import type { SavedFilter, SavedFilterInput } from '../../../contracts/users.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

interface Row extends Omit<SavedFilter, 'savedAt'> {
  savedAt: Date
}

const fromRow = ({ savedAt, ...row }: Row): SavedFilter => ({ ...row, savedAt: savedAt.toISOString() })

/** By page and name. */
export async function listSavedFilters(sql: SqlOrTx, userId: string, page?: string): Promise<SavedFilter[]> {
  const rows = await sql<Row[]>`
    select id, page, name, filters, saved_at as "savedAt" from users.saved_filters
    where user_id = ${userId} ${page === undefined ? sql`` : sql`and page = ${page}`}
    order by page, name`
  return rows.map(fromRow)
}

/** How many there are of other names: of the page, and in all. The caller holds the account's row. */
export async function countOtherFilters(tx: Tx, userId: string, { page, name }: SavedFilterInput) {
  const [row] = await tx<{ ofPage: number; all: number }[]>`
    select count(*) filter (where page = ${page}) as "ofPage", count(*) as all from users.saved_filters
    where user_id = ${userId} and (page, name) <> (${page}, ${name})`
  return row!
}

/** The same name on the same page is replaced, and keeps its id. */
export async function putSavedFilter(
  tx: Tx,
  userId: string,
  { id, page, name, filters }: SavedFilterInput & { id: string },
  now: number,
): Promise<SavedFilter> {
  const [row] = await tx<Row[]>`
    insert into users.saved_filters (id, user_id, page, name, filters, saved_at)
    values (${id}, ${userId}, ${page}, ${name}, ${tx.json(filters)}, ${new Date(now)})
    on conflict (user_id, page, name) do update set filters = excluded.filters, saved_at = excluded.saved_at
    returning id, page, name, filters, saved_at as "savedAt"`
  return fromRow(row!)
}

/** @returns whether it was there and theirs */
export async function removeSavedFilter(sql: SqlOrTx, userId: string, id: string): Promise<boolean> {
  const result = await sql`delete from users.saved_filters where id = ${id} and user_id = ${userId}`
  return result.count === 1
}

export const removeSavedFilters = (tx: Tx, userId: string) =>
  tx`delete from users.saved_filters where user_id = ${userId}`
