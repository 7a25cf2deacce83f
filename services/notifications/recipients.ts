import type { Channel, Preferences } from '../../contracts/notifications.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import { GetContacts } from '../../contracts/users.ts'
import type { NotificationsContext } from './context.ts'
import { defaultPreferences } from './domain.ts'
import { type Device, findDevices, findPreferences } from './store/recipients.ts'

type Contact = OutputOf<typeof GetContacts>['contacts'][number]

export interface Recipient {
  readonly contact: Contact
  readonly preferences: Preferences
  readonly devices: readonly Device[]
}

/** At most 500 people: what they want and how they are reached. Those who are gone are left out. @throws when nobody can be asked */
export async function findRecipients(
  { db, call }: NotificationsContext,
  userIds: string[],
): Promise<Map<string, Recipient>> {
  const [{ contacts }, preferences, devices] = await Promise.all([
    call(GetContacts, { userIds }),
    findPreferences(db.sql, userIds),
    findDevices(db.sql, userIds),
  ])
  const byUser = Map.groupBy(devices, (device) => device.userId)
  return new Map(
    contacts.map((contact) => [
      contact.userId,
      {
        contact,
        preferences: preferences.get(contact.userId) ?? { ...defaultPreferences, language: contact.language },
        devices: byUser.get(contact.userId) ?? [],
      },
    ]),
  )
}

/** Channels that lead somewhere. */
export function reachableOn({ contact, devices }: Recipient): Set<Channel> {
  const reachable = new Set<Channel>()
  if (devices.length > 0) reachable.add('push')
  if (contact.phone !== null) reachable.add('sms')
  if (contact.email !== null) reachable.add('email')
  return reachable
}
