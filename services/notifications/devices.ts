import Type from 'typebox'
import { Page } from '../../contracts/list.ts'
import { notifications, Platform, PushDevice } from '../../contracts/notifications.ts'
import { WebPushKey, WebSubscription, webPush } from '../../contracts/web-push.ts'
import { routesOf } from '../../kit/routes.ts'
import type { NotificationsContext } from './context.ts'
import { devicesMax } from './domain.ts'
import { type Device, deviceId, findDevices, putDevice, removeDevice } from './store/recipients.ts'

const route = routesOf<NotificationsContext>()

async function register({ db, clock }: NotificationsContext, device: Omit<Device, 'createdAt'>): Promise<PushDevice> {
  const createdAt = new Date(clock.now()).toISOString()
  await db.begin((tx) => putDevice(tx, { ...device, createdAt }, devicesMax))
  return { id: device.id, platform: device.platform, createdAt }
}

export const deviceRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/me/devices',
      summary: 'Apps that push messages reach',
      access: 'user',
      answer: Page(PushDevice),
    },
    async ({ actor }, { db }) => {
      const devices = await findDevices(db.sql, [actor.userId])
      return { items: devices.map(({ id, platform, createdAt }) => ({ id, platform, createdAt })), next: null }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/devices',
      summary: 'Let push messages reach this app; registering it again is harmless',
      access: 'user',
      body: Type.Object(
        { token: Type.String({ minLength: 8, maxLength: 4_096, pattern: '^\\S+$' }), platform: Platform },
        { additionalProperties: false },
      ),
      answer: PushDevice,
      status: 201,
    },
    ({ actor, body: { token, platform } }, context) =>
      register(context, { id: deviceId(token), platform, provider: 'fcm', token, userId: actor.userId }),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/web-push',
      summary: 'What a browser subscribes to push messages with',
      access: 'public',
      answer: WebPushKey,
    },
    async (_, { engines }) => ({ publicKey: (await engines.webPush())?.publicKey ?? null }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/devices/web',
      summary: 'Let push messages reach this browser; its id is the SHA-256 of the endpoint, base64url',
      access: 'user',
      body: WebSubscription,
      answer: PushDevice,
      status: 201,
      problems: ['notifications/endpoint-refused', 'notifications/no-web-push'],
    },
    async ({ actor, body: { endpoint, keys } }, context) => {
      const push = await context.engines.webPush()
      if (!push) throw webPush('notifications/no-web-push')
      const detail = push.whyRefused(endpoint)
      if (detail) throw webPush('notifications/endpoint-refused', { detail })
      const token = JSON.stringify({ endpoint, keys })
      return register(context, {
        id: deviceId(endpoint),
        platform: 'web',
        provider: 'webpush',
        token,
        userId: actor.userId,
      })
    },
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/me/devices/:id',
      summary: 'Let push messages no longer reach an app',
      access: 'user',
      params: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) }),
      status: 204,
      problems: ['notifications/device-not-found'],
    },
    async ({ actor, params }, { db }) => {
      if (!(await removeDevice(db.sql, actor.userId, params.id))) throw notifications('notifications/device-not-found')
    },
  ),
]
