import { isProblem, offlineProblem, problemOf } from './problem.ts'
import type { Session, User } from './types.ts'

/**
 * Who is logged in. The access token lives in memory only. The refresh token is kept in `localStorage`, because the
 * API hands it out in a body; it rotates with each use, and a copy used twice ends the session on the server.
 * Each app has a key of its own, so that staff work in the console does not log a customer out of the storefront.
 */
interface Kept {
  refreshToken: string
  user: User
}

let storageKey = 'tokri.session'
let kept: Kept | null = null
let access: { token: string; expiresAt: number } | null = null
const listeners = new Set<() => void>()

/** Reads the session of an app. Call once, before the first request. */
export function openSession(app: string): void {
  storageKey = `tokri.${app}.session`
  kept = read()
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey) return
    access = null
    kept = read()
    tell()
  })
}

export const currentUser = (): User | null => kept?.user ?? null

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function keepSession(session: Session): void {
  access = { token: session.accessToken, expiresAt: Date.now() + session.expiresIn * 1_000 }
  write({ refreshToken: session.refreshToken, user: session.user })
}

export function updateUser(user: User): void {
  if (kept) write({ ...kept, user })
}

export function endSession(): string | null {
  const token = kept?.refreshToken ?? null
  access = null
  write(null)
  return token
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
  // Another tab may have rotated the token while this one waited for the lock.
  const latest = read()
  if (!latest) {
    write(null)
    return null
  }
  try {
    const response = await fetch('/v1/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: latest.refreshToken }),
    }).catch(() => {
      throw offlineProblem()
    })
    if (!response.ok) throw await problemOf(response)
    keepSession((await response.json()) as Session)
    return access?.token ?? null
  } catch (error) {
    if (isProblem(error) && (error.status === 401 || error.status === 403)) {
      endSession()
      return null
    }
    throw error
  }
}

const withLock = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? (navigator.locks.request(`${storageKey}.refresh`, work) as Promise<T>) : work()

function read(): Kept | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    const whole = typeof value === 'object' && value !== null && 'refreshToken' in value && 'user' in value
    return whole ? (value as Kept) : null
  } catch {
    return null
  }
}

function write(next: Kept | null): void {
  kept = next
  if (next) localStorage.setItem(storageKey, JSON.stringify(next))
  else localStorage.removeItem(storageKey)
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}
