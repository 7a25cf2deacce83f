import { PspError, type PspFailure } from './port.ts'

/** What the SDK throws, as far as we look at it. Its class is named in `type`. */
type StripeThrown = { type?: unknown; code?: unknown; decline_code?: unknown; message?: unknown; statusCode?: unknown }

/** Runs a call and turns what Stripe's SDK throws into a PspError. */
export async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toPspError(error)
  }
}

/** By class, as Stripe's own guide does. A wrong key is `invalid`: no retry mends it. */
const kinds: Record<string, PspFailure> = {
  StripeCardError: 'declined',
  StripeInvalidRequestError: 'invalid',
  StripeIdempotencyError: 'invalid',
  StripeAuthenticationError: 'invalid',
  StripePermissionError: 'invalid',
  StripeRateLimitError: 'rate_limited',
  StripeConnectionError: 'unavailable',
  StripeAPIError: 'unavailable',
}

function toPspError(error: unknown): unknown {
  const { type, code, decline_code, message, statusCode } = error as StripeThrown
  if (typeof type !== 'string' || !type.startsWith('Stripe')) return error
  // 409: the first call with this key is still running.
  const kind = statusCode === 409 ? 'unavailable' : (kinds[type] ?? 'unavailable')
  const name = decline_code ?? code ?? type
  return new PspError(kind, String(name), String(message))
}
