import { newId } from '../../contracts/ids.ts'
import type { InputOf, OutputOf } from '../../contracts/operation.ts'
import { type PutAccounts, users } from '../../contracts/users.ts'
import type { UsersContext } from './context.ts'
import { normaliseEmail } from './domain/account.ts'
import { tellEnded } from './ended.ts'
import { blankAccount, createAccount, refuseTaken } from './login.ts'
import { hashPassword } from './passwords.ts'
import { type Account, findByEmails, onePutAtATime, saveAccount } from './store/accounts.ts'
import { putAddresses } from './store/addresses.ts'
import { endSessions } from './store/sessions.ts'

type Wanted = InputOf<typeof PutAccounts>['accounts'][number]

/**
 * Makes accounts, or brings those up to date whose email exists. Hashing is what costs: accounts that are given the same
 * password share one hash, and one that they have already is checked once.
 * @throws users/demo-refused, users/phone-taken
 */
export async function putAccounts(
  context: UsersContext,
  accounts: readonly Wanted[],
): Promise<OutputOf<typeof PutAccounts>> {
  const { db, clock, installation } = context
  if (installation.production && accounts.some((each) => each.demo)) throw users('users/demo-refused')
  const wanted = new Map(accounts.map((each) => [normaliseEmail(each.email), each]))
  const emails = [...wanted.keys()]
  const known = new Map((await findByEmails(db.sql, emails)).map((each) => [each.email!, each]))
  const hashes = await hashAll(context, wanted, known)
  const now = clock.now()

  const apply = (email: string, each: Wanted, before: Account | undefined): Account => {
    const passwordHash = hashes.get(email)!
    const phone = each.phone ?? before?.phone ?? null
    return {
      ...(before ?? blankAccount(now)),
      name: each.name,
      email,
      phone,
      // Staff vouch for the numbers that they enter.
      phoneVerified: phone !== null && (each.phone !== undefined || before?.phoneVerified === true),
      passwordHash,
      roles: [...new Set(each.roles)],
      storeIds: [...new Set(each.storeIds ?? before?.storeIds ?? [])],
      demo: each.demo ?? before?.demo ?? false,
    }
  }

  try {
    return await db.begin(async (tx) => {
      await onePutAtATime(tx)
      const locked = new Map((await findByEmails(tx, emails, { lock: true })).map((each) => [each.email!, each]))
      const put: Account[] = []
      const ended: string[] = []
      db.afterCommit(tx, () => tellEnded(context, ended))
      for (const [email, each] of wanted) {
        const before = locked.get(email)
        const after = apply(email, each, before)
        if (!before) await createAccount(tx, context, after)
        else if (JSON.stringify(before) !== JSON.stringify(after)) await saveAccount(tx, after)
        if (before && before.passwordHash !== after.passwordHash)
          ended.push(...(await endSessions(tx, { userId: after.id }, 'password', now)))
        put.push(after)
      }
      const addresses = put.flatMap((account) =>
        (wanted.get(account.email!)?.addresses ?? []).map((address) => ({
          id: newId('address'),
          userId: account.id,
          address,
        })),
      )
      if (addresses.length > 0) await putAddresses(tx, addresses, now)
      return { users: put.map((account) => ({ email: account.email!, userId: account.id })) }
    })
  } catch (error) {
    refuseTaken(error)
  }
}

/** The hash that each account is to have: its own where the password is the one that it has, a shared new one otherwise. */
async function hashAll(
  { passwords }: UsersContext,
  wanted: ReadonlyMap<string, Wanted>,
  known: ReadonlyMap<string, Account>,
): Promise<Map<string, string>> {
  const made = new Map<string, Promise<string>>()
  const checked = new Map<string, Promise<boolean>>()
  const once = <T>(done: Map<string, Promise<T>>, key: string, work: () => Promise<T>) => {
    const found = done.get(key) ?? passwords.slot(work)
    done.set(key, found)
    return found
  }
  const hashes = new Map<string, string>()
  for (const [email, { password }] of wanted) {
    const had = known.get(email)?.passwordHash
    const same = had != null && (await once(checked, `${had} ${password}`, () => passwords.verify(had, password)))
    hashes.set(email, same ? had : await once(made, password, () => hashPassword(password)))
  }
  return hashes
}
