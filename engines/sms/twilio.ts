import type { Twilio } from 'twilio'
import { notAborted, retryAfterMs, SendError, unreachable } from '../send.ts'
import type { Sms } from './port.ts'

export type TwilioConfig = {
  accountSid: string
  authToken: string
  /** The sending number in E.164 form, or a messaging service (`MG…`). */
  from: string
  /** Another address than https://api.twilio.com: the sandbox. */
  apiUrl?: string
  timeoutMs?: number
}

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Twilio>[2]>['httpClient']>
type HttpRequest = Parameters<HttpClient['request']>[0]

/** Twilio's codes for a number that can never be reached from here. */
const badNumbers = new Set([21211, 21214, 21217, 21407, 21408, 21610, 21612, 21614])

/** SMS through Twilio's own SDK (imported here, not at start: it costs some 110 ms and 15 MB). */
export async function openTwilio(config: TwilioConfig): Promise<Sms> {
  const { Twilio } = (await import('twilio')).default
  const timeoutMs = config.timeoutMs ?? 10_000
  const sender = config.from.startsWith('MG') ? { messagingServiceSid: config.from } : { from: config.from }

  return {
    name: 'twilio',
    async send({ to, text }, { signal }) {
      notAborted(signal)
      const reply: { status?: number; retryAfter?: string | null } = {}
      // A client per message: it is a few fields, and the SDK has no other way to pass a signal on.
      const client = new Twilio(config.accountSid, config.authToken, {
        httpClient: httpClient(
          config.apiUrl,
          signal ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) : AbortSignal.timeout(timeoutMs),
          reply,
        ),
      })
      try {
        const message = await client.messages.create({ ...sender, to, body: text })
        return { providerId: message.sid }
      } catch (error) {
        throw toSendError(error, reply)
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Twilio's SDK takes any HTTP client with `request`: this one is Node's fetch, with a deadline and an address of choice. */
function httpClient(
  apiUrl: string | undefined,
  signal: AbortSignal,
  reply: { status?: number; retryAfter?: string | null },
): HttpClient {
  const client = {
    async request({ method, uri, username, password, headers, params, data }: HttpRequest) {
      const url = new URL(uri)
      const target = apiUrl
        ? new URL(url.pathname.slice(1) + url.search, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`)
        : url
      for (const [key, value] of Object.entries(params ?? {})) target.searchParams.append(key, String(value))
      const response = await fetch(target, {
        method,
        headers: {
          ...(headers as Record<string, string>),
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        },
        body: data ? new URLSearchParams(data as Record<string, string>) : undefined,
        signal,
      })
      reply.status = response.status
      reply.retryAfter = response.headers.get('retry-after')
      return { statusCode: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) }
    },
  }
  return client as unknown as HttpClient
}

function toSendError(
  error: unknown,
  { status, retryAfter }: { status?: number; retryAfter?: string | null },
): SendError {
  if (status === undefined) return unreachable('Twilio', error)
  const code = Number((error as { code?: unknown }).code)
  const message = `Twilio refused the message (${status}${code ? `, ${code}` : ''})` // its own text repeats the number
  const pause = retryAfterMs(retryAfter)
  if (status === 429) return new SendError('rate-limited', String(code || status), message, { retryAfterMs: pause })
  if (status >= 500 || status === 408 || status < 400)
    return new SendError('unavailable', String(code || status), message, { maybeSent: true, retryAfterMs: pause })
  if (status === 401 || status === 403) return new SendError('unauthorised', String(code || status), message)
  if (badNumbers.has(code)) return new SendError('invalid-recipient', String(code), message)
  return new SendError('invalid-message', String(code || status), message)
}
