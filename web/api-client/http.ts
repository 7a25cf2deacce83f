import { guestCartToken } from './guest-cart.ts'
import { offlineProblem, problemOf } from './problem.ts'
import { accessToken, dropAccessToken } from './session.ts'

type QueryValue = string | number | boolean | undefined | null

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Record<string, QueryValue>
  body?: unknown
  headers?: Record<string, string>
  /** `none` sends nothing about the person: the answer is the same for all and may be cached. */
  as?: 'person' | 'none'
  signal?: AbortSignal
}

/** Asks the API. @throws ProblemError for every answer that is not a success, and when there is no answer */
export async function ask<T>(path: string, { as = 'person', ...rest }: Ask = {}): Promise<T> {
  const token = as === 'person' ? await accessToken() : null
  const response = await send(path, rest, token, as)
  if (response.status !== 401 || token === null) return answerOf<T>(response)

  const problem = await problemOf(response.clone())
  if (problem.code !== 'auth/expired-token' && problem.code !== 'auth/invalid-token') throw problem
  dropAccessToken(token)
  return answerOf<T>(await send(path, rest, await accessToken(), as))
}

async function send(
  path: string,
  { method = 'GET', query, body, headers, signal }: Ask,
  token: string | null,
  as: string,
) {
  const guest = token === null && as === 'person' ? guestCartToken() : null
  return fetch(path + queryOf(query), {
    method,
    signal,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(guest === null ? {} : { 'x-cart-token': guest }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw offlineProblem()
  })
}

async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

function queryOf(query: Record<string, QueryValue> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}
