import { StaffActed } from '../../contracts/audit.ts'
import type { Actor } from '../../contracts/identity.ts'
import { users } from '../../contracts/users.ts'
import { message } from '../../kit/sql.ts'
import type { UsersContext } from './context.ts'
import { tellEnded } from './ended.ts'
import { type Account, lockAccount, saveAccount } from './store/accounts.ts'
import { endSessions } from './store/sessions.ts'

/**
 * Keeps an account out, or lets it in again. Its sessions and their tokens end at once.
 * @throws users/not-found, users/own-admin-role
 */
export async function suspend(
  context: UsersContext,
  actor: Actor,
  userId: string,
  { suspended, reason }: { suspended: boolean; reason: string },
): Promise<Account> {
  const { db, clock } = context
  return db.begin(async (tx) => {
    const before = await lockAccount(tx, userId)
    if (!before) throw users('users/not-found')
    if (userId === actor.userId) throw users('users/own-admin-role')
    if ((before.suspendedAt !== null) === suspended) return before
    const after = { ...before, suspendedAt: suspended ? clock.now() : null }
    await saveAccount(tx, after)
    if (suspended) {
      const ended = await endSessions(tx, { userId }, 'revoked', clock.now())
      db.afterCommit(tx, () => tellEnded(context, ended))
    }
    const action = suspended ? 'users.suspended' : 'users.restored'
    await db.publish(tx, message(StaffActed, userId, { actor: actor.userId, action, subject: userId, reason }))
    return after
  })
}

/** Logs somebody out everywhere. @throws users/not-found */
export async function endAllSessions(
  context: UsersContext,
  actor: Actor,
  userId: string,
  reason: string,
): Promise<number> {
  const { db, clock } = context
  return db.begin(async (tx) => {
    if (!(await lockAccount(tx, userId))) throw users('users/not-found')
    const ended = await endSessions(tx, { userId }, 'revoked', clock.now())
    db.afterCommit(tx, () => tellEnded(context, ended))
    const acted = { actor: actor.userId, action: 'users.sessions_ended', subject: userId, reason }
    await db.publish(tx, message(StaffActed, userId, { ...acted, details: { sessions: ended.length } }))
    return ended.length
  })
}
