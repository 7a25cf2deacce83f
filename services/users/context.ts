import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { usersConfig } from './config.ts'
import type { KeyRing } from './keys.ts'
import type { Passwords } from './passwords.ts'

/** What the rooms of this service are handed. */
export interface UsersContext extends Kit<typeof usersConfig, Engines> {
  readonly keys: KeyRing
  readonly passwords: Passwords
}
