import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { Point } from './geo.ts'
import { ActorName, Role } from './identity.ts'
import { AddressId, ClientId, SavedFilterId, SessionId, StoreId, UserId } from './ids.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { Scope } from './scopes.ts'
import { Timestamp } from './time.ts'

export const users = defineProblems({
  'users/not-found': [404, 'There is no such user'],
  'users/email-taken': [409, 'There is an account with this email address'],
  'users/phone-taken': [409, 'There is an account with this phone number'],
  'users/wrong-credentials': [401, 'The email address or the password is wrong'],
  'users/locked': [429, 'Too many failed attempts; please wait'],
  'users/weak-password': [422, 'The password is too easy to guess'],
  'users/wrong-code': [401, 'The code is wrong or has expired'],
  'users/code-too-soon': [429, 'A code was sent a moment ago; please wait before asking for another'],
  'users/invalid-refresh-token': [401, 'Please log in again'],
  'users/refresh-token-reused': [401, 'This session was ended for safety; please log in again'],
  'users/foreign-origin': [403, 'A browser app may be logged in only by its own pages'],
  'users/suspended': [403, 'This account is suspended; please ask an administrator'],
  'users/second-factor-required': [401, 'A second factor is needed: see details'],
  'users/invalid-challenge': [401, 'This login has taken too long or too many tries; please begin again'],
  'users/second-factor-enrolled': [409, 'The account has a second factor'],
  'users/second-factor-absent': [409, 'The account has no second factor'],
  'users/second-factor-kept': [409, 'Your role needs a second factor; ask an administrator to reset it'],
  'users/client-not-found': [404, 'There is no such API client'],
  'users/address-not-found': [404, 'There is no such address'],
  'users/too-many-addresses': [409, 'An account can keep 20 addresses'],
  'users/saved-filter-not-found': [404, 'There are no such saved filters'],
  'users/too-many-saved-filters': [409, 'A list can keep 20 saved filters, an account 200'],
  'users/demo-refused': [403, 'Demo accounts do not exist in production'],
  'users/session-not-found': [404, 'There is no such session'],
  'users/own-admin-role': [409, 'Administrators cannot take the role from themselves or delete their own account'],
} as const)

/** E.164. */
export const Phone = Type.String({ pattern: '^\\+[1-9][0-9]{7,14}$', maxLength: 16 })
export const Email = Type.String({ format: 'email', maxLength: 254 })
export const Language = Type.Enum(['en', 'hi'], { title: 'Language' })

export const User = Type.Object(
  {
    id: UserId,
    name: Type.String(),
    email: Type.Union([Type.String(), Type.Null()]),
    phone: Type.Union([Type.String(), Type.Null()]),
    language: Language,
    roles: Type.Array(Role),
    storeIds: Type.Array(StoreId),
    createdAt: Timestamp,
  },
  { title: 'User' },
)
export type User = Static<typeof User>

export const Session = Type.Object(
  {
    user: User,
    accessToken: Type.String(),
    /** Absent where a browser app asked (header `tokri-app`): it is in an httpOnly cookie of that app then. */
    refreshToken: Type.Optional(Type.String()),
    /** Seconds until the access token expires. */
    expiresIn: Type.Integer(),
  },
  { title: 'Session' },
)
export type Session = Static<typeof Session>

/** One device that is logged in. */
export const SessionBrief = Type.Object(
  {
    id: SessionId,
    /** Whether it is the one that asks. */
    current: Type.Boolean(),
    /** What the device calls itself (User-Agent). */
    device: Type.String(),
    address: Type.String(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
  },
  { title: 'SessionBrief' },
)
export type SessionBrief = Static<typeof SessionBrief>

/** What staff see of an account. */
export const AdminUser = Type.Object(
  {
    ...User.properties,
    /** Whether logging in takes a second factor. */
    secondFactor: Type.Boolean(),
    suspendedAt: Type.Optional(Timestamp),
  },
  { title: 'AdminUser' },
)
export type AdminUser = Static<typeof AdminUser>

/**
 * The details of `users/second-factor-required`: what the next step of the login shows. Not enrolled: the role needs a
 * second factor, and it is set up now.
 */
export const Challenge = Type.Object(
  { challenge: Type.String(), enrolled: Type.Boolean(), expiresIn: Type.Integer() },
  { title: 'Challenge' },
)
export type Challenge = Static<typeof Challenge>

/** Shown once, for an authenticator app. `uri` is what its QR code says (otpauth://totp/…). */
export const SecondFactorSecret = Type.Object(
  { secret: Type.String(), uri: Type.String() },
  { title: 'SecondFactorSecret' },
)
export type SecondFactorSecret = Static<typeof SecondFactorSecret>

/** Shown once; each logs in once where the app is lost. */
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) }, { title: 'RecoveryCodes' })
export type RecoveryCodes = Static<typeof RecoveryCodes>

export const SecondFactorState = Type.Object(
  {
    enrolled: Type.Boolean(),
    /** Whether the role needs it: then it cannot be taken away. */
    required: Type.Boolean(),
    since: Type.Optional(Timestamp),
    recoveryCodesLeft: Type.Integer(),
  },
  { title: 'SecondFactorState' },
)
export type SecondFactorState = Static<typeof SecondFactorState>

/** A program of a partner that comes in by OAuth 2.0 client credentials. */
export const ApiClient = Type.Object(
  {
    id: ClientId,
    name: Type.String(),
    /** The account that it acts as. */
    userId: UserId,
    scopes: Type.Array(Scope),
    createdAt: Timestamp,
    createdBy: ActorName,
    rotatedAt: Type.Optional(Timestamp),
    lastUsedAt: Type.Optional(Timestamp),
    revokedAt: Type.Optional(Timestamp),
  },
  { title: 'ApiClient' },
)
export type ApiClient = Static<typeof ApiClient>

/** What one may change of one's own account. A new email or password needs the current password, where there is one. */
export const ProfileChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })),
    language: Type.Optional(Language),
    phone: Type.Optional(Type.Union([Phone, Type.Null()])),
    email: Type.Optional(Email),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    currentPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false, minProperties: 1, title: 'ProfileChange' },
)
export type ProfileChange = Static<typeof ProfileChange>

/** A code is on its way. Seconds. */
export const CodeSent = Type.Object({ expiresIn: Type.Integer(), resendIn: Type.Integer() }, { title: 'CodeSent' })

/** One change by staff, kept for good. */
export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    at: Timestamp,
    actor: ActorName,
    /** What was done, as `area.deed`: `users.roles_changed`. */
    action: Type.String(),
    /** The id of what it was done to. */
    subject: Type.String(),
    reason: Type.Optional(Type.String()),
    details: Type.Optional(Type.Unknown()),
  },
  { title: 'AuditEntry' },
)
export type AuditEntry = Static<typeof AuditEntry>

export const AddressInput = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 40 }),
    line1: Type.String({ minLength: 1, maxLength: 200 }),
    line2: Type.Optional(Type.String({ maxLength: 200 })),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lng: Type.Number({ minimum: -180, maximum: 180 }),
    notes: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false, title: 'AddressInput' },
)
export type AddressInput = Static<typeof AddressInput>

export const Address = Type.Object({ id: AddressId, ...AddressInput.properties }, { title: 'Address' })
export type Address = Static<typeof Address>

/** What a list is filtered by, kept by a name. What the keys and values mean is the page's business. */
export const SavedFilterInput = Type.Object(
  {
    page: Type.String({ pattern: '^[a-z][a-z-]*$', maxLength: 40, description: 'The list: `orders`' }),
    name: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
    filters: Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }), Type.String({ maxLength: 200 }), {
      additionalProperties: false,
      maxProperties: 20,
    }),
  },
  { additionalProperties: false, title: 'SavedFilterInput' },
)
export type SavedFilterInput = Static<typeof SavedFilterInput>

export const SavedFilter = Type.Object(
  { id: SavedFilterId, ...SavedFilterInput.properties, savedAt: Timestamp },
  { title: 'SavedFilter' },
)
export type SavedFilter = Static<typeof SavedFilter>

/** The place on a street map that the customer's own text belongs to. */
export const DropOff = Type.Object(
  {
    point: Point,
    line1: Type.String(),
    line2: Type.Optional(Type.String()),
    notes: Type.Optional(Type.String()),
    name: Type.String(),
    phone: Type.Optional(Type.String()),
  },
  { title: 'DropOff' },
)
export type DropOff = Static<typeof DropOff>

/** One address of a user, with whom to ask for at the door. @throws users/address-not-found, also for another's address */
export const GetAddress = operation('users.getAddress', {
  read: true,
  input: Type.Object({ userId: UserId, addressId: AddressId }),
  output: DropOff,
})

/** How to reach people, and in which language. Unknown ids are left out. */
export const GetContacts = operation('users.getContacts', {
  read: true,
  input: Type.Object({ userIds: Type.Array(UserId, { maxItems: 500 }) }),
  output: Type.Object({
    contacts: Type.Array(
      Type.Object({
        userId: UserId,
        name: Type.String(),
        email: Type.Union([Type.String(), Type.Null()]),
        phone: Type.Union([Type.String(), Type.Null()]),
        language: Language,
      }),
    ),
  }),
})

/** Who picks in or manages a store. */
export const ListStaff = operation('users.listStaff', {
  read: true,
  input: Type.Object({ storeId: StoreId }),
  output: Type.Object({
    staff: Type.Array(Type.Object({ userId: UserId, name: Type.String(), roles: Type.Array(Role) })),
  }),
})

/**
 * Makes accounts for staff, riders and demo customers; an account whose email exists is brought up to date.
 * Each may come with addresses (customers of the living city).
 */
export const PutAccounts = operation('users.putAccounts', {
  idempotentBy: 'accounts',
  input: Type.Object({
    accounts: Type.Array(
      Type.Object({
        email: Email,
        password: Type.String({ minLength: 8, maxLength: 200 }),
        name: Type.String({ minLength: 1, maxLength: 100 }),
        phone: Type.Optional(Phone),
        roles: Type.Array(Role, { minItems: 1 }),
        storeIds: Type.Optional(Type.Array(StoreId)),
        addresses: Type.Optional(Type.Array(AddressInput, { maxItems: 5 })),
        demo: Type.Optional(Type.Boolean()),
      }),
      { minItems: 1, maxItems: 200 },
    ),
  }),
  output: Type.Object({ users: Type.Array(Type.Object({ email: Type.String(), userId: UserId })) }),
})

/** Key: user. */
export const UserRegistered = event(
  'user.registered',
  1,
  Type.Object({ userId: UserId, name: Type.String(), at: Timestamp }),
)

/** The public keys that access tokens are signed with (RFC 7517), the newest and those still in use. */
export const GetJwks = operation('users.getJwks', {
  read: true,
  input: Type.Object({}),
  output: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
})

/**
 * Makes a new signing key. It is published at once and signs a little later, when everybody has seen it; the old one
 * stays published until its last token has expired. `urgent`, after a leak: signs at once, old keys and their tokens
 * are void.
 */
export const RotateKeys = operation('users.rotateKeys', {
  input: Type.Object({ urgent: Type.Optional(Type.Boolean()) }),
  output: Type.Object({ keyId: Type.String(), signsFrom: Timestamp }),
})

/**
 * Sessions that have ended while access tokens of theirs may live on: all of them without a cursor, and from then on those
 * since the last answer. The same may come more than once; none is left out. Not repeated when it fails, since it is asked
 * again by the clock: a fleet that starts before users must not open the breakers that its requests will need.
 */
export const ListEndedSessions = operation('users.listEndedSessions', {
  input: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 200 })) }),
  output: Type.Object({
    sessionIds: Type.Array(SessionId),
    /** For the next question. */
    cursor: Type.String(),
    /** There are more to be asked for at once. */
    more: Type.Boolean(),
    /** How long access tokens live at most. */
    tokenLifeS: Type.Integer(),
  }),
})

/** Key: user. The account has been emptied: whoever keeps personal data of the user removes it. */
export const UserDeleted = event('user.deleted', 1, Type.Object({ userId: UserId, at: Timestamp }))
