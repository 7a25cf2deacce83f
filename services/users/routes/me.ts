import Type from 'typebox'
import { AddressId, newId, SessionId } from '../../../contracts/ids.ts'
import { Page } from '../../../contracts/list.ts'
import { Address, AddressInput, ProfileChange, SessionBrief, User, users } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { UsersContext } from '../context.ts'
import { addressesMax } from '../domain/account.ts'
import { tellEnded } from '../ended.ts'
import { changeProfile, deleteAccount, lockOwnAccount, ownAccount } from '../profile.ts'
import { toUser } from '../store/accounts.ts'
import {
  addAddress,
  countAddresses,
  getAddress,
  listAddresses,
  removeAddress,
  saveAddress,
} from '../store/addresses.ts'
import { endSessions, listSessions } from '../store/sessions.ts'

const route = routesOf<UsersContext>()

const ofAddress = Type.Object({ id: AddressId })
const { line2, notes, ...needed } = AddressInput.properties
/** Null takes a line away. */
const AddressChange = Type.Object(
  {
    ...Type.Partial(Type.Object(needed)).properties,
    line2: Type.Optional(Type.Union([line2, Type.Null()])),
    notes: Type.Optional(Type.Union([notes, Type.Null()])),
  },
  { additionalProperties: false, minProperties: 1 },
)

export const meRoutes = [
  route(
    { method: 'GET', path: '/v1/me', summary: 'The account of who is logged in', access: 'user', answer: User },
    async ({ actor }, context) => toUser(await ownAccount(context, actor)),
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/me',
      summary: 'Change the profile; a new email address or password needs the current password',
      access: 'user',
      body: ProfileChange,
      answer: User,
      problems: [
        'users/wrong-credentials',
        'users/locked',
        'users/weak-password',
        'users/email-taken',
        'users/phone-taken',
      ],
    },
    ({ actor, body, address }, context) => changeProfile(context, actor, body, address),
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/me',
      summary: 'Delete the account: what is personal is erased, all devices are logged out',
      access: 'user',
      status: 204,
      problems: ['users/own-admin-role'],
    },
    ({ actor }, context) => deleteAccount(context, actor),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/me/sessions',
      summary: 'The devices that are logged in',
      access: 'user',
      answer: Page(SessionBrief),
    },
    async ({ actor }, { db, clock }) => ({
      items: await listSessions(db.sql, actor.userId, actor.sessionId, clock.now()),
      next: null,
    }),
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/me/sessions',
      summary: 'Log all other devices out',
      access: 'user',
      answer: Type.Object({ ended: Type.Integer() }),
    },
    async ({ actor }, context) => {
      const others = { userId: actor.userId, but: actor.sessionId }
      const ended = await endSessions(context.db.sql, others, 'revoked', context.clock.now())
      tellEnded(context, ended)
      return { ended: ended.length }
    },
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/me/sessions/:id',
      summary: 'Log a device out',
      access: 'user',
      params: Type.Object({ id: SessionId }),
      status: 204,
      problems: ['users/session-not-found'],
    },
    async ({ actor, params }, context) => {
      const which = { id: params.id, userId: actor.userId }
      const ended = await endSessions(context.db.sql, which, 'revoked', context.clock.now())
      if (ended.length === 0) throw users('users/session-not-found')
      tellEnded(context, ended)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/me/addresses',
      summary: 'Addresses, newest first',
      access: 'user',
      answer: Page(Address),
    },
    async ({ actor }, { db }) => ({ items: await listAddresses(db.sql, actor.userId), next: null }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/addresses',
      summary: 'Add an address',
      access: 'user',
      body: AddressInput,
      answer: Address,
      status: 201,
      problems: ['users/too-many-addresses'],
    },
    ({ actor, body }, { db, clock }) =>
      db.begin(async (tx) => {
        await lockOwnAccount(tx, actor)
        if ((await countAddresses(tx, actor.userId)) >= addressesMax) throw users('users/too-many-addresses')
        const address = { id: newId('address'), ...body }
        await addAddress(tx, actor.userId, address, clock.now())
        return address
      }),
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/me/addresses/:id',
      summary: 'Change an address',
      access: 'user',
      params: ofAddress,
      body: AddressChange,
      answer: Address,
      problems: ['users/address-not-found'],
    },
    ({ actor, params, body }, { db }) =>
      db.begin(async (tx) => {
        await lockOwnAccount(tx, actor)
        const before = await getAddress(tx, actor.userId, params.id)
        if (!before) throw users('users/address-not-found')
        const { line2: second = before.line2, notes: said = before.notes, ...rest } = body
        const { line2: _line2, notes: _notes, ...kept } = before
        const after: Address = {
          ...kept,
          ...rest,
          ...(second == null ? {} : { line2: second }),
          ...(said == null ? {} : { notes: said }),
        }
        await saveAddress(tx, after)
        return after
      }),
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/me/addresses/:id',
      summary: 'Remove an address',
      access: 'user',
      params: ofAddress,
      status: 204,
      problems: ['users/address-not-found'],
    },
    async ({ actor, params }, { db }) => {
      if (!(await removeAddress(db.sql, actor.userId, params.id))) throw users('users/address-not-found')
    },
  ),
]
