import type { Problem as ProblemBody } from './generated/api.d.ts'

export type FieldProblem = NonNullable<ProblemBody['fields']>[number]

/** What the API refused, or could not be asked. `code` is stable; `client/offline` means that no answer came at all. */
export class ProblemError extends Error {
  readonly code: string
  readonly status: number
  readonly detail?: string
  readonly details?: unknown
  readonly traceId?: string
  readonly retryAfterS?: number
  /** What is wrong by field name, as the API named them: `email`, `dropOff.line1`. */
  readonly fields: Readonly<Record<string, FieldProblem>>

  constructor(body: ProblemBody, retryAfterS?: number) {
    super(body.title)
    this.name = 'ProblemError'
    this.code = body.code
    this.status = body.status
    this.detail = body.detail
    this.details = body.details
    this.traceId = body.traceId
    this.retryAfterS = retryAfterS
    this.fields = Object.fromEntries((body.fields ?? []).map((field) => [fieldName(field.path), field]))
  }

  /** No answer, or one that says to ask again: the same request may be sent once more. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export const isProblem = (error: unknown, ...codes: string[]): error is ProblemError =>
  error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code))

export const offlineProblem = (): ProblemError =>
  new ProblemError({ type: 'about:blank', title: 'No connection', status: 0, code: 'client/offline' })

/** The problem that an answer carries; one that is not a problem document (a proxy's page) is named by its status. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('retry-after'))
  const retryAfterS = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined
  const body: unknown = await response.json().catch(() => null)
  if (isProblemBody(body)) return new ProblemError(body, retryAfterS)
  const title = response.statusText || `HTTP ${response.status}`
  return new ProblemError(
    { type: 'about:blank', title, status: response.status, code: 'client/no-problem' },
    retryAfterS,
  )
}

function isProblemBody(body: unknown): body is ProblemBody {
  return (
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' && 'status' in body
  )
}

/** `/email`, `body/email` and `email` are the same field. */
const fieldName = (path: string) => path.replace(/^(body|querystring|params|headers)?\//, '').replaceAll('/', '.')
