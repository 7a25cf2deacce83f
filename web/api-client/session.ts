import { takeEarly } from './early.ts'
import { isProblem, offlineProblem, problemOf } from './problem.ts'
import type { Session, User } from './types.ts'

/**
 * Who is logged in. The refresh token is in an httpOnly cookie that no script can read; the access token lives in
 * memory only. What is stored here is the profile, for the first paint and so that other tabs hear of a login.
 * Each app has a session of its own, so that staff work in the console does not log a customer out of the storefront.
 */
interface Kept {
  user: User
  /** Of the time before the cookie: exchanged for one at the first refresh, and gone from then on. */
  refreshToken?: string
}

export type AppName = 'storefront' | 'rider' | 'console'

let appName: AppName = 'storefront'
let kept: Kept | null = null
let access: { token: string; expiresAt: number } | null = null
const listeners = new Set<() => void>()

const storageKey = () => `tokri.${appName}.session`
/** A logout that the server could not be told of: the cookie is still there, and has to go. */
const owedKey = () => `tokri.${appName}.logout-owed`

/** Reads the session of an app. Call once, before the first request. */
export function openSession(app: AppName): void {
  appName = app
  kept = read()
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey()) return
    access = null
    kept = read()
    tell()
  })
  window.addEventListener('online', () => void payLogout())
  void payLogout()
}

export const currentUser = (): User | null => kept?.user ?? null

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What makes the API keep the refresh token in this app's cookie. No page of another origin can send it. */
export const appHeaders = (): { 'tokri-app': AppName } => ({ 'tokri-app': appName })

export function keepSession(session: Session): void {
  localStorage.removeItem(owedKey())
  access = { token: session.accessToken, expiresAt: Date.now() + session.expiresIn * 1_000 }
  write({ user: session.user })
}

export function updateUser(user: User): void {
  if (kept) write({ ...kept, user })
}

/** Forgets who was logged in, without telling the server: it knows already. */
export function endSession(): void {
  access = null
  write(null)
}

/** Ends the session here at once, and on the server as soon as it can be reached: only it can take the cookie away. */
export async function logoutHere(): Promise<void> {
  localStorage.setItem(owedKey(), '1')
  endSession()
  await payLogout()
}

async function payLogout(): Promise<void> {
  if (localStorage.getItem(owedKey()) === null) return
  await withLock(async () => {
    // A login in the meantime has put another session into the cookie.
    if (localStorage.getItem(owedKey()) === null) return
    const response = await post('/v1/auth/logout', {}).catch(() => null)
    if (response && response.status < 500 && response.status !== 429) localStorage.removeItem(owedKey())
  })
}

/** A token that is good for at least ten seconds more, or null for a guest. */
export async function accessToken(): Promise<string | null> {
  if (!kept) return null
  if (access && access.expiresAt - Date.now() > 10_000) return access.token
  return refresh()
}

/** Forgets a token that the API did not accept, so that the next request asks for a new one. */
export function dropAccessToken(token: string): void {
  if (access?.token === token) access = null
}

let refreshing: Promise<string | null> | null = null

/** One refresh at a time: within the page by this promise, across tabs by a lock, since a token may be used once. */
function refresh(): Promise<string | null> {
  refreshing ??= withLock(refreshNow).finally(() => {
    refreshing = null
  })
  return refreshing
}

async function refreshNow(): Promise<string | null> {
  // Another tab may have logged out, or exchanged the old token, while this one waited for the lock.
  const latest = read()
  if (!latest) {
    write(null)
    return null
  }
  try {
    const { refreshToken } = latest
    const asked =
      takeEarly('/v1/auth/refresh', latest.user.id) ??
      post('/v1/auth/refresh', refreshToken === undefined ? {} : { refreshToken })
    const response = await asked.catch(() => {
      throw offlineProblem()
    })
    if (!response.ok) throw await problemOf(response)
    const session = (await response.json()) as Session
    // Logged out while the answer was on its way.
    if (!read()) return null
    keepSession(session)
    return session.accessToken
  } catch (error) {
    if (isProblem(error) && (error.status === 401 || error.status === 403)) {
      endSession()
      return null
    }
    throw error
  }
}

const post = (path: string, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    // A page that is left takes back what it asked for; the cookie of the answer is wanted all the same.
    keepalive: true,
    headers: { 'content-type': 'application/json', ...appHeaders() },
    body: JSON.stringify(body),
  })

const withLock = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? (navigator.locks.request(`${storageKey()}.refresh`, work) as Promise<T>) : work()

function read(): Kept | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey()) ?? 'null')
    const whole = typeof value === 'object' && value !== null && 'user' in value
    return whole ? (value as Kept) : null
  } catch {
    return null
  }
}

function write(next: Kept | null): void {
  kept = next
  if (next) localStorage.setItem(storageKey(), JSON.stringify(next))
  else localStorage.removeItem(storageKey())
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}
