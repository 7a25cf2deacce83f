import type { Role } from '../../../contracts/identity.ts'
import type { User } from '../../../contracts/users.ts'
import { isSqlState, type SqlOrTx, type Tx, uniqueViolation } from '../../../kit/sql.ts'

export interface Account {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly phoneVerified: boolean
  readonly passwordHash: string | null
  readonly language: User['language']
  readonly roles: Role[]
  readonly storeIds: string[]
  readonly demo: boolean
  /** Epoch milliseconds; null while the account may log in. */
  readonly suspendedAt: number | null
  /** Epoch milliseconds. */
  readonly createdAt: number
}

interface Row {
  id: string
  name: string
  email: string | null
  phone: string | null
  phone_verified: boolean
  password_hash: string | null
  language: User['language']
  roles: Role[]
  store_ids: string[]
  demo: boolean
  suspended_at: Date | null
  created_at: Date
}

const columns = (sql: SqlOrTx) =>
  sql`id, name, email, phone, phone_verified, password_hash, language, roles, store_ids, demo, suspended_at,
    created_at`

const fromRow = (row: Row): Account => ({
  id: row.id,
  name: row.name,
  email: row.email,
  phone: row.phone,
  phoneVerified: row.phone_verified,
  passwordHash: row.password_hash,
  language: row.language,
  roles: row.roles,
  storeIds: row.store_ids,
  demo: row.demo,
  suspendedAt: row.suspended_at?.getTime() ?? null,
  createdAt: row.created_at.getTime(),
})

/** What the owner and staff see of an account. */
export const toUser = (account: Account): User => ({
  id: account.id,
  name: account.name,
  email: account.email,
  phone: account.phone,
  language: account.language,
  roles: account.roles,
  storeIds: account.storeIds,
  createdAt: new Date(account.createdAt).toISOString(),
})

/** Which of the things that only one account may have is taken, when that is why a write failed. */
export function takenField(error: unknown): 'email' | 'phone' | undefined {
  if (isSqlState(error, uniqueViolation, 'accounts_email')) return 'email'
  if (isSqlState(error, uniqueViolation, 'accounts_phone')) return 'phone'
  return undefined
}

const one = async (rows: Promise<Row[]>): Promise<Account | undefined> => {
  const [row] = await rows
  return row && fromRow(row)
}

export const findByEmail = (sql: SqlOrTx, email: string) =>
  one(sql<Row[]>`select ${columns(sql)} from users.accounts where email = ${email}`)

/** By a number that has answered a code. */
export const findByPhone = (sql: SqlOrTx, phone: string) =>
  one(sql<Row[]>`select ${columns(sql)} from users.accounts where phone = ${phone} and phone_verified`)

export const getAccount = (sql: SqlOrTx, id: string) =>
  one(sql<Row[]>`select ${columns(sql)} from users.accounts where id = ${id} and deleted_at is null`)

export const lockAccount = (tx: Tx, id: string) =>
  one(tx<Row[]>`select ${columns(tx)} from users.accounts where id = ${id} and deleted_at is null for update`)

export const findAccounts = async (sql: SqlOrTx, ids: readonly string[]): Promise<Account[]> => {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from users.accounts where id = any(${ids as string[]}) and deleted_at is null`
  return rows.map(fromRow)
}

/** Two that put the same accounts follow each other; otherwise both would add what neither found. */
export const onePutAtATime = (tx: Tx) => tx`select pg_advisory_xact_lock(hashtext('users.putAccounts'))`

export const findByEmails = async (
  sql: SqlOrTx,
  emails: readonly string[],
  { lock = false }: { lock?: boolean } = {},
): Promise<Account[]> => {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from users.accounts where email = any(${emails as string[]})
    order by id ${lock ? sql`for update` : sql``}`
  return rows.map(fromRow)
}

/** @throws what `takenField` tells */
export const addAccount = (tx: Tx, account: Account) => tx`
  insert into users.accounts ${tx({
    id: account.id,
    name: account.name,
    email: account.email,
    phone: account.phone,
    phone_verified: account.phoneVerified,
    password_hash: account.passwordHash,
    language: account.language,
    roles: account.roles,
    store_ids: account.storeIds,
    demo: account.demo,
    created_at: new Date(account.createdAt),
  })}`

/** @throws what `takenField` tells */
export const saveAccount = (tx: Tx, account: Account) => tx`
  update users.accounts set name = ${account.name}, email = ${account.email}, phone = ${account.phone},
    phone_verified = ${account.phoneVerified}, password_hash = ${account.passwordHash}, language = ${account.language},
    roles = ${account.roles}, store_ids = ${account.storeIds},
    suspended_at = ${account.suspendedAt === null ? null : new Date(account.suspendedAt)}
  where id = ${account.id}`

export const renewHash = (sql: SqlOrTx, id: string, before: string, after: string) =>
  sql`update users.accounts set password_hash = ${after} where id = ${id} and password_hash = ${before}`

/** Nothing personal stays; the id does, for orders and the ledger. */
export const emptyAccount = (tx: Tx, id: string, now: number) => tx`
  update users.accounts set name = 'Deleted account', email = null, phone = null, phone_verified = false,
    password_hash = null, roles = '{customer}', store_ids = '{}', deleted_at = ${new Date(now)}
  where id = ${id}`

/** Newest first. `q` is the beginning of an email address, a phone number or a name. */
export async function listAccounts(
  sql: SqlOrTx,
  { q, role, before, limit }: { q?: string; role?: Role; before?: string; limit: number },
): Promise<Account[]> {
  const prefix =
    q &&
    `${q
      .trim()
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&')}%`
  const rows = await sql<Row[]>`
    select ${columns(sql)} from users.accounts
    where deleted_at is null
      ${prefix ? sql`and (email like ${prefix} or phone like ${prefix} or lower(name) like ${prefix})` : sql``}
      ${role ? sql`and roles @> array[${role}]` : sql``}
      ${before ? sql`and id < ${before}` : sql``}
    order by id desc limit ${limit}`
  return rows.map(fromRow)
}

const staffMax = 200

/** Who picks in or manages a store, by name. */
export const staffOf = async (
  sql: SqlOrTx,
  storeId: string,
): Promise<{ userId: string; name: string; roles: Account['roles'][number][] }[]> => [
  ...(await sql<{ userId: string; name: string; roles: Account['roles'][number][] }[]>`
    select id "userId", name, roles from users.accounts
    where ${storeId} = any(store_ids) and roles && '{picker,manager}' order by name, id limit ${staffMax}`),
]
