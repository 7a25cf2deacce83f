import type { AuditEntry } from '../../../contracts/users.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface NewAuditEntry extends Omit<AuditEntry, 'id'> {
  readonly eventId: string
}

export const addAuditEntries = (tx: Tx, entries: readonly NewAuditEntry[]) => tx`
  insert into users.audit (event_id, at, actor, action, subject, reason, details)
  select e->>'eventId', (e->>'at')::timestamptz, e->>'actor', e->>'action', e->>'subject', e->>'reason', e->'details'
  from jsonb_array_elements(${tx.json(entries as never)}) e
  on conflict (event_id) do nothing`

/** Newest first. */
export async function listAudit(
  sql: SqlOrTx,
  {
    id,
    actor,
    subject,
    action,
    from,
    to,
    before,
    limit,
  }: {
    id?: number
    actor?: string
    subject?: string
    /** The beginning of it. */
    action?: string
    from?: Date
    to?: Date
    before?: number
    limit: number
  },
): Promise<AuditEntry[]> {
  const rows = await sql<
    { id: number; at: Date; actor: string; action: string; subject: string; reason: string | null; details: unknown }[]
  >`
    select id, at, actor, action, subject, reason, details from users.audit
    where true
      ${id === undefined ? sql`` : sql`and id = ${id}`}
      ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
      ${subject === undefined ? sql`` : sql`and subject = ${subject}`}
      ${action === undefined ? sql`` : sql`and action like ${`${action.replace(/_/g, '\\_')}%`}`}
      ${from === undefined ? sql`` : sql`and at >= ${from}`}
      ${to === undefined ? sql`` : sql`and at < ${to}`}
      ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`
  return rows.map(({ id, at, reason, details, ...row }) => ({
    id: String(id),
    at: at.toISOString(),
    ...row,
    ...(reason === null ? {} : { reason }),
    ...(details === null ? {} : { details }),
  }))
}
