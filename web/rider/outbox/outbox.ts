import { useSyncExternalStore } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import { currentUser } from '../../api-client/session.ts'
import { addDeed, readDeeds, writeDeeds } from './database.ts'
import { type Deed, type DeedKind, dismiss, nextOf, type Outcome, type Refusal, settle } from './queue.ts'
import { sendDeed } from './send.ts'

/** One tab sends at a time; the others hear of what has changed. */
const lockName = 'tokri.rider.outbox'
const slowestRetryMs = 30_000
/** So many answers that are a fault of the server's: about five minutes. */
const triesMax = 14

let queue: readonly Deed[] = []
let sending = false
let retryTimer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const takenListeners = new Set<(deed: Deed) => void>()
const answeredListeners = new Set<() => void>()
const channel = 'BroadcastChannel' in window ? new BroadcastChannel(lockName) : null

function tell(): void {
  for (const listener of listeners) listener()
}

async function reload(): Promise<void> {
  queue = await readDeeds()
  tell()
}

/** Reads what waits from before, and sends whenever there is a chance to. Call once. */
export async function openOutbox(): Promise<void> {
  if (channel) channel.onmessage = () => void reload()
  window.addEventListener('online', () => sendSoon(0))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && sendSoon(0))
  await reload()
  sendSoon(0)
}

/** Does something, now or as soon as there is signal. It is kept before this returns. */
export async function enqueue(wish: {
  kind: DeedKind
  taskId?: string
  number?: string
  body?: Record<string, unknown>
  photo?: Blob
}): Promise<void> {
  const user = currentUser()
  if (!user) return
  await addDeed({
    key: crypto.randomUUID(),
    riderId: user.id,
    at: new Date().toISOString(),
    tries: 0,
    ...wish,
    body: wish.body ?? {},
  })
  await reload()
  channel?.postMessage('changed')
  sendSoon(0)
}

/** The rider has read why a deed was not taken. */
export async function acknowledge(key: string): Promise<void> {
  await keep(dismiss(queue, key))
}

export function sendSoon(inMs: number): void {
  clearTimeout(retryTimer)
  retryTimer = setTimeout(() => void drain(), inMs)
}

/** Sends what waits, in order, until there is nothing more or no answer. */
async function drain(): Promise<void> {
  if (sending) return
  sending = true
  try {
    await withLock(async () => {
      await reload()
      for (;;) {
        const deed = nextOf(queue, currentUser()?.id ?? '')
        if (!deed) return
        const outcome = await attempt(deed)
        // What was added meanwhile is in the database; it must be in what is settled as well.
        queue = await readDeeds()
        if (outcome.outcome.kind === 'done') for (const listener of takenListeners) listener(deed)
        await keep(settle(queue, deed.key, outcome.outcome))
        if (outcome.outcome.kind === 'later') return sendSoon(outcome.pauseMs)
        for (const listener of answeredListeners) listener()
      }
    })
  } finally {
    sending = false
  }
}

async function attempt(deed: Deed): Promise<{ outcome: Outcome; pauseMs: number }> {
  try {
    await sendDeed(deed)
    return { outcome: { kind: 'done' }, pauseMs: 0 }
  } catch (error) {
    // Whoever is logged out sends on after the next login; what is no answer of the API is asked again as well.
    const definite = isProblem(error) && !error.transient && error.status !== 401 && error.code.includes('/')
    // An answer that is a fault each time must not hold up all the others for ever.
    const hopeless = isProblem(error) && error.status >= 500 && deed.tries >= triesMax
    if (definite || hopeless) return { outcome: { kind: 'refused', refusal: refusalOf(error) }, pauseMs: 0 }
    const askedMs = isProblem(error) && error.retryAfterS ? error.retryAfterS * 1000 : 0
    const pauseMs = Math.max(askedMs, Math.min(slowestRetryMs, 1_000 * 2 ** Math.min(deed.tries, 5)))
    return { outcome: { kind: 'later' }, pauseMs: pauseMs * (0.75 + Math.random() / 2) }
  }
}

function refusalOf(error: { code: string; message: string; details?: unknown }): Refusal {
  const { state } = (error.details ?? {}) as { state?: Refusal['state'] }
  return { code: error.code, message: error.message, ...(state ? { state } : {}) }
}

async function keep(next: readonly Deed[]): Promise<void> {
  await writeDeeds(queue, next)
  // Not `next`: something may have been done meanwhile.
  await reload()
  channel?.postMessage('changed')
}

const withLock = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? (navigator.locks.request(lockName, work) as Promise<T>) : work()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useOutbox = (): readonly Deed[] => useSyncExternalStore(subscribe, () => queue)

/** `onTaken`: told of each deed that the server has taken, before it leaves the queue. `onAnswered`: after any answer. */
export function watchOutbox({ onTaken, onAnswered }: { onTaken: (deed: Deed) => void; onAnswered: () => void }): void {
  takenListeners.add(onTaken)
  answeredListeners.add(onAnswered)
}
