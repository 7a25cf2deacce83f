import { createHmac, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { StaffActed } from '../../contracts/audit.ts'
import type { Actor } from '../../contracts/identity.ts'
import { common } from '../../contracts/problem.ts'
import type { RecoveryCodes, SecondFactorSecret, SecondFactorState, Session } from '../../contracts/users.ts'
import { users } from '../../contracts/users.ts'
import { deriveKey, seal, unseal } from '../../kit/seal.ts'
import { message, type SqlOrTx, type Tx } from '../../kit/sql.ts'
import { checkPassword } from './check-password.ts'
import type { UsersContext } from './context.ts'
import { challengeLifeS, isTotp, normaliseCode, recoveryCodesCount, toRecoveryCode } from './domain/second-factor.ts'
import { tellEnded } from './ended.ts'
import { checkNotLocked, countWrongGuess, type Guess, targetKey } from './guessing.ts'
import { isRequired } from './policy.ts'
import { lockOwnAccount, ownAccount } from './profile.ts'
import { answerSession, type Device, openSession } from './sessions.ts'
import { type Account, getAccount } from './store/accounts.ts'
import { forgetFailures } from './store/attempts.ts'
import {
  addChallenge,
  type ChallengePurpose,
  confirmSecret,
  countRecoveryCodes,
  findChallenge,
  getSecondFactor,
  putRecoveryCodes,
  putSecret,
  removeSecondFactor,
  takeChallengeTry,
  takeStep,
  useRecoveryCode,
  useUpChallenge,
} from './store/second-factor.ts'
import { endSessions, markSecondFactor } from './store/sessions.ts'
import { hashToken, newRefreshToken } from './tokens.ts'

const stepS = 30

/**
 * The first factor was shown. @returns what is missing for a session: nothing, a code, or a second factor at all
 */
export async function missingFactor(
  context: UsersContext,
  sql: SqlOrTx,
  account: Account,
): Promise<ChallengePurpose | undefined> {
  const factor = await getSecondFactor(sql, account.id)
  if (factor && factor.confirmedAt !== null) return 'verify'
  return isRequired(context, account) ? 'enrol' : undefined
}

/** @throws users/second-factor-required with a new challenge, always */
export async function challenge(context: UsersContext, account: Account, purpose: ChallengePurpose): Promise<never> {
  const token = newRefreshToken()
  const expiresAt = context.clock.now() + challengeLifeS * 1_000
  await addChallenge(context.db.sql, { hash: hashToken(token), userId: account.id, purpose, expiresAt })
  throw users('users/second-factor-required', {
    details: { challenge: token, enrolled: purpose === 'verify', expiresIn: challengeLifeS },
  })
}

const secretKey = ({ installation }: UsersContext) => deriveKey(installation.secretKey, 'tokri.users.totp')

const hashRecoveryCode = ({ installation }: UsersContext, userId: string, code: string): Buffer =>
  createHmac('sha256', deriveKey(installation.secretKey, 'tokri.users.recovery'))
    .update(`${userId} ${normaliseCode(code)}`)
    .digest()

const totpOf = (secret: Secret, label = '') =>
  new TOTP({ issuer: 'Tokri', label, secret, algorithm: 'SHA1', digits: 6, period: stepS })

/** The step that a code belongs to, of this one, the last and the next: clocks differ, and people type slowly. */
function stepOf(context: UsersContext, userId: string, sealedSecret: Buffer, code: string): number | undefined {
  const opened = unseal(secretKey(context), sealedSecret, userId)
  // Sealed with another key of the installation: nobody can know a code of it.
  if (!opened) return undefined
  const now = context.clock.now()
  const secret = new Secret({ buffer: new Uint8Array(opened).buffer })
  const delta = totpOf(secret).validate({ token: normaliseCode(code), timestamp: now, window: 1 })
  return delta === null ? undefined : Math.floor(now / 1_000 / stepS) + delta
}

/** Whether a code is good: of the app, or one of those on paper. What is good is used up. */
async function takeCode(
  context: UsersContext,
  sql: SqlOrTx,
  userId: string,
  code: string,
): Promise<'app' | 'paper' | undefined> {
  if (!isTotp(code)) {
    const hash = hashRecoveryCode(context, userId, code)
    return (await useRecoveryCode(sql, userId, hash, context.clock.now())) ? 'paper' : undefined
  }
  const factor = await getSecondFactor(sql, userId)
  if (!factor) return undefined
  const step = stepOf(context, userId, factor.sealedSecret, code)
  return step !== undefined && (await takeStep(sql, userId, step)) ? 'app' : undefined
}

const guessAt = (userId: string, address: string): Guess => ({ target: `second factor of ${userId}`, address })

/** @throws users/locked, users/wrong-code */
async function checkCode(
  context: UsersContext,
  userId: string,
  code: string,
  address: string,
): Promise<'app' | 'paper'> {
  const guess = guessAt(userId, address)
  await checkNotLocked(context, guess)
  const by = await takeCode(context, context.db.sql, userId, code)
  if (!by) {
    await countWrongGuess(context, guess)
    throw users('users/wrong-code')
  }
  await forgetFailures(context.db.sql, targetKey(guess))
  return by
}

/** Of staff, the audit log hears what becomes of their second factor. */
async function note(tx: Tx, { db }: UsersContext, account: Account, action: string): Promise<void> {
  if (account.roles.every((role) => role === 'customer')) return
  await db.publish(tx, message(StaffActed, account.id, { actor: account.id, action, subject: account.id }))
}

async function accountOf(context: UsersContext, userId: string | undefined): Promise<Account> {
  const account = userId === undefined ? undefined : await getAccount(context.db.sql, userId)
  if (!account) throw users('users/invalid-challenge')
  if (account.suspendedAt !== null) throw users('users/suspended')
  return account
}

/**
 * The second step of a login.
 * @throws users/invalid-challenge, users/locked, users/wrong-code, users/suspended
 */
export async function verifyChallenge(
  context: UsersContext,
  input: { challenge: string; code: string },
  device: Device,
): Promise<Session> {
  const { db, clock } = context
  const hash = hashToken(input.challenge)
  const account = await accountOf(context, await takeChallengeTry(db.sql, hash, 'verify', clock.now()))
  const by = await checkCode(context, account.id, input.code, device.address)
  const opened = await db.begin(async (tx) => {
    if (!(await useUpChallenge(tx, hash))) throw users('users/invalid-challenge')
    if (by === 'paper') await note(tx, context, account, 'users.recovery_code_used')
    return openSession(tx, context, account.id, device, { secondFactor: true })
  })
  return answerSession(context, account, opened)
}

/** Makes a secret and keeps it until a first code confirms it. @throws users/second-factor-enrolled */
async function makeSecret(context: UsersContext, account: Account): Promise<SecondFactorSecret> {
  const secret = new Secret({ size: 20 })
  const sealed = seal(secretKey(context), secret.bytes, account.id)
  if (!(await putSecret(context.db.sql, account.id, sealed, context.clock.now())))
    throw users('users/second-factor-enrolled')
  return { secret: secret.base32, uri: totpOf(secret, account.email ?? account.name).toString() }
}

async function newRecoveryCodes(tx: Tx, context: UsersContext, userId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodesCount }, () => toRecoveryCode(randomBytes(10)))
  await putRecoveryCodes(
    tx,
    userId,
    codes.map((code) => hashRecoveryCode(context, userId, code)),
  )
  return codes
}

/** During a login that needs a second factor which is not there. @throws users/invalid-challenge */
export async function enrolByChallenge(context: UsersContext, token: string): Promise<SecondFactorSecret> {
  const userId = await findChallenge(context.db.sql, hashToken(token), 'enrol', context.clock.now())
  return makeSecret(context, await accountOf(context, userId))
}

/** The first code: from now on every login asks for one. @throws as verifyChallenge */
export async function confirmByChallenge(
  context: UsersContext,
  input: { challenge: string; code: string },
  device: Device,
): Promise<{ session: Session; recoveryCodes: string[] }> {
  const { db, clock } = context
  const hash = hashToken(input.challenge)
  const account = await accountOf(context, await takeChallengeTry(db.sql, hash, 'enrol', clock.now()))
  await checkFirstCode(context, account.id, input.code, device.address)
  const { opened, recoveryCodes } = await db.begin(async (tx) => {
    if (!(await useUpChallenge(tx, hash))) throw users('users/invalid-challenge')
    return {
      recoveryCodes: await confirm(tx, context, account),
      opened: await openSession(tx, context, account.id, device, { secondFactor: true }),
    }
  })
  return { session: await answerSession(context, account, opened), recoveryCodes }
}

/** Not one on paper: those are of a former secret. */
async function checkFirstCode(context: UsersContext, userId: string, code: string, address: string): Promise<void> {
  const factor = await getSecondFactor(context.db.sql, userId)
  if (!factor) throw users('users/second-factor-absent')
  if (factor.confirmedAt !== null) throw users('users/second-factor-enrolled')
  if (!isTotp(code)) throw users('users/wrong-code')
  await checkCode(context, userId, code, address)
}

async function confirm(tx: Tx, context: UsersContext, account: Account, sessionId?: string): Promise<string[]> {
  const now = context.clock.now()
  await confirmSecret(tx, account.id, now)
  const codes = await newRecoveryCodes(tx, context, account.id)
  await note(tx, context, account, 'users.second_factor_enrolled')
  if (sessionId !== undefined) await markSecondFactor(tx, sessionId)
  // Who came in by one factor only is out, wherever that was.
  const others = { userId: account.id, ...(sessionId === undefined ? {} : { but: sessionId }) }
  const ended = await endSessions(tx, others, 'password', now)
  context.db.afterCommit(tx, () => tellEnded(context, ended))
  return codes
}

export async function secondFactorOf(context: UsersContext, actor: Actor): Promise<SecondFactorState> {
  const account = await ownAccount(context, actor)
  const [factor, recoveryCodesLeft] = await Promise.all([
    getSecondFactor(context.db.sql, account.id),
    countRecoveryCodes(context.db.sql, account.id),
  ])
  const since = factor?.confirmedAt ?? null
  return {
    enrolled: since !== null,
    required: isRequired(context, account),
    ...(since === null ? {} : { since: new Date(since).toISOString() }),
    recoveryCodesLeft,
  }
}

/** Who is logged in sets one up, and shows the password again. @throws users/wrong-credentials, users/locked */
export async function enrol(
  context: UsersContext,
  actor: Actor,
  currentPassword: string | undefined,
  address: string,
): Promise<SecondFactorSecret> {
  const account = await ownAccount(context, actor)
  if (account.passwordHash !== null) {
    if (currentPassword === undefined)
      throw users('users/wrong-credentials', { detail: 'The current password is needed for this change' })
    const guess = { target: account.email ?? account.id, address }
    await checkPassword(context, guess, async () => account, currentPassword)
  }
  return makeSecret(context, account)
}

export async function confirmEnrolment(
  context: UsersContext,
  actor: Actor,
  code: string,
  address: string,
): Promise<RecoveryCodes> {
  const account = await ownAccount(context, actor)
  await checkFirstCode(context, account.id, code, address)
  const recoveryCodes = await context.db.begin((tx) => confirm(tx, context, account, actor.sessionId))
  return { recoveryCodes }
}

export async function renewRecoveryCodes(
  context: UsersContext,
  actor: Actor,
  code: string,
  address: string,
): Promise<RecoveryCodes> {
  const account = await enrolledAccount(context, actor)
  await checkCode(context, account.id, code, address)
  return context.db.begin(async (tx) => {
    await note(tx, context, account, 'users.recovery_codes_renewed')
    return { recoveryCodes: await newRecoveryCodes(tx, context, account.id) }
  })
}

/** @throws users/second-factor-kept where the role needs it */
export async function removeOwn(context: UsersContext, actor: Actor, code: string, address: string): Promise<void> {
  const account = await enrolledAccount(context, actor)
  if (isRequired(context, account)) throw users('users/second-factor-kept')
  await checkCode(context, account.id, code, address)
  await context.db.begin(async (tx) => {
    await removeSecondFactor(tx, account.id)
    await note(tx, context, account, 'users.second_factor_removed')
  })
}

async function enrolledAccount(context: UsersContext, actor: Actor): Promise<Account> {
  const account = await ownAccount(context, actor)
  const factor = await getSecondFactor(context.db.sql, account.id)
  if (!factor || factor.confirmedAt === null) throw users('users/second-factor-absent')
  return account
}

/** An administrator takes it away from somebody who has lost it: all their sessions end, the next login sets up a new one. */
export async function resetSecondFactor(
  context: UsersContext,
  actor: Actor,
  userId: string,
  reason: string,
): Promise<void> {
  const { db, clock } = context
  await db.begin(async (tx) => {
    // The actor's own is asked for at the same door as everybody's: by another administrator.
    const self = await lockOwnAccount(tx, actor)
    if (self.id === userId) throw common('auth/forbidden', { detail: 'Another administrator has to do that' })
    if (!(await getAccount(tx, userId))) throw users('users/not-found')
    if (!(await removeSecondFactor(tx, userId))) throw users('users/second-factor-absent')
    const ended = await endSessions(tx, { userId }, 'revoked', clock.now())
    db.afterCommit(tx, () => tellEnded(context, ended))
    await db.publish(
      tx,
      message(StaffActed, userId, {
        actor: actor.userId,
        action: 'users.second_factor_reset',
        subject: userId,
        reason,
      }),
    )
  })
}
