import Type from 'typebox'
import { Role } from '../../../contracts/identity.ts'
import { StoreId, UserId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { common } from '../../../contracts/problem.ts'
import { AuditEntry, User, users } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { Sql } from '../../../kit/sql.ts'
import type { UsersContext } from '../context.ts'
import { changeRights } from '../profile.ts'
import { getAccount, listAccounts, toUser } from '../store/accounts.ts'
import { listAudit } from '../store/audit.ts'

const route = routesOf<UsersContext>()
const ofUser = Type.Object({ id: UserId })

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
      answer: Page(User),
    },
    async ({ query: { q, role, limit = 20, cursor } }, { db }) => {
      const before = afterId(cursor)
      const found = await listAccounts(db.sql, {
        limit: limit + 1,
        ...(q ? { q } : {}),
        ...(role ? { role } : {}),
        ...(before ? { before } : {}),
      })
      return page(found.map(toUser), limit)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/users/:id',
      summary: 'One account',
      access: ['admin', 'support'],
      params: ofUser,
      answer: User,
      problems: ['users/not-found'],
    },
    async ({ params }, { db }) => {
      const account = await getAccount(db.sql, params.id)
      if (!account) throw users('users/not-found')
      return toUser(account)
    },
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
      answer: User,
      problems: ['users/not-found', 'users/own-admin-role'],
    },
    ({ actor, params, body }, context) => changeRights(context, actor, params.id, body),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/audit',
      summary: 'What staff changed, newest first',
      access: ['admin'],
      query: Type.Object({
        actor: Type.Optional(Type.String({ maxLength: 60 })),
        subject: Type.Optional(Type.String({ maxLength: 120 })),
        ...Paging,
      }),
      answer: Page(AuditEntry),
    },
    async ({ query: { actor, subject, limit = 20, cursor } }, { db }) => {
      const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, 1)[0])
      if (before !== undefined && !Number.isSafeInteger(before)) throw common('request/bad-cursor')
      const list = (sql: Sql) =>
        listAudit(sql, {
          limit: limit + 1,
          ...(actor === undefined ? {} : { actor }),
          ...(subject === undefined ? {} : { subject }),
          ...(before === undefined ? {} : { before }),
        })
      const found = before === undefined ? await list(db.sql) : await db.read(list)
      return page(found, limit)
    },
  ),
]
