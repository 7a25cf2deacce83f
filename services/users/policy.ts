import type { UsersContext } from './context.ts'
import type { Account } from './store/accounts.ts'

/** Whether the account's roles need a second factor by the policy of this installation. */
export const isRequired = ({ secondFactorRoles }: UsersContext, account: Pick<Account, 'roles'>): boolean =>
  account.roles.some((role) => secondFactorRoles.includes(role))
