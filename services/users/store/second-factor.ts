import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import { challengeTriesMax } from '../domain/second-factor.ts'

export interface SecondFactor {
  readonly sealedSecret: Buffer
  /** Epoch milliseconds; null while a first code is awaited. */
  readonly confirmedAt: number | null
}

export async function getSecondFactor(sql: SqlOrTx, userId: string): Promise<SecondFactor | undefined> {
  const [row] = await sql<{ sealed_secret: Buffer; confirmed_at: Date | null }[]>`
    select sealed_secret, confirmed_at from users.second_factors where user_id = ${userId}`
  return row && { sealedSecret: row.sealed_secret, confirmedAt: row.confirmed_at?.getTime() ?? null }
}

/** A new secret takes the place of one that was never confirmed. @returns whether there was none in use */
export async function putSecret(sql: SqlOrTx, userId: string, sealedSecret: Buffer, now: number): Promise<boolean> {
  const result = await sql`
    insert into users.second_factors as f (user_id, sealed_secret, created_at)
    values (${userId}, ${sealedSecret}, ${new Date(now)})
    on conflict (user_id) do update set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at,
      last_step = 0
    where f.confirmed_at is null`
  return result.count === 1
}

/** Each step's code is taken once, whoever comes first. @returns whether it was still to be had */
export async function takeStep(sql: SqlOrTx, userId: string, step: number): Promise<boolean> {
  const result = await sql`
    update users.second_factors set last_step = ${step} where user_id = ${userId} and last_step < ${step}`
  return result.count === 1
}

export const confirmSecret = (tx: Tx, userId: string, now: number) => tx`
  update users.second_factors set confirmed_at = ${new Date(now)} where user_id = ${userId}`

/** The secret and the codes that stand in for it. @returns whether there was one in use */
export async function removeSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  await tx`delete from users.recovery_codes where user_id = ${userId}`
  await tx`delete from users.challenges where user_id = ${userId}`
  const rows = await tx<{ confirmed: boolean }[]>`
    delete from users.second_factors where user_id = ${userId} returning confirmed_at is not null as confirmed`
  return rows[0]?.confirmed === true
}

/** New ones take the place of all before. */
export async function putRecoveryCodes(tx: Tx, userId: string, hashes: readonly Buffer[]): Promise<void> {
  await tx`delete from users.recovery_codes where user_id = ${userId}`
  await tx`insert into users.recovery_codes ${tx(hashes.map((hash) => ({ user_id: userId, hash })))}`
}

/** @returns whether it was there and unused */
export async function useRecoveryCode(sql: SqlOrTx, userId: string, hash: Buffer, now: number): Promise<boolean> {
  const result = await sql`
    update users.recovery_codes set used_at = ${new Date(now)}
    where user_id = ${userId} and hash = ${hash} and used_at is null`
  return result.count === 1
}

export async function countRecoveryCodes(sql: SqlOrTx, userId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from users.recovery_codes where user_id = ${userId} and used_at is null`
  return row!.count
}

export type ChallengePurpose = 'verify' | 'enrol'

export const addChallenge = (
  sql: SqlOrTx,
  challenge: { hash: Buffer; userId: string; purpose: ChallengePurpose; expiresAt: number },
) => sql`
  insert into users.challenges (hash, user_id, purpose, expires_at)
  values (${challenge.hash}, ${challenge.userId}, ${challenge.purpose}, ${new Date(challenge.expiresAt)})`

/** Whose challenge it is; looking costs nothing. */
export async function findChallenge(
  sql: SqlOrTx,
  hash: Buffer,
  purpose: ChallengePurpose,
  now: number,
): Promise<string | undefined> {
  const [row] = await sql<{ user_id: string }[]>`
    select user_id from users.challenges
    where hash = ${hash} and purpose = ${purpose} and tries < ${challengeTriesMax} and expires_at > ${new Date(now)}`
  return row?.user_id
}

/** Uses up one try, whatever comes of it. */
export async function takeChallengeTry(
  sql: SqlOrTx,
  hash: Buffer,
  purpose: ChallengePurpose,
  now: number,
): Promise<string | undefined> {
  const [row] = await sql<{ user_id: string }[]>`
    update users.challenges set tries = tries + 1
    where hash = ${hash} and purpose = ${purpose} and tries < ${challengeTriesMax} and expires_at > ${new Date(now)}
    returning user_id`
  return row?.user_id
}

/** @returns whether it was still there: a challenge logs in once */
export async function useUpChallenge(tx: Tx, hash: Buffer): Promise<boolean> {
  const result = await tx`delete from users.challenges where hash = ${hash}`
  return result.count === 1
}

export const dropExpiredChallenges = (sql: SqlOrTx, now: number) =>
  sql`delete from users.challenges where expires_at < ${new Date(now)}`

/** Those of the accounts whose login takes a second factor. */
export async function withSecondFactor(sql: SqlOrTx, userIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from users.second_factors where user_id = any(${userIds as string[]}) and confirmed_at is not null`
  return new Set(rows.map((row) => row.user_id))
}
