import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Actor, Role } from '../contracts/identity.ts'
import { roles } from '../contracts/identity.ts'
import { common } from '../contracts/problem.ts'

export const issuer = 'tokri'
export const audience = 'tokri-api'
/** The one algorithm that is accepted: Ed25519 (RFC 8037). `none` and shared-secret algorithms never are. */
export const algorithm = 'EdDSA'

const clockToleranceS = 5
const refetchAfterMs = 10_000

/** Who sends an access token. @throws auth/invalid-token, auth/expired-token */
export type Authenticate = (token: string) => Promise<Actor>

/**
 * Verifies access tokens against the users service's public keys. Keys are fetched when an unknown one is met (a
 * rotation), at most once in ten seconds; tokens that were verified are remembered until they expire.
 * @param hasEnded tells of a session whose tokens are refused though they have not expired
 */
export function tokenVerifier(
  fetchKeys: () => Promise<JSONWebKeySet>,
  hasEnded: (sessionId: string) => boolean = () => false,
): Authenticate {
  const verified = new LRUCache<string, { actor: Actor; expiresAtMs: number }>({ max: 20_000 })
  let keys: ReturnType<typeof createLocalJWKSet> | undefined
  let fetchedAtMs = 0

  const refresh = async () => {
    fetchedAtMs = Date.now()
    keys = createLocalJWKSet(await fetchKeys())
  }

  const verify = async (token: string) => {
    if (!keys) await refresh()
    const options = { issuer, audience, algorithms: [algorithm], clockTolerance: clockToleranceS }
    try {
      return await jwtVerify(token, keys!, options)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - fetchedAtMs < refetchAfterMs) throw error
      await refresh()
      return jwtVerify(token, keys!, options)
    }
  }

  const living = (actor: Actor): Actor => {
    if (hasEnded(actor.sessionId)) throw common('auth/invalid-token', { detail: 'The session has ended' })
    return actor
  }

  return async (token) => {
    const known = verified.get(token)
    if (known) {
      if (known.expiresAtMs + clockToleranceS * 1000 > Date.now()) return living(known.actor)
      throw common('auth/expired-token')
    }
    try {
      const { payload } = await verify(token)
      const actor: Actor = {
        userId: String(payload.sub),
        sessionId: String(payload.sid),
        roles: listOf(payload.roles).filter((each): each is Role => (roles as readonly string[]).includes(each)),
        storeIds: listOf(payload.stores),
        ...(typeof payload.scope === 'string' ? { scopes: payload.scope.split(' ') } : {}),
      }
      verified.set(token, { actor, expiresAtMs: (payload.exp ?? 0) * 1000 })
      return living(actor)
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw common('auth/expired-token')
      if (error instanceof errors.JOSEError) throw common('auth/invalid-token')
      throw error
    }
  }
}

const listOf = (claim: unknown): string[] => (Array.isArray(claim) ? claim.map(String) : [])

const serviceIssuer = 'tokri-internal'
const serviceTokenS = 60
const renewAfterMs = 30_000

/**
 * Short-lived tokens by which the services of one installation know each other, from a secret that they share. A token
 * names who calls and whom: one that was taken from a request to one service opens no other.
 */
export function serviceTokens(secret: string) {
  const key = new TextEncoder().encode(secret)
  const made = new Map<string, { token: string; renewAtMs: number }>()
  const seen = new LRUCache<string, { untilMs: number; service: string; caller: string }>({ max: 1_000 })
  return {
    async make(caller: string, service: string): Promise<string> {
      const name = `${caller} ${service}`
      const known = made.get(name)
      if (known && known.renewAtMs > Date.now()) return known.token
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(serviceIssuer)
        .setSubject(caller)
        .setAudience(service)
        .setIssuedAt()
        .setExpirationTime(`${serviceTokenS}s`)
        .sign(key)
      made.set(name, { token, renewAtMs: Date.now() + renewAfterMs })
      return token
    },
    /**
     * @param services those that run here: the token has to be meant for one of them
     * @returns who calls
     * @throws auth/invalid-token
     */
    async check(header: string | undefined, services: readonly string[]): Promise<string> {
      const token = header?.startsWith('Bearer ') ? header.slice(7) : ''
      const known = seen.get(token)
      if (known && known.untilMs > Date.now() && services.includes(known.service)) return known.caller
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer: serviceIssuer,
          audience: [...services],
          algorithms: ['HS256'],
          requiredClaims: ['sub', 'iat', 'exp'],
          maxTokenAge: serviceTokenS,
          clockTolerance: clockToleranceS,
        })
        const caller = payload.sub!
        seen.set(token, { untilMs: payload.exp! * 1000, service: String(payload.aud), caller })
        return caller
      } catch {
        throw common('auth/invalid-token')
      }
    },
  }
}
export type ServiceTokens = ReturnType<typeof serviceTokens>
