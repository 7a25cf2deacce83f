import type { Twilio } from 'twilio'
import { notAborted, retryAfterMs, SendError, unreachable } from '../send.ts'
import type { BridgedCall, Sms } from './port.ts'

export type TwilioConfig = {
  accountSid: string
  authToken: string
  /** The sending number in E.164 form, or a messaging service (`MG…`). */
  from: string
  /** The number that calls come from, where `from` is a messaging service or another number should ring. */
  voiceFrom?: string
  /** Another address than https://api.twilio.com: the sandbox. */
  apiUrl?: string
  timeoutMs?: number
}

/** So long each of the two is rung, and so long they may talk, seconds. */
const ringS = 25
const talkMaxS = 300

/** What Twilio does with the call once it is taken (twilio.com/docs/voice/twiml/dial). */
function twimlOf({ callee, greeting, language }: BridgedCall, callerId: string): string {
  const said = `<Say language="${language === 'hi' ? 'hi-IN' : 'en-IN'}">${escapeXml(greeting)}</Say>`
  const dial = `<Dial callerId="${escapeXml(callerId)}" timeout="${ringS}" timeLimit="${talkMaxS}"><Number>${escapeXml(callee)}</Number></Dial>`
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${said}${dial}</Response>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter]!)

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Twilio>[2]>['httpClient']>
type HttpRequest = Parameters<HttpClient['request']>[0]

/** Twilio's codes for a number that can never be reached from here. */
const badNumbers = new Set([21211, 21214, 21217, 21407, 21408, 21610, 21612, 21614])

/** SMS through Twilio's own SDK (imported here, not at start: it costs some 110 ms and 15 MB). */
export async function openTwilio(config: TwilioConfig): Promise<Sms> {
  const { Twilio } = (await import('twilio')).default
  const timeoutMs = config.timeoutMs ?? 10_000
  const sender = config.from.startsWith('MG') ? { messagingServiceSid: config.from } : { from: config.from }

  const voiceFrom = config.voiceFrom ?? (config.from.startsWith('MG') ? undefined : config.from)

  /** A client per request: it is a few fields, and the SDK has no other way to pass a signal on. */
  async function ask(signal: AbortSignal | undefined, deed: (client: Twilio) => Promise<{ sid: string }>) {
    notAborted(signal)
    const reply: { status?: number; retryAfter?: string | null } = {}
    const client = new Twilio(config.accountSid, config.authToken, {
      httpClient: httpClient(
        config.apiUrl,
        signal ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) : AbortSignal.timeout(timeoutMs),
        reply,
      ),
    })
    try {
      return { providerId: (await deed(client)).sid }
    } catch (error) {
      throw toSendError(error, reply)
    }
  }

  return {
    name: 'twilio',
    send: ({ to, text }, { signal }) => ask(signal, (client) => client.messages.create({ ...sender, to, body: text })),
    async bridge(call, { signal }) {
      if (voiceFrom === undefined)
        throw new SendError('unauthorised', 'no-voice', 'No number to call from is configured')
      return ask(signal, (client) =>
        client.calls.create({ to: call.caller, from: voiceFrom, twiml: twimlOf(call, voiceFrom), timeout: ringS }),
      )
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
