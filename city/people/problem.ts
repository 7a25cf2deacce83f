/** How the server refused, or that it could not be asked. `code` is the problem's own, or `client/…` where there was none. */
export class ApiError extends Error {
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly details: unknown
  readonly retryAfterS: number | undefined

  constructor(
    code: string,
    status: number,
    message: string,
    more: { details?: unknown; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.details = more.details
    this.retryAfterS = more.retryAfterS
  }
}

/** Whether an error is one of these refusals. */
export const isRefusal = (error: unknown, ...codes: string[]): error is ApiError =>
  error instanceof ApiError && codes.includes(error.code)

const passing = [0, 429, 502, 503, 504]

/** The same request may well succeed a little later. */
export const isPassing = (error: unknown): error is ApiError =>
  error instanceof ApiError && passing.includes(error.status)

/** Out of an answer that is not 2xx. Whatever it is, even a proxy's page, an error comes of it. */
export function errorOf(status: number, retryAfter: string | undefined, body: string): ApiError {
  const problem = parse(body)
  const seconds = Number(retryAfter)
  return new ApiError(
    typeof problem.code === 'string' ? problem.code : `client/http-${status}`,
    status,
    [problem.title ?? `HTTP ${status}`, problem.detail].filter(Boolean).join(': '),
    { details: problem.details, retryAfterS: retryAfter !== undefined && seconds >= 0 ? seconds : undefined },
  )
}

function parse(body: string): { code?: unknown; title?: string; detail?: string; details?: unknown } {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
