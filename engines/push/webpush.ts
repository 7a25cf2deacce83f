import { createHash } from 'node:crypto'
import { Agent, request } from 'undici'
import { outsideAgent, whyNotOutside } from '../../kit/outside.ts'
import { errorCode, notAborted, retryAfterMs, SendError, type Sent, unreachable } from '../send.ts'
import type { PushMessage, WebPush } from './port.ts'

export type WebPushConfig = {
  /** VAPID keys (RFC 8292), base64url. */
  publicKey: string
  privateKey: string
  /** Whom a push service may write to: `mailto:` or `https:`. */
  subject: string
  /** Origin of the stand-in, which is on this machine; all others have to be of the internet. */
  standIn?: string
  timeoutMs?: number
}

const dayS = 86_400
/** A record of 4,096 bytes (RFC 8291), less its header, padding mark and tag. */
const payloadMax = 3_993

/** Push to browsers (RFC 8030), encrypted for each (RFC 8291). Their addresses come from outside, so they lead nowhere inside. */
export async function openWebPush(config: WebPushConfig): Promise<WebPush> {
  const { default: webpush } = await import('web-push')
  const timeoutMs = config.timeoutMs ?? 10_000
  const outside = outsideAgent(false)
  const near = config.standIn === undefined ? undefined : new Agent({ connections: 4, keepAliveTimeout: 5_000 })
  const isStandIn = (endpoint: string) => near !== undefined && new URL(endpoint).origin === config.standIn
  const vapidDetails = { subject: config.subject, publicKey: config.publicKey, privateKey: config.privateKey }

  function whyRefused(endpoint: string): string | undefined {
    if (!URL.canParse(endpoint)) return 'It is no address'
    return isStandIn(endpoint) ? undefined : whyNotOutside(endpoint, false)
  }

  function sealed(message: PushMessage, key: string) {
    const subscription = subscriptionOf(message.token)
    const why = whyRefused(subscription.endpoint)
    if (why) throw new SendError('invalid-recipient', 'endpoint', why)
    const { title, body, data, link, ttlS = dayS } = message
    // A repeated message takes the place of the first, at the push service and on the device.
    const topic = createHash('sha256').update(key).digest('base64url').slice(0, 32)
    const payload = JSON.stringify({ title, body, tag: topic, ...(link && { link }), ...(data && { data }) })
    if (Buffer.byteLength(payload) > payloadMax)
      throw new SendError('invalid-message', 'too-long', `a push may have ${payloadMax} bytes`)
    const options = { vapidDetails, TTL: ttlS, urgency: 'high', topic, contentEncoding: 'aes128gcm' } as const
    try {
      return webpush.generateRequestDetails(subscription, payload, options)
    } catch (cause) {
      throw new SendError('invalid-recipient', 'keys', 'the keys of the browser are none', { cause })
    }
  }

  return {
    name: 'webpush',
    publicKey: config.publicKey,
    whyRefused,
    async send(message, { idempotencyKey, signal }): Promise<Sent> {
      notAborted(signal)
      const { endpoint, headers, body } = sealed(message, idempotencyKey)
      const deadline = AbortSignal.timeout(timeoutMs)
      try {
        const answer = await request(endpoint, {
          method: 'POST',
          dispatcher: isStandIn(endpoint) ? near! : outside,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
          body,
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        })
        // A redirect is not followed: it might lead inside.
        await answer.body.dump()
        const { statusCode: status } = answer
        if (status >= 200 && status < 300) return { providerId: one(answer.headers.location) ?? String(status) }
        throw toSendError(status, one(answer.headers['retry-after']))
      } catch (error) {
        if (error instanceof SendError) throw error
        if (errorCode(error) === 'EPRIVATE')
          throw new SendError('invalid-recipient', 'EPRIVATE', 'it is an address of a private network')
        throw unreachable('the push service', error)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([outside.destroy(), near?.destroy()])
    },
  }
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

/** @throws SendError for what is no subscription of a browser */
function subscriptionOf(token: string): { endpoint: string; keys: { p256dh: string; auth: string } } {
  try {
    const { endpoint, keys } = JSON.parse(token) as { endpoint: unknown; keys: { p256dh: unknown; auth: unknown } }
    const { p256dh, auth } = keys
    if (typeof endpoint === 'string' && typeof p256dh === 'string' && typeof auth === 'string')
      return { endpoint, keys: { p256dh, auth } }
  } catch {
    // Falls through to the same answer.
  }
  throw new SendError('invalid-message', 'subscription', 'this is no subscription of a browser')
}

function toSendError(status: number, pause: string | undefined): SendError {
  const message = `The push service refused the message (${status})`
  const more = { retryAfterMs: retryAfterMs(pause) }
  if (status === 404 || status === 410) return new SendError('invalid-recipient', String(status), message)
  if (status === 429) return new SendError('rate-limited', '429', message, more)
  if (status === 401 || status === 403) return new SendError('unauthorised', String(status), message)
  if (status >= 500 || status < 400)
    return new SendError('unavailable', String(status), message, { maybeSent: true, ...more })
  return new SendError('invalid-message', String(status), message)
}
