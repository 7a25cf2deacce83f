import { TransientError } from '../../../kit/resilience.ts'

/** A provider that answered, but not with what was asked for: no reason to think that it is down. */
export class ProviderRefusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'ProviderRefusal'
    this.code = code
  }
}

export type Ask = (address: URL, init?: { body?: unknown; headers?: Record<string, string> }) => Promise<Answer>
export type Answer = { status: number; json: unknown }

/** An answer to a matrix of the largest size is some megabytes; more is no answer. */
const answerMaxBytes = 32 * 1024 * 1024

/**
 * JSON over HTTP within `timeoutMs`. What cannot be reached, answers too late, 429 or 5xx is a `TransientError`, so that the
 * breaker around it counts it; addresses are left out of messages, because keys are in them.
 */
export function asker(provider: string, timeoutMs: number): Ask {
  return async (address, { body, headers } = {}) => {
    let response: Response
    let text: string
    try {
      response = await fetch(address, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json', ...(body === undefined ? {} : json), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      text = await readAtMost(response, answerMaxBytes)
    } catch (error) {
      const late = error instanceof DOMException && error.name === 'TimeoutError'
      throw new TransientError(`${provider} ${late ? `did not answer within ${timeoutMs} ms` : 'cannot be reached'}`)
    }
    if (response.status === 429 || response.status >= 500)
      throw new TransientError(`${provider} answered ${response.status}`)
    try {
      return { status: response.status, json: JSON.parse(text) as unknown }
    } catch {
      throw new TransientError(`${provider} answered ${response.status} with something that is no JSON`)
    }
  }
}

const json = { 'content-type': 'application/json' }

async function readAtMost(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Runs `work` for each item, at most `atOnce` at a time; the first failure is the failure of all. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const run = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, run))
}

/** Ranges that cut `length` into pieces of at most `size`. */
export const pieces = (length: number, size: number): { start: number; end: number }[] =>
  Array.from({ length: Math.ceil(length / size) }, (_, i) => ({
    start: i * size,
    end: Math.min(length, (i + 1) * size),
  }))
