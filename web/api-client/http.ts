import { dropEarly, takeEarly } from './early.ts'
import type { Api } from './generated/api.d.ts'
import { guestCartToken } from './guest-cart.ts'
import { offlineProblem, problemOf } from './problem.ts'
import { accessToken, dropAccessToken } from './session.ts'

type Value = string | number | boolean | undefined | null
type Query = Record<string, Value | readonly Value[]>

export type Route = keyof Api
/** What a route answers, such as `Answer<'GET /v1/orders/{id}'>`. */
export type Answer<R extends Route> = Api[R]['answer']
/** What a route takes in its body. */
export type Body<R extends Route> = Api[R] extends { body: infer B } ? B : never

type Part<R extends Route, Name extends string> = Name extends keyof Api[R]
  ? Record<never, never> extends Api[R][Name]
    ? { [K in Name]?: Api[R][Name] }
    : { [K in Name]: Api[R][Name] }
  : { [K in Name]?: never }

interface How {
  /** `none` sends nothing about the person: the answer is the same for all and may be cached. */
  as?: 'person' | 'none'
  signal?: AbortSignal
}
type Given<R extends Route> = Part<R, 'path'> & Part<R, 'query'> & Part<R, 'headers'> & Part<R, 'body'> & How
type GivenArgs<R extends Route> = Record<never, never> extends Given<R> ? [given?: Given<R>] : [given: Given<R>]

/**
 * Asks the API: `api('GET /v1/orders/{id}', { path: { id } })`. Routes and shapes are those of `/openapi.json`.
 * @throws ProblemError for every answer that is not a success, and when there is no answer
 */
export async function api<R extends Route>(route: R, ...[given]: GivenArgs<R>): Promise<Answer<R>> {
  const {
    path,
    query,
    headers,
    body,
    as = 'person',
    signal,
  } = (given ?? {}) as How & {
    path?: Record<string, string>
    query?: Query
    headers?: Record<string, string>
    body?: unknown
  }
  const [method, template] = route.split(' ') as [string, string]
  const url =
    template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path?.[name] ?? '')) + queryOf(query)
  const token = as === 'person' ? await accessToken() : null
  const request = { method, url, headers, body, signal }
  const response = await send(request, token, as)
  if (response.status !== 401 || token === null) return answerOf<Answer<R>>(response)

  const problem = await problemOf(response.clone())
  if (problem.code !== 'auth/expired-token' && problem.code !== 'auth/invalid-token') throw problem
  dropAccessToken(token)
  return answerOf<Answer<R>>(await send(request, await accessToken(), as))
}

interface Request {
  method: string
  url: string
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

async function send({ method, url, headers, body, signal }: Request, token: string | null, as: string) {
  const guest = token === null && as === 'person' ? guestCartToken() : null
  if (method !== 'GET') dropEarly()
  const early = method === 'GET' && guest === null ? takeEarly(url, token) : undefined
  const asked =
    early ??
    fetch(url, {
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
    })
  return asked.catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw offlineProblem()
  })
}

async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

function queryOf(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, given] of Object.entries(query))
    for (const value of Array.isArray(given) ? given : [given])
      if (value !== undefined && value !== null && value !== '') params.append(name, String(value))
  return params.size === 0 ? '' : `?${params}`
}
