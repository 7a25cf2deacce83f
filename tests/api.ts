import type { FastifyInstance } from 'fastify'

export interface Sent {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there
  readonly body: any
  readonly headers: Record<string, string>
}

export interface Sending {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Sends a request as a client would. A connection that breaks throws, as it does there. */
export type Send = (method: Method, path: string, options?: Sending) => Promise<Sent>

const headersOf = ({ token, body, headers }: Sending): Record<string, string> => ({
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...headers,
})

const parsed = (text: string): unknown => {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}

/** Into a gateway in this process, without a socket. */
export const injecting =
  (gateway: FastifyInstance): Send =>
  async (method, path, options = {}) => {
    const answer = await gateway.inject({
      method,
      url: path,
      headers: headersOf(options),
      ...(options.body === undefined ? {} : { payload: JSON.stringify(options.body) }),
    })
    return {
      status: answer.statusCode,
      body: parsed(answer.body),
      headers: answer.headers as Record<string, string>,
    }
  }

/** Over HTTP, to a gateway wherever it runs. */
export const fetching =
  (url: string): Send =>
  async (method, path, options = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: headersOf(options),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(30_000),
    })
    return {
      status: answer.status,
      body: parsed(await answer.text()),
      headers: Object.fromEntries(answer.headers),
    }
  }

/** The answer's body, when it is what was expected. @throws with what came instead */
export function expect(answer: Sent, status: number): Sent['body'] {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
