import { Pool } from 'undici'
import type { Session, User } from '../../contracts/users.ts'
import { ApiError, errorOf, isPassing } from './problem.ts'
import { isAborted, pause } from './time.ts'

const answerWithinMs = 15_000
const firstPauseMs = 200
const maxPauseMs = 5_000
const patienceMs = 20_000
/** A token that has less time left is exchanged before it is used for a connection that lasts. */
const tokenLeftMs = 30_000

export interface Login {
  readonly email: string
  readonly password: string
}

export interface Ask {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  /** Kept across retries, so that a lost answer never orders twice. */
  readonly idempotencyKey?: string
  /** For how long passing failures are tried again, milliseconds. */
  readonly patienceMs?: number
  /** Ends this request, in place of the signal that ends all of this client's. */
  readonly signal?: AbortSignal
}

/** One server and the connections to it, which stay open and are shared by many people. */
export class Origin {
  readonly url: string
  readonly #pool: Pool
  readonly #prefix: string

  constructor(url: string, options: { connections?: number } = {}) {
    const { origin, pathname } = new URL(url)
    this.url = url.replace(/\/$/, '')
    this.#prefix = pathname.replace(/\/$/, '')
    this.#pool = new Pool(origin, { connections: options.connections ?? 32, keepAliveTimeout: 60_000 })
  }

  /**
   * One request, one answer as text.
   * @throws ApiError when the answer is not 2xx, or there is none
   */
  async send(
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: string; signal?: AbortSignal } = {},
  ): Promise<string> {
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method,
        path: this.#prefix + path,
        headersTimeout: answerWithinMs,
        bodyTimeout: answerWithinMs,
        ...options,
      })
      const text = await body.text()
      if (statusCode >= 200 && statusCode < 300) return text
      throw errorOf(statusCode, one(headers['retry-after']), text)
    } catch (error) {
      if (error instanceof ApiError || options.signal?.aborted) throw error
      const late = error instanceof Error && /Timeout/.test(error.name)
      throw new ApiError(late ? 'client/timeout' : 'client/unreachable', 0, `${method} ${path}: no answer`, {
        cause: error,
      })
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.destroy()
  }
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

/**
 * A person's phone with Tokri on it: logged in when first needed, with tokens exchanged as they run out. Failures that
 * pass (no answer, 429, 502 to 504) are tried again with growing pauses, or after `Retry-After`; all that people do
 * here may be repeated without harm, orders thanks to their key.
 */
export class ApiClient {
  readonly #origin: Origin
  readonly #login: Login
  readonly #signal: AbortSignal | undefined
  #session: { value: Session; untilMs: number } | undefined
  #opening: Promise<Session> | undefined

  constructor(origin: Origin, login: Login, options: { signal?: AbortSignal } = {}) {
    this.#origin = origin
    this.#login = login
    this.#signal = options.signal
  }

  get email(): string {
    return this.#login.email
  }

  get isLoggedIn(): boolean {
    return this.#session !== undefined
  }

  get<T>(path: string, query?: Ask['query'], ask: Omit<Ask, 'query' | 'body'> = {}): Promise<T> {
    return this.#ask<T>('GET', path, { ...ask, query })
  }

  post<T>(path: string, body?: unknown, ask: Omit<Ask, 'body'> = {}): Promise<T> {
    return this.#ask<T>('POST', path, { ...ask, body })
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#ask<T>('PUT', path, { body })
  }

  delete<T>(path: string): Promise<T> {
    return this.#ask<T>('DELETE', path, {})
  }

  /** Who is logged in. */
  async me(): Promise<User> {
    return (await this.#retrying(patienceMs, () => this.#ready())).user
  }

  /** Where the live messages come from, with a token that lasts for a while. */
  async liveUrl(): Promise<string> {
    if ((this.#session?.untilMs ?? 0) - Date.now() < tokenLeftMs) await this.#renew(this.#session?.value)
    const { accessToken } = await this.#ready()
    return `${this.#origin.url.replace(/^http/, 'ws')}/v1/live?token=${encodeURIComponent(accessToken)}`
  }

  #ask<T>(method: string, path: string, ask: Ask): Promise<T> {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(ask.query ?? {})) if (value !== undefined) query.set(name, String(value))
    const target = query.size > 0 ? `${path}?${query}` : path
    const body = ask.body === undefined ? undefined : JSON.stringify(ask.body)
    const { idempotencyKey, signal = this.#signal } = ask
    return this.#retrying(ask.patienceMs ?? patienceMs, async () => {
      const session = await this.#ready()
      try {
        return await this.#send<T>(method, target, { body, token: session.accessToken, idempotencyKey, signal })
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error
        const { accessToken } = await this.#renew(session)
        return this.#send<T>(method, target, { body, token: accessToken, idempotencyKey, signal })
      }
    })
  }

  async #send<T>(
    method: string,
    target: string,
    options: { body?: string; token?: string; idempotencyKey?: string; signal?: AbortSignal },
  ): Promise<T> {
    const { body, token, idempotencyKey, signal } = options
    const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'Tokri living city' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
    const text = await this.#origin.send(method, target, { headers, body, signal })
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async #retrying<T>(forMs: number, attempt: () => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + forMs
    for (let tries = 0; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        if (!isPassing(error)) throw error
        const backoffMs = Math.min(maxPauseMs, firstPauseMs * 2 ** tries) * (0.5 + Math.random() / 2)
        const waitMs = Math.max(backoffMs, (error.retryAfterS ?? 0) * 1000)
        if (Date.now() + waitMs > giveUpAt) throw error
        await pause(waitMs, this.#signal)
      }
    }
  }

  #ready(): Promise<Session> {
    return this.#session ? Promise.resolve(this.#session.value) : this.#open(() => this.#logIn())
  }

  /** A new token in place of one that was refused; callers at the same time share it. */
  #renew(old: Session | undefined): Promise<Session> {
    const current = this.#session?.value
    if (current && current !== old) return Promise.resolve(current)
    return this.#open(async () => {
      if (!old) return this.#logIn()
      try {
        return await this.#auth('/v1/auth/refresh', { refreshToken: old.refreshToken })
      } catch (error) {
        if (isAborted(error) || isPassing(error)) throw error
        return this.#logIn()
      }
    })
  }

  #logIn(): Promise<Session> {
    const { email, password } = this.#login
    return this.#auth('/v1/auth/login', { email, password })
  }

  #auth(path: string, body: unknown): Promise<Session> {
    return this.#send<Session>('POST', path, { body: JSON.stringify(body), signal: this.#signal })
  }

  #open(open: () => Promise<Session>): Promise<Session> {
    this.#opening ??= open()
      .then((value) => {
        this.#session = { value, untilMs: Date.now() + value.expiresIn * 1000 }
        return value
      })
      .finally(() => {
        this.#opening = undefined
      })
    return this.#opening
  }
}
