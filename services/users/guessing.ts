import { users } from '../../contracts/users.ts'
import type { UsersContext } from './context.ts'
import { accountLockout, addressLockout, networkOf } from './domain/account.ts'
import { blockedForMs, countFailure } from './store/attempts.ts'

/** Both keys of a guess: at whom, and from where. What is guessed at counts whether or not it exists. */
export interface Guess {
  readonly target: string
  readonly address: string
}

/** Failures in a row against one account; forgotten when its owner logs in. */
export const targetKey = ({ target }: Guess): string => `guess:${target}`
const addressKey = ({ address }: Guess): string => `address:${networkOf(address)}`

export const retryAfter = (waitMs: number): { 'retry-after': string } => ({
  'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))),
})

/** @throws users/locked */
export async function checkNotLocked({ db, clock }: UsersContext, guess: Guess): Promise<void> {
  const waitMs = await blockedForMs(db.sql, [targetKey(guess), addressKey(guess)], clock.now())
  if (waitMs > 0) throw users('users/locked', { headers: retryAfter(waitMs) })
}

export const countWrongGuess = ({ db, clock }: UsersContext, guess: Guess): Promise<void> =>
  countFailure(
    db.sql,
    [
      { key: targetKey(guess), rule: accountLockout },
      { key: addressKey(guess), rule: addressLockout },
    ],
    clock.now(),
  )
