import { StaffActed } from '../../contracts/audit.ts'
import type { Actor, Role } from '../../contracts/identity.ts'
import { common } from '../../contracts/problem.ts'
import { type ProfileChange, type User, UserDeleted, users } from '../../contracts/users.ts'
import { message, type Tx } from '../../kit/sql.ts'
import { checkPassword } from './check-password.ts'
import type { UsersContext } from './context.ts'
import { normaliseEmail, weakness } from './domain/account.ts'
import { tellEnded } from './ended.ts'
import { refuseTaken } from './login.ts'
import { hashPassword } from './passwords.ts'
import {
  type Account,
  emptyAccount,
  findByPhone,
  getAccount,
  lockAccount,
  saveAccount,
  toUser,
} from './store/accounts.ts'
import { removeAddresses } from './store/addresses.ts'
import { removeSavedFilters } from './store/saved-filters.ts'
import { removeSecondFactor } from './store/second-factor.ts'
import { endSessions } from './store/sessions.ts'

/** The actor's own account. A token outlives a deleted account by some minutes: then it is worth nothing. */
export async function ownAccount({ db }: UsersContext, actor: Actor): Promise<Account> {
  const account = await getAccount(db.sql, actor.userId)
  if (!account) throw common('auth/invalid-token')
  return account
}

export async function lockOwnAccount(tx: Tx, actor: Actor): Promise<Account> {
  const account = await lockAccount(tx, actor.userId)
  if (!account) throw common('auth/invalid-token')
  return account
}

/**
 * Changes one's own account. A new password ends the sessions of all other devices; a new number has yet to be proved.
 * @throws users/wrong-credentials, users/locked, users/weak-password, users/email-taken, users/phone-taken
 */
export async function changeProfile(
  context: UsersContext,
  actor: Actor,
  change: ProfileChange,
  address: string,
): Promise<User> {
  const { db, clock, passwords } = context
  const before = await ownAccount(context, actor)
  const email = change.email === undefined ? before.email : normaliseEmail(change.email)
  const guarded = change.password !== undefined || email !== before.email
  if (guarded && before.passwordHash !== null) {
    if (change.currentPassword === undefined)
      throw users('users/wrong-credentials', { detail: 'The current password is needed for this change' })
    const guess = { target: before.email ?? before.id, address }
    await checkPassword(context, guess, async () => before, change.currentPassword)
  }
  const why = change.password === undefined ? undefined : weakness(change.password, email)
  if (why) throw users('users/weak-password', { detail: why })
  const { password, phone } = change
  if (phone && phone !== before.phone && (await findByPhone(db.sql, phone))) throw users('users/phone-taken')
  const passwordHash = password === undefined ? undefined : await passwords.slot(() => hashPassword(password))

  try {
    return await db.begin(async (tx) => {
      const account = await lockOwnAccount(tx, actor)
      const after: Account = {
        ...account,
        name: change.name ?? account.name,
        language: change.language ?? account.language,
        email: change.email === undefined ? account.email : email,
        passwordHash: passwordHash ?? account.passwordHash,
        ...(phone === undefined || phone === account.phone ? {} : { phone, phoneVerified: false }),
      }
      await saveAccount(tx, after)
      if (passwordHash !== undefined) {
        const others = { userId: account.id, but: actor.sessionId }
        const ended = await endSessions(tx, others, 'password', clock.now())
        db.afterCommit(tx, () => tellEnded(context, ended))
      }
      return toUser(after)
    })
  } catch (error) {
    refuseTaken(error)
  }
}

/** Empties the account and ends its sessions. Its id stays, since orders and the ledger name it. */
export async function deleteAccount(context: UsersContext, actor: Actor): Promise<void> {
  const { db, clock } = context
  const now = clock.now()
  await db.begin(async (tx) => {
    const account = await lockOwnAccount(tx, actor)
    if (account.roles.includes('admin')) throw users('users/own-admin-role')
    await emptyAccount(tx, account.id, now)
    await removeAddresses(tx, account.id)
    await removeSavedFilters(tx, account.id)
    await removeSecondFactor(tx, account.id)
    const ended = await endSessions(tx, { userId: account.id }, 'deleted', now)
    db.afterCommit(tx, () => tellEnded(context, ended))
    await db.publish(tx, message(UserDeleted, account.id, { userId: account.id, at: new Date(now).toISOString() }))
  })
}

/**
 * Staff change what an account may do. It holds from the next refresh on, at the latest when its access token expires.
 * @throws users/not-found, users/own-admin-role
 */
export async function changeRights(
  { db }: UsersContext,
  actor: Actor,
  userId: string,
  change: { roles?: Role[]; storeIds?: string[]; reason?: string },
): Promise<Account> {
  return db.begin(async (tx) => {
    const before = await lockAccount(tx, userId)
    if (!before) throw users('users/not-found')
    const after: Account = {
      ...before,
      roles: [...new Set(change.roles ?? before.roles)],
      storeIds: [...new Set(change.storeIds ?? before.storeIds)],
    }
    if (userId === actor.userId && !after.roles.includes('admin')) throw users('users/own-admin-role')
    await saveAccount(tx, after)
    const rights = ({ roles, storeIds }: Account) => ({ roles, storeIds })
    await db.publish(
      tx,
      message(StaffActed, userId, {
        actor: actor.userId,
        action: 'users.rights_changed',
        subject: userId,
        ...(change.reason === undefined ? {} : { reason: change.reason }),
        details: { before: rights(before), after: rights(after) },
      }),
    )
    return after
  })
}
