import { createHash } from 'node:crypto'
import type { Preferences, PushDevice } from '../../../contracts/notifications.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export async function findPreferences(sql: SqlOrTx, userIds: readonly string[]): Promise<Map<string, Preferences>> {
  const rows = await sql<({ userId: string } & Preferences)[]>`
    select user_id as "userId", order_updates as "orderUpdates", offers, language from notifications.preferences
    where user_id = any(${userIds as string[]})`
  return new Map(rows.map(({ userId, orderUpdates, offers, language }) => [userId, { orderUpdates, offers, language }]))
}

export const putPreferences = (sql: SqlOrTx, userId: string, { orderUpdates, offers, language }: Preferences) => sql`
  insert into notifications.preferences (user_id, order_updates, offers, language)
  values (${userId}, ${orderUpdates}, ${offers}, ${language})
  on conflict (user_id) do update
  set order_updates = excluded.order_updates, offers = excluded.offers, language = excluded.language`

export interface Device extends PushDevice {
  readonly provider: 'fcm' | 'webpush'
  readonly token: string
  readonly userId: string
}

/** An app is known by its token, which is too long for a path; a browser by the address of its subscription. */
export const deviceId = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** A device belongs to who registered it last: one phone, one person at a time. The oldest make room. */
export async function putDevice(tx: Tx, device: Device, keep: number): Promise<void> {
  await tx`
    insert into notifications.devices (id, token, user_id, platform, provider, created_at)
    values (${device.id}, ${device.token}, ${device.userId}, ${device.platform}, ${device.provider}, ${device.createdAt})
    on conflict (id) do update set token = excluded.token, user_id = excluded.user_id, platform = excluded.platform,
      provider = excluded.provider, created_at = excluded.created_at`
  await tx`
    delete from notifications.devices where id in (
      select id from notifications.devices where user_id = ${device.userId}
      order by created_at desc, id offset ${keep})`
}

/** @returns whether it was there and theirs */
export async function removeDevice(sql: SqlOrTx, userId: string, id: string): Promise<boolean> {
  const result = await sql`delete from notifications.devices where id = ${id} and user_id = ${userId}`
  return result.count === 1
}

/** The app was removed from these. */
export const forgetDevices = (sql: SqlOrTx, ids: readonly string[]) =>
  sql`delete from notifications.devices where id = any(${ids as string[]})`

export async function findDevices(sql: SqlOrTx, userIds: readonly string[]): Promise<Device[]> {
  const rows = await sql<(Omit<Device, 'createdAt'> & { createdAt: Date })[]>`
    select id, token, user_id as "userId", platform, provider, created_at as "createdAt" from notifications.devices
    where user_id = any(${userIds as string[]}) order by created_at desc, id`
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

export async function forgetRecipients(tx: Tx, userIds: readonly string[]): Promise<void> {
  await tx`delete from notifications.devices where user_id = any(${userIds as string[]})`
  await tx`delete from notifications.preferences where user_id = any(${userIds as string[]})`
}
