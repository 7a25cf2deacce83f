import { timingSafeEqual } from 'node:crypto'
import { StaffActed } from '../../contracts/audit.ts'
import type { Actor } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import type { Scope } from '../../contracts/scopes.ts'
import { users } from '../../contracts/users.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { UsersContext } from './context.ts'
import { networkOf } from './domain/account.ts'
import { tellEnded } from './ended.ts'
import { checkNotLocked, countWrongGuess, targetKey } from './guessing.ts'
import { blankAccount, createAccount } from './login.ts'
import { forgetFailures } from './store/attempts.ts'
import { addClient, type Client, findClient, lockClient, markRevoked, markUsed, saveSecret } from './store/clients.ts'
import { addSession, endSessions } from './store/sessions.ts'
import { hashToken, newRefreshToken, signAccessToken } from './tokens.ts'

/** The session of a client ends with its secret, not by the clock. */
const sessionMs = 20 * 365 * 86_400_000

/** `tks_` tells scanners of leaked secrets whose it is. */
const newSecret = (): string => `tks_${newRefreshToken()}`

const note = ({ db }: UsersContext, tx: Tx, actor: Actor, action: string, id: string, details: object) =>
  db.publish(tx, message(StaffActed, id, { actor: actor.userId, action, subject: id, details }))

async function newSession(tx: Tx, userId: string, name: string, now: number): Promise<string> {
  const id = newId('session')
  const device = `API client ${name}`
  await addSession(tx, { id, userId, device, address: '', secondFactor: true, now, expiresAt: now + sessionMs })
  return id
}

/** A new client with an account of its own. The secret is told here and never again. */
export async function createClient(
  context: UsersContext,
  actor: Actor,
  input: { name: string; scopes: Scope[] },
): Promise<{ client: Client; secret: string }> {
  const { db, clock } = context
  const now = clock.now()
  const secret = newSecret()
  return db.begin(async (tx) => {
    const account = { ...blankAccount(now), name: input.name, roles: ['partner' as const] }
    await createAccount(tx, context, account)
    const client: Client = {
      id: newId('client'),
      name: input.name,
      userId: account.id,
      sessionId: await newSession(tx, account.id, input.name, now),
      secretHash: hashToken(secret),
      scopes: [...new Set(input.scopes)],
      createdAt: new Date(now),
      createdBy: actor.userId,
      rotatedAt: null,
      lastUsedAt: null,
      revokedAt: null,
    }
    await addClient(tx, client)
    await note(context, tx, actor, 'users.client_created', client.id, { name: client.name, scopes: client.scopes })
    return { client, secret }
  })
}

/** Another secret; tokens that the former one brought are refused from now on. @throws users/client-not-found */
export async function rotateSecret(
  context: UsersContext,
  actor: Actor,
  id: string,
): Promise<{ client: Client; secret: string }> {
  const { db, clock } = context
  const now = clock.now()
  const secret = newSecret()
  return db.begin(async (tx) => {
    const client = await livingClient(tx, id)
    const sessionId = await newSession(tx, client.userId, client.name, now)
    await endSession(context, tx, client.sessionId, now)
    await saveSecret(tx, id, hashToken(secret), sessionId, now)
    await note(context, tx, actor, 'users.client_secret_rotated', id, {})
    return { client: { ...client, sessionId, rotatedAt: new Date(now) }, secret }
  })
}

/** Ends a client for good. @throws users/client-not-found */
export async function revokeClient(context: UsersContext, actor: Actor, id: string): Promise<void> {
  const { db, clock } = context
  const now = clock.now()
  await db.begin(async (tx) => {
    const client = await livingClient(tx, id)
    await markRevoked(tx, id, now)
    await endSession(context, tx, client.sessionId, now)
    await note(context, tx, actor, 'users.client_revoked', id, { name: client.name })
  })
}

async function livingClient(tx: Tx, id: string): Promise<Client> {
  const client = await lockClient(tx, id)
  if (!client || client.revokedAt !== null) throw users('users/client-not-found')
  return client
}

async function endSession(context: UsersContext, tx: Tx, id: string, now: number): Promise<void> {
  const ended = await endSessions(tx, { id }, 'revoked', now)
  context.db.afterCommit(tx, () => tellEnded(context, ended))
}

export type TokenAnswer =
  | { kind: 'granted'; accessToken: string; expiresIn: number; scopes: readonly string[] }
  | { kind: 'refused'; error: 'invalid_client' | 'invalid_scope' }

/**
 * An access token for a client (RFC 6749, 4.4). A secret has 256 bits, so guesses are counted for the log's sake more
 * than for safety. `scope` narrows what the token is good for.
 * @throws users/locked
 */
export async function grantToken(
  context: UsersContext,
  input: { clientId: string; secret: string; scope: string | undefined; address: string },
): Promise<TokenAnswer> {
  const { db, clock, keys, config } = context
  const guess = { target: `client ${input.clientId}`, address: networkOf(input.address) }
  await checkNotLocked(context, guess)
  const client = await findClient(db.sql, input.clientId)
  const right = client && client.revokedAt === null && timingSafeEqual(client.secretHash, hashToken(input.secret))
  if (!right) {
    await countWrongGuess(context, guess)
    return { kind: 'refused', error: 'invalid_client' }
  }
  const wanted = input.scope?.split(' ').filter(Boolean) ?? []
  const scopes = wanted.length === 0 ? client.scopes : wanted
  if (!scopes.every((each) => (client.scopes as string[]).includes(each)))
    return { kind: 'refused', error: 'invalid_scope' }
  await forgetFailures(db.sql, targetKey(guess))
  await markUsed(db.sql, client.id, clock.now())
  const claims = { userId: client.userId, sessionId: client.sessionId, roles: ['partner'], storeIds: [], scopes }
  const accessToken = await signAccessToken(await keys.signing(), claims, clock.now(), config.accessTokenS)
  return { kind: 'granted', accessToken, expiresIn: config.accessTokenS, scopes }
}
