import Type, { type Static } from 'typebox'

/** How a provider misbehaves. Empty is well-behaved. */
const Fault = Type.Object(
  {
    down: Type.Optional(Type.Boolean({ description: 'Connections break before anything is done' })),
    status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599, description: 'Answer every call with this' })),
    loseAnswers: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Share of calls that act, then break the connection' }),
    ),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })),
  },
  { additionalProperties: false },
)

const StripeFault = Type.Object(
  {
    ...Fault.properties,
    duplicateWebhooks: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 50, description: 'Every event is delivered this many times' }),
    ),
    shuffleWebhooks: Type.Optional(Type.Boolean({ description: 'Events arrive in any order, within two seconds' })),
    delayWebhooksMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 72 * 3_600_000 })),
    holdWebhooks: Type.Optional(Type.Boolean({ description: 'Nothing is delivered until this is taken back' })),
  },
  { additionalProperties: false },
)

/** Body of `POST /_faults`: replaces the faults of the providers that it names. */
export const Faults = Type.Object(
  {
    stripe: Type.Optional(StripeFault),
    twilio: Type.Optional(Fault),
    fcm: Type.Optional(Fault),
    webPush: Type.Optional(Fault),
    sendgrid: Type.Optional(Fault),
    google: Type.Optional(Fault),
    osrm: Type.Optional(Fault),
  },
  { additionalProperties: false },
)
export type Faults = Static<typeof Faults>
export type Provider = keyof Faults

/** Which provider a path belongs to; undefined for the sandbox's own pages, which never misbehave. */
export function providerOf(path: string): Provider | undefined {
  if (path.startsWith('/2010-04-01/')) return 'twilio'
  if (path.startsWith('/v3/mail/')) return 'sendgrid'
  if (path.startsWith('/v1/projects/') || path === '/token') return 'fcm'
  if (path.startsWith('/web-push/') && !path.startsWith('/web-push/subscriptions')) return 'webPush'
  if (/^\/(maps|directions|distanceMatrix)\/|^\/v1\/nearestRoads/.test(path)) return 'google'
  if (/^\/(nearest|table|route)\//.test(path)) return 'osrm'
  if (path.startsWith('/v1/')) return 'stripe'
  return undefined
}
