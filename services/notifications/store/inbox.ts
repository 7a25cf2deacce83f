import type { SqlOrTx } from '../../../kit/sql.ts'
import type { TemplateData, TemplateName } from '../templates/data.ts'

export interface StoredItem {
  readonly id: string
  readonly template: TemplateName
  readonly data: TemplateData[TemplateName]
  readonly link: string | null
  readonly createdAt: Date
  readonly readAt: Date | null
}

/** A page, newest first, and how many are unread in all: of one moment, so that they agree. */
export async function readInbox(
  sql: SqlOrTx,
  userId: string,
  { before, limit }: { before?: string; limit: number },
): Promise<{ items: StoredItem[]; unread: number }> {
  const rows = await sql<({ unread: number } & StoredItem)[]>`
    select unread, page.* from (
      select count(*) as unread from notifications.messages where user_id = ${userId} and read_at is null) all_items
    left join (
      select id, template, data, link, created_at as "createdAt", read_at as "readAt" from notifications.messages
      where user_id = ${userId} ${before === undefined ? sql`` : sql`and id < ${before}`}
      order by id desc limit ${limit}) page on true
    order by page.id desc`
  // Without a page there is one row, of the count alone.
  return { items: rows.filter((row) => row.id !== null), unread: rows[0]!.unread }
}

/** @returns whether it is there and theirs; reading it again keeps the first time */
export async function markRead(sql: SqlOrTx, userId: string, id: string, now: number): Promise<boolean> {
  const result = await sql`
    update notifications.messages set read_at = coalesce(read_at, ${new Date(now)})
    where id = ${id} and user_id = ${userId}`
  return result.count === 1
}

export const markAllRead = (sql: SqlOrTx, userId: string, now: number) => sql`
  update notifications.messages set read_at = ${new Date(now)} where user_id = ${userId} and read_at is null`
