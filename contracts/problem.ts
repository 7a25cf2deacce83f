import Type, { type Static } from 'typebox'

/** What is wrong with a field; `rule` is the keyword of JSON Schema that it breaks, `limit` the number that this names. */
export const FieldProblem = Type.Object({
  path: Type.String(),
  message: Type.String(),
  rule: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Number()),
})
export type FieldProblem = Static<typeof FieldProblem>

/** RFC 9457, with a stable `code`. `details` carry what a program needs to react, such as the lines that are short. */
export const ProblemBody = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    traceId: Type.Optional(Type.String()),
    fields: Type.Optional(Type.Array(FieldProblem)),
    details: Type.Optional(Type.Unknown()),
  },
  { title: 'Problem' },
)
export type ProblemBody = Static<typeof ProblemBody>

export type ProblemTable = Record<string, readonly [status: number, title: string]>

/** What only travels to the edge: unknown, forbidden, conflict. What a caller must decide on is a return value instead. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly details?: unknown
  readonly fields?: FieldProblem[]
  readonly headers?: Record<string, string>

  constructor(
    code: string,
    status: number,
    title: string,
    more: {
      detail?: string
      details?: unknown
      fields?: FieldProblem[]
      headers?: Record<string, string>
    } = {},
  ) {
    super(more.detail ? `${title}: ${more.detail}` : title)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.title = title
    this.detail = more.detail
    this.details = more.details
    this.fields = more.fields
    this.headers = more.headers
  }

  toBody(traceId?: string): ProblemBody {
    return {
      type: `/docs/problems#${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.fields === undefined ? {} : { fields: this.fields }),
      ...(this.details === undefined ? {} : { details: this.details }),
      ...(traceId === undefined ? {} : { traceId }),
    }
  }
}

const known: Record<string, readonly [number, string]> = {}

/** Every problem that has been defined: for the documentation and for callers across processes. */
export const allProblems = (): Readonly<ProblemTable> => known

/**
 * Declares a table of problems and gives back the function that makes them:
 * `throw stores('stores/closed', { detail: 'Opens at 06:00' })`.
 */
export function defineProblems<T extends ProblemTable>(table: T) {
  Object.assign(known, table)
  return (code: keyof T & string, more?: ConstructorParameters<typeof Problem>[3]): Problem => {
    const [status, title] = table[code]!
    return new Problem(code, status, title, more)
  }
}

/** Problems that any part may raise. */
export const common = defineProblems({
  'request/invalid': [400, 'The request is not valid'],
  'request/malformed': [400, 'The request body is not valid JSON'],
  'request/malformed-url': [400, 'The address is not valid: check its % signs'],
  'request/malformed-http': [400, 'This is not an HTTP request that we can read'],
  'request/timeout': [408, 'The request was sent too slowly'],
  'request/headers-too-large': [431, 'The headers are too large'],
  'request/method-not-allowed': [405, 'This address does not take that method'],
  'request/upgrade-required': [426, 'This address speaks WebSocket only'],
  'request/origin-refused': [403, 'Pages of this origin may not connect'],
  'request/too-large': [413, 'The request is too large'],
  'request/unsupported-type': [415, 'The content type is not supported'],
  'request/not-found': [404, 'There is nothing at this address'],
  'request/bad-cursor': [400, 'The cursor is not one that this list gave out'],
  'request/rate-limited': [429, 'Too many requests'],
  'request/idempotency-key-missing': [400, 'An Idempotency-Key header is required'],
  'request/idempotency-key-reused': [409, 'This Idempotency-Key was used with another request'],
  'auth/required': [401, 'Please log in'],
  'auth/invalid-token': [401, 'The access token is not valid'],
  'auth/expired-token': [401, 'The access token has expired'],
  'auth/certificate-required': [403, 'A client certificate of this installation is needed'],
  'auth/scope': [403, 'The token of this API client is not good for that'],
  'auth/forbidden': [403, 'This is not yours to see or change'],
  'service/unavailable': [503, 'A part of the service cannot be reached; please try again'],
  'service/deadline': [504, 'The request took too long'],
  'service/overloaded': [503, 'The service is busy; please try again'],
  'service/internal': [500, 'Something went wrong on our side'],
} as const)
