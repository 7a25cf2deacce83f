import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Actor } from '../../contracts/identity.ts'
import { SendCode } from '../../contracts/notifications.ts'
import { common } from '../../contracts/problem.ts'
import { type Session, users } from '../../contracts/users.ts'
import { deriveKey } from '../../kit/seal.ts'
import type { Tx } from '../../kit/sql.ts'
import type { UsersContext } from './context.ts'
import { codeLifeS, codesPerAddress, codesPerPhone, networkOf } from './domain/account.ts'
import { checkNotLocked, countWrongGuess, retryAfter, targetKey } from './guessing.ts'
import { blankAccount, createAccount, refuseTaken } from './login.ts'
import { challenge, missingFactor } from './second-factor.ts'
import { answerSession, type Device, openSession } from './sessions.ts'
import { type Account, findByPhone, lockAccount, saveAccount } from './store/accounts.ts'
import { forgetFailures, takeQuotas } from './store/attempts.ts'
import { putCode, takeTry, useUpCode } from './store/codes.ts'
import { hasSecondFactor } from './store/sessions.ts'

/** Six digits are tried out in no time by who has their plain hash, so the hash needs the installation's key. */
const hashCode = ({ installation }: UsersContext, phone: string, requestId: string, code: string): Buffer =>
  createHmac('sha256', deriveKey(installation.secretKey, 'tokri.users.codes'))
    .update(`${phone} ${requestId} ${code}`)
    .digest()

/**
 * Sends a login code. The answer is the same whether or not the number has an account.
 * @throws users/code-too-soon, notifications/unavailable
 */
export async function requestCode(context: UsersContext, phone: string, address: string) {
  const { db, clock, call } = context
  const now = clock.now()
  const requestId = randomUUID()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const waitMs = await db.begin(async (tx) => {
    const wait = await takeQuotas(
      tx,
      [
        { key: `code:${phone}`, rule: codesPerPhone },
        { key: `code-from:${networkOf(address)}`, rule: codesPerAddress },
      ],
      now,
    )
    if (wait === 0)
      await putCode(tx, {
        phone,
        requestId,
        hash: hashCode(context, phone, requestId, code),
        expiresAt: now + codeLifeS * 1_000,
      })
    return wait
  })
  if (waitMs > 0) throw users('users/code-too-soon', { headers: retryAfter(waitMs) })
  const language = (await findByPhone(db.sql, phone))?.language ?? 'en'
  await call(SendCode, { requestId, phone, code, language })
  return { expiresIn: codeLifeS, resendIn: codesPerPhone.pauseS }
}

/**
 * Logs in by a code: into the account that has proved the number before, into a new one otherwise. Who is logged in
 * already proves the number to be their own instead. A number that somebody merely typed into another account's profile
 * gives that account nothing.
 * @throws users/locked, users/wrong-code, users/phone-taken, users/suspended, users/second-factor-required
 */
export async function verifyCode(
  context: UsersContext,
  { phone, code }: { phone: string; code: string },
  device: Device,
  actor: Actor | undefined,
): Promise<Session> {
  const { db, clock } = context
  const guess = { target: phone, address: device.address }
  await checkNotLocked(context, guess)
  const attempt = await takeTry(db.sql, phone, clock.now())
  const given = hashCode(context, phone, attempt?.requestId ?? '', code)
  if (!attempt || !timingSafeEqual(attempt.hash, given)) {
    await countWrongGuess(context, guess)
    throw users('users/wrong-code')
  }
  try {
    const done = await db.begin(async (tx) => {
      if (!(await useUpCode(tx, phone, attempt.requestId))) throw users('users/wrong-code')
      await forgetFailures(tx, targetKey(guess))
      if (actor) {
        const account = await proveNumber(tx, actor.userId, phone)
        const secondFactor = await hasSecondFactor(tx, actor.sessionId)
        return { account, opened: await openSession(tx, context, account.id, device, { secondFactor }) }
      }
      const account = await accountOf(tx, context, phone)
      if (account.suspendedAt !== null) return { account, missing: 'suspended' as const }
      const missing = await missingFactor(context, tx, account)
      if (missing) return { account, missing }
      return { account, opened: await openSession(tx, context, account.id, device) }
    })
    // Thrown after the commit: the code is used up in any case.
    if (done.missing === 'suspended') throw users('users/suspended')
    if (done.missing) return await challenge(context, done.account, done.missing)
    return answerSession(context, done.account, done.opened)
  } catch (error) {
    refuseTaken(error)
  }
}

async function accountOf(tx: Tx, context: UsersContext, phone: string): Promise<Account> {
  const known = await findByPhone(tx, phone)
  if (known) return known
  const account = { ...blankAccount(context.clock.now()), phone, phoneVerified: true }
  await createAccount(tx, context, account)
  return account
}

async function proveNumber(tx: Tx, userId: string, phone: string): Promise<Account> {
  const account = await lockAccount(tx, userId)
  if (!account) throw common('auth/invalid-token')
  const proven = { ...account, phone, phoneVerified: true }
  await saveAccount(tx, proven)
  return proven
}
