/** What every way of sending a message (push, SMS, email) answers, and how it fails. */
export type Sent = { providerId: string }

export type SendOptions = {
  /**
   * One per message and recipient, the same on every retry. None of the three providers refuses a repeated key, so it is
   * passed along for what it can do: a push replaces the earlier one on the device, an email carries it as a reference.
   */
  idempotencyKey: string
  signal?: AbortSignal
}

export type SendFailure =
  | 'invalid-recipient' // no such number, address or device any more: forget it
  | 'invalid-message' // too long, empty, malformed: a fault of ours
  | 'unauthorised' // the provider refuses our keys: somebody must look
  | 'rate-limited'
  | 'unavailable'

/** A message that was not, or perhaps not, sent. */
export class SendError extends Error {
  kind: SendFailure
  /** The provider's own code, for the log. */
  code: string
  /** Worth another try, after a pause. */
  retryable: boolean
  /** The request left and no answer came: another try may send it twice. */
  maybeSent: boolean
  /** The pause the provider asked for, milliseconds. */
  retryAfterMs?: number

  constructor(
    kind: SendFailure,
    code: string,
    message: string,
    more: { maybeSent?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'SendError'
    this.kind = kind
    this.code = code
    this.retryable = kind === 'rate-limited' || kind === 'unavailable'
    this.maybeSent = more.maybeSent ?? false
    this.retryAfterMs = more.retryAfterMs
  }
}

/** No answer at all: refused connections never reached the provider, anything else may have. */
export function unreachable(provider: string, cause: unknown): SendError {
  const code = errorCode(cause)
  const maybeSent = !['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code)
  return new SendError('unavailable', code, `${provider} did not answer (${code})`, { maybeSent })
}

/** Ends what nobody waits for any more, before anything has left. */
export function notAborted(signal: AbortSignal | undefined) {
  if (signal?.aborted) throw new SendError('unavailable', 'aborted', 'the caller gave up before the message was sent')
}

/** `Retry-After` in milliseconds, whether it is written in seconds or as a date. */
export function retryAfterMs(header: string | null | undefined, nowMs = Date.now()): number | undefined {
  if (!header) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined
}

/** Why a call broke off: the innermost code, such as ECONNRESET, or the error's name. Never its request, which holds keys. */
export function errorCode(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = (each as { code?: unknown }).code
    if (typeof code === 'string') return code
    if (!(each.cause instanceof Error)) return each.name
  }
  return 'unknown'
}
