import { randomBytes } from 'node:crypto'
import type { Sql, SqlOrTx } from '../../../kit/sql.ts'
import type { PublicKey } from '../keys.ts'

export interface KeyRow {
  id: string
  publicKey: PublicKey
  sealedPrivateKey: Buffer
  /** Epoch milliseconds, as all instants here. */
  createdAt: number
  signsFrom: number
}

/** Those whose tokens may still be about, with the one that will sign next. */
export async function loadKeys(sql: SqlOrTx, now: number): Promise<KeyRow[]> {
  const rows = await sql<
    { id: string; public_key: PublicKey; sealed_private_key: Buffer; created_at: Date; signs_from: Date }[]
  >`
    select id, public_key, sealed_private_key, created_at, signs_from from users.signing_keys
    where expires_at is null or expires_at > ${new Date(now)} order by signs_from desc`
  return rows.map((row) => ({
    id: row.id,
    publicKey: row.public_key,
    sealedPrivateKey: row.sealed_private_key,
    createdAt: row.created_at.getTime(),
    signsFrom: row.signs_from.getTime(),
  }))
}

export interface NewKey {
  now: number
  signsFrom: number
  /** How long after `signsFrom` the older keys stay published. */
  predecessorsExpireAfterMs: number
  /** Adds it only when this says so of the keys there are: whoever else wanted one may have been first. */
  onlyIf(rows: KeyRow[]): boolean
  make(id: string): { publicKey: PublicKey; sealedPrivateKey: Buffer }
}

/** One at a time in the whole installation. @returns the new key, or the newest where none was to be added */
export async function addKey(sql: Sql, key: NewKey): Promise<{ keyId: string; signsFrom: number }> {
  return (await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('users.signing_keys'))`
    const rows = await loadKeys(tx, key.now)
    if (!key.onlyIf(rows)) return { keyId: rows[0]!.id, signsFrom: rows[0]!.signsFrom }
    const id = randomBytes(12).toString('base64url')
    const { publicKey, sealedPrivateKey } = key.make(id)
    const goneAt = new Date(key.signsFrom + key.predecessorsExpireAfterMs)
    await tx`
      update users.signing_keys set expires_at = least(expires_at, ${goneAt})`
    await tx`
      insert into users.signing_keys (id, public_key, sealed_private_key, created_at, signs_from)
      values (${id}, ${tx.json(publicKey as never)}, ${sealedPrivateKey}, ${new Date(key.now)}, ${new Date(key.signsFrom)})`
    return { keyId: id, signsFrom: key.signsFrom }
  })) as { keyId: string; signsFrom: number }
}

export const dropExpiredKeys = (sql: Sql, now: number) =>
  sql`delete from users.signing_keys where expires_at <= ${new Date(now)}`
