import { createHash, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { algorithm, audience, issuer } from '../../kit/auth.ts'
import { deriveKey, seal, unseal } from '../../kit/seal.ts'
import type { SigningKey } from './keys.ts'

/** An access token as `kit/auth.ts` reads it (RFC 9068 in form). `now` in epoch milliseconds. */
export const signAccessToken = (
  key: SigningKey,
  claims: {
    userId: string
    sessionId: string
    roles: readonly string[]
    storeIds: readonly string[]
    scopes?: readonly string[]
  },
  now: number,
  lifeS: number,
): Promise<string> => {
  const issuedAt = Math.floor(now / 1_000)
  return new SignJWT({
    sid: claims.sessionId,
    roles: claims.roles,
    stores: claims.storeIds,
    ...(claims.scopes ? { scope: claims.scopes.join(' ') } : {}),
  })
    .setProtectedHeader({ alg: algorithm, kid: key.id, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(claims.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeS)
    .sign(key.privateKey)
}

/** 256 random bits that mean nothing: all that they stand for is in the database, under their hash. */
export const newRefreshToken = (): string => randomBytes(32).toString('base64url')

/** Such a token has no structure to guess at, so a plain SHA-256 keeps it. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What a device calls itself, for telling an honest repeat from a thief's. */
export const hashDevice = (device: string): Buffer => createHash('sha256').update(device).digest()

const successorKey = (token: string) => deriveKey(Buffer.from(token), 'tokri.users.successor')

/** Only who shows the old token can read its successor again: the database alone does not give it away. */
export const sealSuccessor = (token: string, successor: string): Buffer =>
  seal(successorKey(token), Buffer.from(successor), 'successor')

export const unsealSuccessor = (token: string, sealed: Buffer): string | undefined =>
  unseal(successorKey(token), sealed, 'successor')?.toString()
