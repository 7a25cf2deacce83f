import Type from 'typebox'
import { Role } from '../../../contracts/identity.ts'
import { StoreId, UserId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { common } from '../../../contracts/problem.ts'
import { Timestamp } from '../../../contracts/time.ts'
import { AdminUser, AuditEntry, SessionBrief, users } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { Sql } from '../../../kit/sql.ts'
import type { UsersContext } from '../context.ts'
import { changeRights } from '../profile.ts'
import { resetSecondFactor } from '../second-factor.ts'
import { endAllSessions, suspend } from '../staff.ts'
import { type Account, getAccount, listAccounts, toUser } from '../store/accounts.ts'
import { listAudit } from '../store/audit.ts'
import { withSecondFactor } from '../store/second-factor.ts'
import { listSessions } from '../store/sessions.ts'

const route = routesOf<UsersContext>()
const ofUser = Type.Object({ id: UserId })
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const Reasoned = Type.Object({ reason: Reason }, { additionalProperties: false })

async function toAdminUsers(sql: Sql, accounts: readonly Account[]): Promise<AdminUser[]> {
  const secured = await withSecondFactor(
    sql,
    accounts.map(({ id }) => id),
  )
  return accounts.map((account) => ({
    ...toUser(account),
    secondFactor: secured.has(account.id),
    ...(account.suspendedAt === null ? {} : { suspendedAt: new Date(account.suspendedAt).toISOString() }),
  }))
}
const toAdminUser = async (sql: Sql, account: Account): Promise<AdminUser> => (await toAdminUsers(sql, [account]))[0]!

/** One more than was asked for tells whether there is a next page. */
function page<T extends { id: string }>(found: T[], limit: number): { items: T[]; next: string | null } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last ? encodeCursor([last.id]) : null }
}

const afterId = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0])

export const adminRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/users',
      summary: 'Accounts, newest first; q is the beginning of an email address, a phone number or a name',
      access: ['admin', 'support'],
      query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), role: Type.Optional(Role), ...Paging }),
      answer: Page(AdminUser),
    },
    async ({ query: { q, role, limit = 20, cursor } }, { db }) => {
      const before = afterId(cursor)
      const found = await listAccounts(db.sql, {
        limit: limit + 1,
        ...(q ? { q } : {}),
        ...(role ? { role } : {}),
        ...(before ? { before } : {}),
      })
      return page(await toAdminUsers(db.sql, found), limit)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/users/:id',
      summary: 'One account',
      access: ['admin', 'support'],
      params: ofUser,
      answer: AdminUser,
      problems: ['users/not-found'],
    },
    async ({ params }, { db }) => {
      const account = await getAccount(db.sql, params.id)
      if (!account) throw users('users/not-found')
      return toAdminUser(db.sql, account)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/users/:id/sessions',
      summary: 'The devices on which somebody is logged in',
      access: ['admin', 'support'],
      params: ofUser,
      answer: Page(SessionBrief),
    },
    async ({ actor, params }, { db, clock }) => ({
      items: await listSessions(db.sql, params.id, actor.sessionId, clock.now()),
      next: null,
    }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/users/:id/sessions/end',
      summary: 'Log somebody out everywhere; written to the audit log',
      access: ['admin'],
      params: ofUser,
      body: Reasoned,
      answer: Type.Object({ ended: Type.Integer() }),
      problems: ['users/not-found'],
    },
    async ({ actor, params, body }, context) => ({
      ended: await endAllSessions(context, actor, params.id, body.reason),
    }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/users/:id/suspension',
      summary: 'Keep an account out, or let it in again; written to the audit log',
      access: ['admin'],
      params: ofUser,
      body: Type.Object({ suspended: Type.Boolean(), reason: Reason }, { additionalProperties: false }),
      answer: AdminUser,
      problems: ['users/not-found', 'users/own-admin-role'],
    },
    async ({ actor, params, body }, context) =>
      toAdminUser(context.db.sql, await suspend(context, actor, params.id, body)),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/users/:id/second-factor/reset',
      summary: 'Take the second factor from somebody who has lost it, and log them out; written to the audit log',
      access: ['admin'],
      params: ofUser,
      body: Reasoned,
      status: 204,
      problems: ['users/not-found', 'users/second-factor-absent'],
    },
    ({ actor, params, body }, context) => resetSecondFactor(context, actor, params.id, body.reason),
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/users/:id',
      summary: 'Change what an account may do; written to the audit log',
      access: ['admin'],
      params: ofUser,
      body: Type.Object(
        {
          roles: Type.Optional(Type.Array(Role, { minItems: 1, maxItems: 7, uniqueItems: true })),
          storeIds: Type.Optional(Type.Array(StoreId, { maxItems: 100, uniqueItems: true })),
          reason: Type.Optional(Type.String({ maxLength: 500 })),
        },
        { additionalProperties: false, minProperties: 1 },
      ),
      answer: AdminUser,
      problems: ['users/not-found', 'users/own-admin-role'],
    },
    async ({ actor, params, body }, context) =>
      toAdminUser(context.db.sql, await changeRights(context, actor, params.id, body)),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/audit',
      summary: 'What staff changed, newest first',
      access: ['admin'],
      query: Type.Object({
        id: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: 'This entry only' })),
        actor: Type.Optional(Type.String({ maxLength: 60 })),
        subject: Type.Optional(Type.String({ maxLength: 120 })),
        action: Type.Optional(
          Type.String({ pattern: '^[a-z_.]{1,80}$', description: 'The beginning of the deed: `users.` or all of it' }),
        ),
        from: Type.Optional(Timestamp),
        to: Type.Optional(Timestamp),
        ...Paging,
      }),
      answer: Page(AuditEntry),
    },
    async ({ query: { id, actor, subject, action, from, to, limit = 20, cursor } }, { db }) => {
      const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, 1)[0])
      if (before !== undefined && !Number.isSafeInteger(before)) throw common('request/bad-cursor')
      const list = (sql: Sql) =>
        listAudit(sql, {
          limit: limit + 1,
          ...(id === undefined ? {} : { id: Number(id) }),
          ...(actor === undefined ? {} : { actor }),
          ...(subject === undefined ? {} : { subject }),
          ...(action === undefined ? {} : { action }),
          ...(from === undefined ? {} : { from: new Date(from) }),
          ...(to === undefined ? {} : { to: new Date(to) }),
          ...(before === undefined ? {} : { before }),
        })
      const found = before === undefined ? await list(db.sql) : await db.read(list)
      return page(found, limit)
    },
  ),
]
