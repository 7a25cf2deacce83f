import type sendgrid from '@sendgrid/mail'
import { notAborted, retryAfterMs, SendError, unreachable } from '../send.ts'
import type { Email } from './port.ts'

export type SendgridConfig = {
  apiKey: string
  from: string
  fromName?: string
  /** Another address than https://api.sendgrid.com: the sandbox. */
  apiUrl?: string
  timeoutMs?: number
}

type Service = typeof sendgrid & {
  client: { setDefaultRequest(settings: Record<string, unknown>): void }
}

/** Email through SendGrid's own client (imported here, not at start: it costs some 50 ms and 10 MB). */
export async function openSendgrid(config: SendgridConfig): Promise<Email> {
  const { default: mail } = await import('@sendgrid/mail')
  // The published types leave out that the module carries its class, every service its client, and axios' own settings.
  const { MailService } = mail as unknown as { MailService: new () => Service }
  const service = new MailService()
  service.setApiKey(config.apiKey)
  service.client.setDefaultRequest({
    timeout: config.timeoutMs ?? 10_000,
    maxRedirects: 0,
    ...(config.apiUrl && { baseUrl: config.apiUrl, proxy: false }),
  })

  return {
    name: 'sendgrid',
    async send({ to, toName, subject, text, html }, { idempotencyKey, signal }) {
      notAborted(signal)
      const sending = service.send({
        to: { email: to, name: toName },
        from: { email: config.from, name: config.fromName ?? 'Tokri' },
        subject,
        text,
        html,
        customArgs: { reference: idempotencyKey },
        headers: { 'X-Entity-Ref-ID': idempotencyKey },
        trackingSettings: { clickTracking: { enable: false }, openTracking: { enable: false } },
      })
      try {
        const [response] = await orAborted(sending, signal)
        return { providerId: String((response.headers as Record<string, unknown>)['x-message-id']) }
      } catch (error) {
        throw toSendError(error)
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** The client cannot be cancelled: the caller stops waiting, the request may still arrive. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  work.catch(() => {}) // it may end after nobody waits for it any more
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

type SendgridFault = {
  code?: unknown
  response?: { headers?: Record<string, string>; body?: { errors?: { field?: string | null }[] } }
}

function toSendError(error: unknown): SendError {
  const { code, response } = error as SendgridFault
  if (!response || typeof code !== 'number') return unreachable('SendGrid', error)
  const fields = (response?.body?.errors ?? []).map((each) => each.field ?? '')
  const message = `SendGrid refused the message (${code}${fields.some(Boolean) ? `, ${fields.join(', ')}` : ''})`
  const pause = retryAfterMs(response?.headers?.['retry-after'])
  if (code === 429) return new SendError('rate-limited', String(code), message, { retryAfterMs: pause })
  if (code >= 500) return new SendError('unavailable', String(code), message, { maybeSent: true, retryAfterMs: pause })
  if (code === 401 || code === 403) return new SendError('unauthorised', String(code), message)
  if (fields.some((field) => /^personalizations\.\d+\.to/.test(field)))
    return new SendError('invalid-recipient', String(code), message)
  return new SendError('invalid-message', String(code), message)
}
