import { createHash } from 'node:crypto'
import type { Store } from '../store.ts'
import { badParam, keyReused, StripeFault } from './faults.ts'
import type { Answer } from './payment-intents.ts'

export type Kept = Answer & { replayed: boolean; originalRequest: string }

/**
 * Runs a POST once per idempotency key. The same key and parameters get the first answer again, declines and refusals
 * included; other parameters are an `idempotency_error`. What failed the check of its parameters is not kept.
 * The deed, its events and the kept answer are one transaction.
 */
export function once(
  store: Store,
  request: { key: string | undefined; path: string; body: unknown; id: string; nowMs: number },
  deed: () => Answer,
): Kept {
  const { key } = request
  if (key !== undefined && (key.length === 0 || key.length > 255))
    throw badParam('Idempotency-Key', 'Idempotency keys are 1 to 255 characters long.')
  const fingerprint = createHash('sha256')
    .update(`${request.path}\n${canonical(request.body)}`)
    .digest('hex')

  return store.transact(() => {
    const known = key ? store.db.prepare('select * from keys where key = ?').get(key) : undefined
    if (known) {
      if (known.fingerprint !== fingerprint) throw keyReused(key!)
      return {
        status: Number(known.status),
        body: JSON.parse(String(known.body)) as Record<string, unknown>,
        replayed: true,
        originalRequest: String(known.request),
      }
    }
    const answer = run(deed)
    if (key)
      store.db
        .prepare('insert into keys (key, fingerprint, status, body, request, at) values (?, ?, ?, ?, ?, ?)')
        .run(key, fingerprint, answer.status, JSON.stringify(answer.body), request.id, request.nowMs)
    return { ...answer, replayed: false, originalRequest: request.id }
  })
}

/** A refusal that Stripe keeps is an answer like any other: it changed nothing, since refusals come before changes. */
function run(deed: () => Answer): Answer {
  try {
    return deed()
  } catch (error) {
    if (error instanceof StripeFault && error.kept) return { status: error.status, body: error.body }
    throw error
  }
}

/** The same text for the same parameters, whatever their order. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`
}
