import Type from 'typebox'
import { NotificationId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Paging } from '../../contracts/list.ts'
import { Inbox, notifications, Preferences } from '../../contracts/notifications.ts'
import { GetContacts } from '../../contracts/users.ts'
import { routesOf } from '../../kit/routes.ts'
import type { NotificationsContext } from './context.ts'
import { defaultPreferences } from './domain.ts'
import { markAllRead, markRead, readInbox } from './store/inbox.ts'
import { findPreferences, putPreferences } from './store/recipients.ts'
import { say } from './templates/index.ts'

const route = routesOf<NotificationsContext>()

/** What a user chose, or what holds until then, in the language of their profile. */
async function preferencesOf({ db, call, log }: NotificationsContext, userId: string): Promise<Preferences> {
  const chosen = (await findPreferences(db.sql, [userId])).get(userId)
  if (chosen) return chosen
  try {
    const { contacts } = await call(GetContacts, { userIds: [userId] })
    return { ...defaultPreferences, language: contacts[0]?.language ?? 'en' }
  } catch (error) {
    log.warn({ error }, 'the language of a profile is not known at the moment')
    return { ...defaultPreferences, language: 'en' }
  }
}

const preferenceRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/me/notification-preferences',
      summary: 'Which channels may be used for what, most wanted first, and in which language',
      access: 'user',
      answer: Preferences,
    },
    ({ actor }, context) => preferencesOf(context, actor.userId),
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/me/notification-preferences',
      summary: 'Choose channels, most wanted first; the inbox has everything in any case',
      access: 'user',
      body: Preferences,
      answer: Preferences,
    },
    async ({ actor, body }, { db }) => {
      await putPreferences(db.sql, actor.userId, body)
      return body
    },
  ),
]

const inboxRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/me/inbox',
      summary: 'Messages, newest first, in the language of the preferences',
      access: 'user',
      query: Type.Object(Paging),
      answer: Inbox,
    },
    async ({ actor, query: { limit = 20, cursor } }, context) => {
      const { db, config } = context
      const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0])
      const [{ items: found, unread }, { language }] = await Promise.all([
        readInbox(db.sql, actor.userId, { limit: limit + 1, ...(before === undefined ? {} : { before }) }),
        preferencesOf(context, actor.userId),
      ])
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map(({ id, template, data, link, createdAt, readAt }) => {
          const { title, body } = say(template, data, language, config.timeZone)
          return {
            id,
            title,
            body,
            ...(link === null ? {} : { link }),
            at: createdAt.toISOString(),
            ...(readAt === null ? {} : { readAt: readAt.toISOString() }),
          }
        }),
        next: found.length > limit && last ? encodeCursor([last.id]) : null,
        unread,
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/inbox/:id/read',
      summary: 'Note that a message has been read',
      access: 'user',
      params: Type.Object({ id: NotificationId }),
      status: 204,
      problems: ['notifications/not-found'],
    },
    async ({ actor, params }, { db, clock }) => {
      if (!(await markRead(db.sql, actor.userId, params.id, clock.now())))
        throw notifications('notifications/not-found')
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/inbox/read',
      summary: 'Note that all messages have been read',
      access: 'user',
      status: 204,
    },
    async ({ actor }, { db, clock }) => {
      await markAllRead(db.sql, actor.userId, clock.now())
    },
  ),
]

export const routes = [...preferenceRoutes, ...inboxRoutes]
