import { users } from '../../contracts/users.ts'
import type { UsersContext } from './context.ts'
import { checkNotLocked, countWrongGuess, type Guess } from './guessing.ts'
import { hashPassword, isOutdated } from './passwords.ts'
import { type Account, renewHash } from './store/accounts.ts'

/**
 * Checks a guess at a password. The look at the lock, the check and the count are inside one slot: as many guesses at
 * once as there are slots may slip past the limit, no more. An account that does not exist costs and answers the same.
 * @throws users/locked, users/wrong-credentials
 */
export const checkPassword = (
  context: UsersContext,
  guess: Guess,
  find: () => Promise<Account | undefined>,
  password: string,
): Promise<Account> =>
  context.passwords.slot(async () => {
    await checkNotLocked(context, guess)
    const account = await find()
    if (!(await context.passwords.verify(account?.passwordHash, password)) || !account) {
      await countWrongGuess(context, guess)
      throw users('users/wrong-credentials')
    }
    if (isOutdated(account.passwordHash!))
      await renewHash(context.db.sql, account.id, account.passwordHash!, await hashPassword(password))
    return account
  })
