import {
  GetAddress,
  GetContacts,
  GetJwks,
  ListEndedSessions,
  ListStaff,
  PutAccounts,
  RotateKeys,
  users,
} from '../../contracts/users.ts'
import { handle } from '../../kit/calls.ts'
import { putAccounts } from './accounts.ts'
import type { UsersContext } from './context.ts'
import { listEnded } from './ended.ts'
import { findAccounts, getAccount, staffOf } from './store/accounts.ts'
import { getAddress } from './store/addresses.ts'

const on = handle<UsersContext>()

export const operations = [
  on(GetAddress, async ({ userId, addressId }, { db }) => {
    const [account, address] = await Promise.all([getAccount(db.sql, userId), getAddress(db.sql, userId, addressId)])
    if (!account || !address) throw users('users/address-not-found')
    const { lat, lng, line1, line2, notes } = address
    return {
      point: { lat, lng },
      line1,
      ...(line2 === undefined ? {} : { line2 }),
      ...(notes === undefined ? {} : { notes }),
      name: account.name,
      ...(account.phone === null ? {} : { phone: account.phone }),
    }
  }),
  on(GetContacts, async ({ userIds }, { db }) => {
    const accounts = await findAccounts(db.sql, userIds)
    return {
      contacts: accounts.map(({ id, name, email, phone, language }) => ({ userId: id, name, email, phone, language })),
    }
  }),
  on(ListStaff, async ({ storeId }, { db }) => ({ staff: await staffOf(db.sql, storeId) })),
  on(PutAccounts, ({ accounts }, context) => putAccounts(context, accounts)),
  on(GetJwks, async (_input, { keys }) => ({ keys: (await keys.published()).map((key) => ({ ...key })) })),
  on(ListEndedSessions, ({ cursor }, context) => listEnded(context, cursor)),
  on(RotateKeys, async ({ urgent = false }, { keys, log }) => {
    const { keyId, signsFrom } = await keys.rotate(urgent)
    log.info({ keyId, urgent }, 'made a new signing key')
    return { keyId, signsFrom: new Date(signsFrom).toISOString() }
  }),
]
