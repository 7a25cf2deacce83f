import type { SessionBrief } from '../../../contracts/users.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { RefreshTokenState } from '../domain/account.ts'

export type SessionEnd = 'logout' | 'revoked' | 'reused' | 'password' | 'deleted' | 'surplus'

export const addSession = (
  tx: Tx,
  session: {
    id: string
    userId: string
    device: string
    address: string
    secondFactor: boolean
    now: number
    expiresAt: number
  },
) => tx`
  insert into users.sessions (id, user_id, device, address, second_factor, created_at, last_used_at, expires_at)
  values (${session.id}, ${session.userId}, ${session.device}, ${session.address}, ${session.secondFactor},
    ${new Date(session.now)},
    ${new Date(session.now)}, ${new Date(session.expiresAt)})`

/** The least recently used make room: sent after `addSession`, in one pipeline. @returns those that were ended */
export const endSurplus = (tx: Tx, userId: string, keep: number, now: number) => tx<{ id: string }[]>`
  update users.sessions set ended_at = ${new Date(now)}, end_reason = 'surplus' where id in (
    select id from users.sessions where user_id = ${userId} and ended_at is null
    order by last_used_at desc, id desc offset ${keep})
  returning id`

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map((row) => row.id)

export const addRefreshToken = (tx: Tx, token: { hash: Buffer; sessionId: string; expiresAt: number }) => tx`
  insert into users.refresh_tokens (hash, session_id, expires_at)
  values (${token.hash}, ${token.sessionId}, ${new Date(token.expiresAt)})`

export interface LockedToken extends RefreshTokenState {
  readonly sessionId: string
  readonly userId: string
  readonly sealedSuccessor: Buffer | null
  /** Whether both factors were shown for the session. */
  readonly secondFactor: boolean
}

/**
 * The token with its session, both locked: whoever comes with the same token waits here and then sees what became of it.
 * The session is locked first, as everywhere, so that two tokens of one family do not deadlock.
 */
export async function lockRefreshToken(tx: Tx, hash: Buffer, device: Buffer): Promise<LockedToken | undefined> {
  const [session] = await tx<
    { id: string; user_id: string; end_reason: string | null; expires_at: Date; second_factor: boolean }[]
  >`
    select id, user_id, end_reason, expires_at, second_factor from users.sessions
    where id = (select session_id from users.refresh_tokens where hash = ${hash}) for update`
  if (!session) return undefined
  const [token] = await tx<
    { expires_at: Date; used_at: Date | null; sealed_successor: Buffer | null; same_device: boolean | null }[]
  >`
    select expires_at, used_at, sealed_successor, used_by = ${device} as same_device
    from users.refresh_tokens where hash = ${hash} for update`
  if (!token) return undefined
  return {
    sessionId: session.id,
    userId: session.user_id,
    secondFactor: session.second_factor,
    sessionEnd: session.end_reason,
    sessionExpiresAt: session.expires_at.getTime(),
    expiresAt: token.expires_at.getTime(),
    usedAt: token.used_at?.getTime() ?? null,
    sameDevice: token.same_device === true,
    sealedSuccessor: token.sealed_successor,
  }
}

/** Marks the token used and puts its successor in its place. */
export async function replaceRefreshToken(
  tx: Tx,
  change: {
    used: Buffer
    usedBy: Buffer
    sealedSuccessor: Buffer
    next: { hash: Buffer; sessionId: string; expiresAt: number }
    now: number
  },
): Promise<void> {
  const now = new Date(change.now)
  await Promise.all([
    tx`
      update users.refresh_tokens
      set used_at = ${now}, used_by = ${change.usedBy}, sealed_successor = ${change.sealedSuccessor}
      where hash = ${change.used}`,
    addRefreshToken(tx, change.next),
    tx`update users.sessions set last_used_at = ${now} where id = ${change.next.sessionId}`,
  ])
}

/** @returns those that were ended: to be told by `tellEnded`, after the commit */
export async function endSessions(
  sql: SqlOrTx,
  which: { id?: string; userId?: string; but?: string },
  reason: SessionEnd,
  now: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update users.sessions set ended_at = ${new Date(now)}, end_reason = ${reason}
    where ended_at is null
      ${which.id === undefined ? sql`` : sql`and id = ${which.id}`}
      ${which.userId === undefined ? sql`` : sql`and user_id = ${which.userId}`}
      ${which.but === undefined ? sql`` : sql`and id <> ${which.but}`}
      ${which.id === undefined && which.userId === undefined ? sql`and false` : sql``}
    returning id`
  return idsOf(rows)
}

export const markSecondFactor = (tx: Tx, id: string) => tx`
  update users.sessions set second_factor = true where id = ${id}`

export async function hasSecondFactor(sql: SqlOrTx, id: string): Promise<boolean> {
  const [row] = await sql<{ second_factor: boolean }[]>`select second_factor from users.sessions where id = ${id}`
  return row?.second_factor === true
}

export const endSessionOfToken = async (sql: SqlOrTx, hash: Buffer, now: number): Promise<string[]> =>
  idsOf(
    await sql<{ id: string }[]>`
  update users.sessions set ended_at = ${new Date(now)}, end_reason = 'logout'
  where ended_at is null and id = (select session_id from users.refresh_tokens where hash = ${hash})
  returning id`,
  )

/** Sessions that ended at an instant or later, by that and by id. */
export async function sessionsEndedSince(
  sql: SqlOrTx,
  from: { atMs: number; id: string },
  limit: number,
): Promise<{ id: string; atMs: number }[]> {
  const rows = await sql<{ id: string; ended_at: Date }[]>`
    select id, ended_at from users.sessions where ended_at is not null and (ended_at, id) > (${new Date(from.atMs)}, ${from.id})
    order by ended_at, id limit ${limit}`
  return rows.map((row) => ({ id: row.id, atMs: row.ended_at.getTime() }))
}

/** Those that can still be refreshed, last used first. */
export async function listSessions(
  sql: SqlOrTx,
  userId: string,
  current: string,
  now: number,
): Promise<SessionBrief[]> {
  const rows = await sql<{ id: string; device: string; address: string; created_at: Date; last_used_at: Date }[]>`
    select id, device, address, created_at, last_used_at from users.sessions
    where user_id = ${userId} and ended_at is null and expires_at > ${new Date(now)}
    order by last_used_at desc, id desc`
  return rows.map((row) => ({
    id: row.id,
    current: row.id === current,
    device: row.device,
    address: row.address,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
  }))
}

/** Used tokens are kept as long as they would have lived, to know them again; ended sessions a month, for the reason. */
export async function dropOldSessions(sql: SqlOrTx, now: number): Promise<boolean> {
  const monthAgo = new Date(now - 30 * 86_400_000)
  const sessions = await sql`
    delete from users.sessions where id in (
      select id from users.sessions where expires_at < ${monthAgo} or ended_at < ${monthAgo} limit 1000)`
  const tokens = await sql`
    delete from users.refresh_tokens where hash in (
      select hash from users.refresh_tokens where expires_at < ${new Date(now)} limit 5000)`
  return sessions.count === 1_000 || tokens.count === 5_000
}
