import type { Role } from '../../contracts/identity.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { usersConfig } from './config.ts'
import type { KeyRing } from './keys.ts'
import type { Passwords } from './passwords.ts'

/** What the rooms of this service are handed. */
export interface UsersContext extends Kit<typeof usersConfig, Engines> {
  readonly keys: KeyRing
  readonly passwords: Passwords
  /** Whose logins take two factors, by the policy of this installation. */
  readonly secondFactorRoles: readonly Role[]
}
