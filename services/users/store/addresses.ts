import type { Address, AddressInput } from '../../../contracts/users.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

interface Row extends Omit<Address, 'line2' | 'notes'> {
  line2: string | null
  notes: string | null
}

const columns = (sql: SqlOrTx) => sql`id, label, line1, line2, lat, lng, notes`

const fromRow = ({ line2, notes, ...row }: Row): Address => ({
  ...row,
  ...(line2 === null ? {} : { line2 }),
  ...(notes === null ? {} : { notes }),
})

/** Newest first. */
export async function listAddresses(sql: SqlOrTx, userId: string): Promise<Address[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from users.addresses where user_id = ${userId} order by id desc`
  return rows.map(fromRow)
}

export async function getAddress(sql: SqlOrTx, userId: string, id: string): Promise<Address | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from users.addresses where id = ${id} and user_id = ${userId}`
  return row && fromRow(row)
}

/** The caller holds the account's row, so that the count stays true. */
export async function countAddresses(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count from users.addresses where user_id = ${userId}`
  return row!.count
}

export const addAddress = (tx: Tx, userId: string, address: Address, now: number) => tx`
  insert into users.addresses (id, user_id, label, line1, line2, lat, lng, notes, created_at)
  values (${address.id}, ${userId}, ${address.label}, ${address.line1}, ${address.line2 ?? null}, ${address.lat},
    ${address.lng}, ${address.notes ?? null}, ${new Date(now)})`

export const saveAddress = (tx: Tx, address: Address) => tx`
  update users.addresses set label = ${address.label}, line1 = ${address.line1}, line2 = ${address.line2 ?? null},
    lat = ${address.lat}, lng = ${address.lng}, notes = ${address.notes ?? null}
  where id = ${address.id}`

/** @returns whether it was there and theirs */
export async function removeAddress(sql: SqlOrTx, userId: string, id: string): Promise<boolean> {
  const result = await sql`delete from users.addresses where id = ${id} and user_id = ${userId}`
  return result.count === 1
}

export const removeAddresses = (tx: Tx, userId: string) => tx`delete from users.addresses where user_id = ${userId}`

/** Addresses of many accounts at once; one that an account has, by label and first line, is left as it is. */
export const putAddresses = (
  tx: Tx,
  addresses: readonly { id: string; userId: string; address: AddressInput }[],
  now: number,
) => tx`
  insert into users.addresses (id, user_id, label, line1, line2, lat, lng, notes, created_at)
  select a->>'id', a->>'userId', a->'address'->>'label', a->'address'->>'line1', a->'address'->>'line2',
    (a->'address'->>'lat')::float8, (a->'address'->>'lng')::float8, a->'address'->>'notes', ${new Date(now)}
  from jsonb_array_elements(${tx.json(addresses as never)}) a
  where not exists (
    select from users.addresses b
    where b.user_id = a->>'userId' and b.label = a->'address'->>'label' and b.line1 = a->'address'->>'line1')`
