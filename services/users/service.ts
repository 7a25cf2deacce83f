import { SendCode } from '../../contracts/notifications.ts'
import { ConfigError } from '../../kit/config.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { usersConfig } from './config.ts'
import type { UsersContext } from './context.ts'
import { rolesOfPolicy } from './domain/second-factor.ts'
import { jobs } from './jobs.ts'
import { openKeyRing } from './keys.ts'
import { operations } from './operations.ts'
import { openPasswords } from './passwords.ts'
import { reactions } from './reactions.ts'
import { adminRoutes } from './routes/admin.ts'
import { authRoutes } from './routes/auth.ts'
import { clientRoutes } from './routes/clients.ts'
import { healthRoutes } from './routes/health.ts'
import { keyRoutes } from './routes/keys.ts'
import { meRoutes } from './routes/me.ts'
import { savedFilterRoutes } from './routes/saved-filters.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'

/** Accounts: who somebody is, what they may do, where they live, and the tokens that say so. */
export const usersService = defineService<typeof usersConfig, Engines, UsersContext>({
  name: 'users',
  config: usersConfig,
  migrations: new URL('./migrations/', import.meta.url),
  calls: [SendCode],
  operations,
  routes: [
    ...authRoutes,
    ...secondFactorRoutes,
    ...clientRoutes,
    ...meRoutes,
    ...savedFilterRoutes,
    ...adminRoutes,
    ...healthRoutes,
    ...keyRoutes,
  ],
  priority: 'order',
  reactions,
  jobs,
  open: (kit) => ({
    ...kit,
    secondFactorRoles: secondFactorRoles(kit.config.secondFactorRoles, kit.installation.production),
    passwords: openPasswords(kit.config.passwordSlots),
    keys: openKeyRing({
      sql: kit.db.sql,
      clock: kit.clock,
      log: kit.log,
      secretKey: kit.installation.secretKey,
      tokenLifeMs: kit.config.accessTokenS * 1_000,
    }),
  }),
  begin: ({ keys }) => keys.begin(),
})

function secondFactorRoles(policy: string, production: boolean) {
  try {
    return rolesOfPolicy(policy, production)
  } catch (error) {
    throw new ConfigError([`TOKRI_SECOND_FACTOR_ROLES ${(error as Error).message}`])
  }
}
