import { accessToken } from './session.ts'
import type { LiveMessage } from './types.ts'

/**
 * What is heard of a topic; `type` says which shape `data` has. `subscribed` begins it, and comes again whenever the connection
 * was lost and is back: what was told meanwhile has been missed, so that whoever hears it asks for the whole.
 */
export type Heard = LiveMessage | { type: 'subscribed'; data?: undefined }
type Listener = (message: Heard) => void
type Frame = (Heard & { topic: string }) | { type: 'beat' }

const slowestRetryMs = 20_000
/** The gateway beats every 25 s: after two beats that did not come nothing comes any more. */
const silentMs = 60_000

let socket: WebSocket | null = null
let attempts = 0
let retryTimer: ReturnType<typeof setTimeout> | undefined
let silentTimer: ReturnType<typeof setTimeout> | undefined
let connected = false
const topics = new Map<string, Set<Listener>>()
const watchers = new Set<() => void>()

export const isLive = (): boolean => connected

/** What the connection is to those who listen: `lost` from the first failed attempt until it is back. */
export const liveState = (): 'live' | 'lost' | 'idle' =>
  connected ? 'live' : topics.size > 0 && attempts > 0 ? 'lost' : 'idle'

/** Told when the connection comes or goes: who listens polls while it is gone. */
export function onLiveChange(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/**
 * Listens to a topic such as `order:ord_…` or `city` over the one connection of this page. The connection is opened
 * with the first listener, comes back by itself after a loss with growing pauses, subscribes again, and is closed when
 * nobody listens any more.
 */
export function listen(topic: string, listener: Listener): () => void {
  const listeners = topics.get(topic) ?? new Set()
  listeners.add(listener)
  topics.set(topic, listeners)
  if (listeners.size === 1) sendSubscription('subscribe', topic)
  void connect()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    topics.delete(topic)
    sendSubscription('unsubscribe', topic)
    if (topics.size === 0) close()
  }
}

let connecting = false

async function connect(): Promise<void> {
  if (socket || connecting || topics.size === 0) return
  connecting = true
  try {
    const token = await accessToken()
    if (!token || topics.size === 0) return
    open(token)
  } catch {
    scheduleRetry()
  } finally {
    connecting = false
  }
}

function open(token: string): void {
  const url = new URL('/v1/live', window.location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  url.searchParams.set('token', token)
  url.searchParams.set('beats', '1')
  const opened = new WebSocket(url)
  socket = opened
  opened.onopen = () => {
    attempts = 0
    setConnected(true)
    for (const topic of topics.keys()) sendSubscription('subscribe', topic)
  }
  opened.onmessage = (event: MessageEvent<string>) => {
    const message = parse(event.data)
    if (message?.type === 'beat') {
      clearTimeout(silentTimer)
      silentTimer = setTimeout(renew, silentMs)
    } else if (message) for (const listener of topics.get(message.topic) ?? []) listener(message)
  }
  opened.onclose = () => {
    if (socket !== opened) return
    socket = null
    clearTimeout(silentTimer)
    setConnected(false)
    scheduleRetry()
  }
}

function scheduleRetry(): void {
  clearTimeout(retryTimer)
  const pauseMs = Math.min(slowestRetryMs, 500 * 2 ** attempts) * (0.5 + Math.random() / 2)
  attempts += 1
  retryTimer = setTimeout(() => void connect(), pauseMs)
}

function close(): void {
  clearTimeout(retryTimer)
  clearTimeout(silentTimer)
  const closing = socket
  socket = null
  setConnected(false)
  closing?.close()
}

function sendSubscription(deed: 'subscribe' | 'unsubscribe', topic: string): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ [deed]: topic }))
}

function setConnected(next: boolean): void {
  if (connected === next) return
  connected = next
  for (const watcher of watchers) watcher()
}

function parse(text: string): Frame | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Frame) : null
  } catch {
    return null
  }
}

/** For a connection that may be dead without anybody having said so. */
function renew(): void {
  // Lost until it is back, for those who listen.
  attempts = topics.size && 1
  close()
  void connect()
}

// Another network.
window.addEventListener('online', renew)
