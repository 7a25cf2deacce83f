import { integer, text } from '../../kit/config.ts'

export const usersConfig = {
  accessTokenS: integer('TOKRI_ACCESS_TOKEN_S', {
    default: 600,
    min: 30,
    max: 3_600,
    help: 'Seconds that an access token lives. A change of rights holds after at most so long.',
  }),
  refreshTokenDays: integer('TOKRI_REFRESH_TOKEN_DAYS', {
    default: 30,
    min: 1,
    max: 365,
    help: 'Days without use after which a device has to log in again.',
  }),
  sessionDays: integer('TOKRI_SESSION_DAYS', {
    default: 180,
    min: 1,
    max: 3_650,
    help: 'Days after which a device has to log in again, however much it is used.',
  }),
  keyRotationDays: integer('TOKRI_KEY_ROTATION_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
    help: 'Days after which a new key signs the access tokens.',
  }),
  secondFactorRoles: text<string>('TOKRI_SECOND_FACTOR_ROLES', {
    default: 'auto',
    help: 'Roles that log in by two factors, separated by commas. auto: manager, support and admin in production, none elsewhere. none: who wants to.',
  }),
  passwordSlots: integer('TOKRI_PASSWORD_SLOTS', {
    default: 4,
    min: 1,
    max: 64,
    help: 'Passwords that a process checks at once; each takes 19 MiB and a core for some 20 ms.',
  }),
}
