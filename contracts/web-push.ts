import Type, { type Static } from 'typebox'
import { defineProblems } from './problem.ts'

export const webPush = defineProblems({
  'notifications/endpoint-refused': [422, 'Push services are at public addresses by HTTPS only'],
  'notifications/no-web-push': [503, 'Messages cannot be sent to browsers here'],
} as const)

/** What a browser gives to who may send to it (`PushSubscription.toJSON()`): where its push service is, and what to encrypt for it with. */
export const WebSubscription = Type.Object(
  {
    endpoint: Type.String({ format: 'uri', maxLength: 1_000 }),
    keys: Type.Object(
      {
        /** A point of P-256, uncompressed: 65 bytes, base64url. */
        p256dh: Type.String({ pattern: '^B[A-Za-z0-9_-]{86}$' }),
        /** 16 bytes, base64url. */
        auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false, title: 'WebSubscription' },
)
export type WebSubscription = Static<typeof WebSubscription>

export const WebPushKey = Type.Object(
  {
    /** For `PushManager.subscribe({ applicationServerKey })`, base64url; null where browsers get no messages. */
    publicKey: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'WebPushKey' },
)
