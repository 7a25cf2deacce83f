/** An error in Stripe's own shape: `{ error: { type, code?, message, param?, … } }`. */
export class StripeFault extends Error {
  status: number
  body: { error: Record<string, unknown> }
  /** Kept under an idempotency key? Stripe keeps what began to execute, not what failed the check of its parameters. */
  kept: boolean

  constructor(status: number, error: { type: string; message: string } & Record<string, unknown>, kept = false) {
    super(error.message)
    this.status = status
    this.body = { error }
    this.kept = kept
  }
}

const invalid = (message: string, extra: Record<string, unknown> = {}) =>
  new StripeFault(400, { type: 'invalid_request_error', message, ...extra })

export const missing = (param: string) =>
  invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })

export const unknownParam = (param: string) =>
  invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })

export const badParam = (param: string, message: string, code = 'parameter_invalid') =>
  invalid(message, { code, param })

export const noSuch = (what: string, id: string, param = 'id') =>
  new StripeFault(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param,
  })

/** The request was sound, the object's state forbids it. */
export const refused = (code: string, message: string, extra: Record<string, unknown> = {}) =>
  new StripeFault(400, { type: 'invalid_request_error', code, message, ...extra }, true)

export const unauthorised = (message: string) => new StripeFault(401, { type: 'invalid_request_error', message })

export const keyReused = (key: string) =>
  new StripeFault(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  })
