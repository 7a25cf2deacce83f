import { newId } from '../../contracts/ids.ts'
import { type Session, UserRegistered, users } from '../../contracts/users.ts'
import { message, type Tx } from '../../kit/sql.ts'
import { checkPassword } from './check-password.ts'
import type { UsersContext } from './context.ts'
import { normaliseEmail, weakness } from './domain/account.ts'
import { targetKey } from './guessing.ts'
import { hashPassword } from './passwords.ts'
import { challenge, missingFactor } from './second-factor.ts'
import { answerSession, type Device, type Opened, openSession } from './sessions.ts'
import { type Account, addAccount, findByEmail, findByPhone, takenField } from './store/accounts.ts'
import { forgetFailures } from './store/attempts.ts'

/** A new account as it is before anything is known of it. */
export const blankAccount = (now: number): Account => ({
  id: newId('user'),
  name: 'Customer',
  email: null,
  phone: null,
  phoneVerified: false,
  passwordHash: null,
  language: 'en',
  roles: ['customer'],
  storeIds: [],
  demo: false,
  suspendedAt: null,
  createdAt: now,
})

/** Within a transaction: the account and the word of it. */
export async function createAccount(tx: Tx, { db }: UsersContext, account: Account): Promise<void> {
  await addAccount(tx, account)
  const at = new Date(account.createdAt).toISOString()
  await db.publish(tx, message(UserRegistered, account.id, { userId: account.id, name: account.name, at }))
}

/** What the owner hears when something that only one account may have is taken. */
export function refuseTaken(error: unknown): never {
  const field = takenField(error)
  if (field === 'email') throw users('users/email-taken')
  if (field === 'phone') throw users('users/phone-taken')
  throw error
}

/** @throws users/weak-password, users/email-taken, users/phone-taken */
export async function register(
  context: UsersContext,
  input: { email: string; password: string; name: string; phone?: string },
  device: Device,
): Promise<Session> {
  const { db, clock, passwords } = context
  const email = normaliseEmail(input.email)
  const why = weakness(input.password, email)
  if (why) throw users('users/weak-password', { detail: why })
  // A number that another account has proved to be its own; typed only, it would be a contact that reaches a stranger.
  if (input.phone !== undefined && (await findByPhone(db.sql, input.phone))) throw users('users/phone-taken')
  const passwordHash = await passwords.slot(() => hashPassword(input.password))
  const account: Account = {
    ...blankAccount(clock.now()),
    name: input.name,
    email,
    phone: input.phone ?? null,
    passwordHash,
  }
  let opened: Opened
  try {
    opened = await db.begin(async (tx) => {
      await createAccount(tx, context, account)
      return openSession(tx, context, account.id, device)
    })
  } catch (error) {
    refuseTaken(error)
  }
  return answerSession(context, account, opened)
}

/** @throws users/locked, users/wrong-credentials, users/suspended, users/second-factor-required */
export async function login(
  context: UsersContext,
  input: { email: string; password: string },
  device: Device,
): Promise<Session> {
  const email = normaliseEmail(input.email)
  const guess = { target: email, address: device.address }
  const account = await checkPassword(context, guess, () => findByEmail(context.db.sql, email), input.password)
  if (account.suspendedAt !== null) throw users('users/suspended')
  const missing = await missingFactor(context, context.db.sql, account)
  if (missing) return challenge(context, account, missing)
  const opened = await context.db.begin(async (tx) => {
    await forgetFailures(tx, targetKey(guess))
    return openSession(tx, context, account.id, device)
  })
  return answerSession(context, account, opened)
}
