import { newId } from '../../contracts/ids.ts'
import { common } from '../../contracts/problem.ts'
import { type Session, users } from '../../contracts/users.ts'
import type { Tx } from '../../kit/sql.ts'
import type { UsersContext } from './context.ts'
import { judgeRefresh, sessionsMax } from './domain/account.ts'
import { tellEnded } from './ended.ts'
import { isRequired } from './policy.ts'
import { type Account, getAccount, toUser } from './store/accounts.ts'
import {
  addRefreshToken,
  addSession,
  endSessions,
  endSurplus,
  lockRefreshToken,
  replaceRefreshToken,
} from './store/sessions.ts'
import { hashDevice, hashToken, newRefreshToken, sealSuccessor, signAccessToken, unsealSuccessor } from './tokens.ts'

const dayMs = 86_400_000

/** The device that asks: what it calls itself and where it comes from. */
export interface Device {
  readonly name: string
  readonly address: string
}

export interface Opened {
  readonly sessionId: string
  readonly refreshToken: string
}

/** A new session with its first refresh token, within the transaction of the login. */
export async function openSession(
  tx: Tx,
  context: UsersContext,
  userId: string,
  device: Device,
  { secondFactor = false }: { secondFactor?: boolean } = {},
): Promise<Opened> {
  const now = context.clock.now()
  const sessionId = newId('session')
  const refreshToken = newRefreshToken()
  const { refreshTokenDays, sessionDays } = context.config
  const [, , surplus] = await Promise.all([
    addSession(tx, {
      id: sessionId,
      userId,
      device: device.name,
      address: device.address,
      secondFactor,
      now,
      expiresAt: now + sessionDays * dayMs,
    }),
    addRefreshToken(tx, {
      hash: hashToken(refreshToken),
      sessionId,
      expiresAt: now + refreshTokenDays * dayMs,
    }),
    endSurplus(tx, userId, sessionsMax, now),
  ])
  context.db.afterCommit(tx, () =>
    tellEnded(
      context,
      surplus.map((each) => each.id),
    ),
  )
  return { sessionId, refreshToken }
}

/** What a login answers. The roles are those of this moment. */
export async function answerSession(context: UsersContext, account: Account, opened: Opened): Promise<Session> {
  const { keys, clock, config } = context
  const claims = {
    userId: account.id,
    sessionId: opened.sessionId,
    roles: account.roles,
    storeIds: account.storeIds,
  }
  const accessToken = await signAccessToken(await keys.signing(), claims, clock.now(), config.accessTokenS)
  return {
    user: toUser(account),
    accessToken,
    refreshToken: opened.refreshToken,
    expiresIn: config.accessTokenS,
  }
}

type Refreshed = { kind: 'fresh'; account: Account; opened: Opened } | { kind: 'reused' | 'ended' | 'invalid' }

/**
 * Rotates a refresh token; see `judgeRefresh` for what may come of it.
 * @throws users/invalid-refresh-token, users/refresh-token-reused
 */
export async function refreshSession(context: UsersContext, token: string, device: Device): Promise<Session> {
  const { db, log } = context
  // The end of a reused family has to be committed, so the refusal is a value until then.
  const refreshed = await db.begin((tx) => rotate(tx, context, token, device))
  if (refreshed.kind === 'fresh') return answerSession(context, refreshed.account, refreshed.opened)
  if (refreshed.kind === 'invalid') throw users('users/invalid-refresh-token')
  if (refreshed.kind === 'reused') log.warn('a refresh token came twice; its session is ended')
  throw users('users/refresh-token-reused')
}

async function rotate(tx: Tx, context: UsersContext, token: string, device: Device): Promise<Refreshed> {
  const now = context.clock.now()
  const used = hashToken(token)
  const usedBy = hashDevice(device.name)
  const locked = await lockRefreshToken(tx, used, usedBy)
  const verdict = judgeRefresh(locked, now)
  if (!locked || verdict === 'invalid') return { kind: locked?.sessionEnd === 'reused' ? 'ended' : 'invalid' }
  const { sessionId, userId } = locked
  if (verdict === 'reused') {
    const ended = await endSessions(tx, { id: sessionId }, 'reused', now)
    context.db.afterCommit(tx, () => tellEnded(context, ended))
    return { kind: 'reused' }
  }
  const account = await getAccount(tx, userId)
  if (!account) return { kind: 'invalid' }
  // Promoted since, or the policy has become stricter: the next login asks for both factors.
  if (account.suspendedAt !== null || (!locked.secondFactor && isRequired(context, account))) {
    const ended = await endSessions(tx, { id: sessionId }, 'revoked', now)
    context.db.afterCommit(tx, () => tellEnded(context, ended))
    return { kind: 'invalid' }
  }
  if (verdict === 'repeat') {
    const successor = unsealSuccessor(token, locked.sealedSuccessor!)
    if (successor === undefined) throw common('service/internal')
    return { kind: 'fresh', account, opened: { sessionId, refreshToken: successor } }
  }
  const refreshToken = newRefreshToken()
  await replaceRefreshToken(tx, {
    used,
    usedBy,
    sealedSuccessor: sealSuccessor(token, refreshToken),
    next: {
      hash: hashToken(refreshToken),
      sessionId,
      expiresAt: now + context.config.refreshTokenDays * dayMs,
    },
    now,
  })
  return { kind: 'fresh', account, opened: { sessionId, refreshToken } }
}
