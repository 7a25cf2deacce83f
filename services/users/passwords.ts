import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { common } from '../../contracts/problem.ts'
import { normalisePassword } from './domain/account.ts'

/** argon2id with OWASP's first choice of parameters: 19 MiB, 2 passes, 1 lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const waitingMax = 500

export const hashPassword = (password: string): Promise<string> => hash(normalisePassword(password), parameters)

/** Whether a hash was made with weaker parameters than those of today: renewed at the next login. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost } = parseOptions(passwordHash)
  return memoryCost < parameters.memoryCost || timeCost < parameters.timeCost
}

/**
 * Passwords are hashed by the library's own threads. Since each takes memory and a core, only so many are at work at
 * once; the others wait in line, and when the line is full they are sent away.
 */
export function openPasswords(slots: number) {
  const room = bulkhead(slots, waitingMax)
  const decoy = hashPassword(randomBytes(24).toString('base64url'))
  return {
    /** Runs work that hashes when there is room. Not to be nested. @throws service/overloaded */
    async slot<T>(work: () => Promise<T>): Promise<T> {
      try {
        return await room.execute(work)
      } catch (error) {
        if (error instanceof BulkheadRejectedError)
          throw common('service/overloaded', { detail: 'passwords', headers: { 'retry-after': '2' } })
        throw error
      }
    },
    /** Takes as long when there is no such account or it has no password: an answer's time tells nothing. */
    async verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
      const right = await verify(passwordHash ?? (await decoy), normalisePassword(password))
      return right && passwordHash != null
    },
  }
}

export type Passwords = ReturnType<typeof openPasswords>
