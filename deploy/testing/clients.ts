import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { WebSocket } from 'ws'
import type { OrderStatus } from '../../contracts/orders.ts'
import type { Send } from '../../tests/api.ts'
import type { TestEdge } from './edge.ts'

/** A client of the edge, over real HTTPS. HTTP/1.1, in which a lost request shows: HTTP/2 has ways to say "again, please". */
export function securely(edge: TestEdge): { send: Send; agent: Agent } & AsyncDisposable {
  const agent = new Agent({ allowH2: false, connect: { ca: edge.authority }, connections: 64, keepAliveTimeout: 5_000 })
  const send: Send = async (method, path, { token, body, headers } = {}) => {
    const answer = await request(edge.url + path, {
      method,
      dispatcher: agent,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headersTimeout: 30_000,
    }).catch((error) => {
      const { code, socket } = error as { code?: string; socket?: { bytesRead?: number } }
      const before = socket?.bytesRead === undefined ? '' : `, ${socket.bytesRead} bytes read before`
      throw new Error(`${code ?? error}: ${method} ${path.split('?')[0]}${before}`, { cause: error })
    })
    const text = await answer.body.text()
    let parsed: unknown = text
    try {
      parsed = text === '' ? null : JSON.parse(text)
    } catch {}
    return { status: answer.statusCode, body: parsed, headers: answer.headers as Record<string, string> }
  }
  return { send, agent, [Symbol.asyncDispose]: () => agent.destroy() }
}

export interface Tally {
  asked: number
  failed: number
  /** What went wrong, and how often. */
  readonly faults: Map<string, number>
  latencies: number[]
}

/**
 * Asks at a steady rate, whether or not earlier answers have come: an open loop. A failure is an answer of 5xx, one that does
 * not come, or a broken connection; `ask` decides what to ask.
 */
export function steadily(
  perS: number,
  ask: (turn: number) => Promise<{ status: number; body?: { code?: string } }>,
): { tally: Tally; stop(): Promise<void> } & AsyncDisposable {
  const tally: Tally = { asked: 0, failed: 0, faults: new Map(), latencies: [] }
  const under = new Set<Promise<void>>()
  let stopped = false
  const fault = (text: string) => {
    tally.failed += 1
    tally.faults.set(text, (tally.faults.get(text) ?? 0) + 1)
  }
  const one = async (turn: number) => {
    const began = performance.now()
    try {
      const { status, body } = await ask(turn)
      if (status >= 500) fault(`${status} ${body?.code ?? ''}`)
    } catch (error) {
      fault(`${(error as Error).message} at ${new Date().toISOString()}`)
    }
    tally.latencies.push(performance.now() - began)
  }
  const loop = async () => {
    const began = performance.now()
    for (let turn = 0; !stopped; turn += 1) {
      const waitMs = began + (turn * 1000) / perS - performance.now()
      if (waitMs > 0) await pause(waitMs)
      tally.asked += 1
      const asked = one(turn)
      under.add(asked)
      void asked.finally(() => under.delete(asked))
    }
  }
  const done = loop()
  const stop = async () => {
    stopped = true
    await done
    await Promise.all(under)
  }
  return { tally, stop, [Symbol.asyncDispose]: stop }
}

export interface Watcher extends Disposable {
  /** Statuses as they were learnt, each once. */
  readonly seen: OrderStatus[]
  /** How often the connection was opened, and how long it was away each time it was lost. */
  connections: number
  readonly awayMs: number[]
}

/**
 * Follows an order over the live connection as the storefront does: when the connection ends it comes back at once, and reads
 * the order, since live messages are told to whoever listens and kept nowhere.
 */
export function watchOrder(edge: TestEdge, options: { token: string; orderId: string; send: Send }): Watcher {
  const { token, orderId, send } = options
  const seen: OrderStatus[] = []
  const learn = (status: OrderStatus) => {
    if (!seen.includes(status)) seen.push(status)
  }
  let closed = false
  let socket: WebSocket
  let lostAt: number | undefined
  const watcher: Watcher = {
    seen,
    connections: 0,
    awayMs: [],
    [Symbol.dispose]() {
      closed = true
      socket.terminate()
    },
  }
  const read = async () => {
    const { status, body } = await send('GET', `/v1/orders/${orderId}`, { token })
    if (status !== 200) throw new Error(`the order answers ${status}`)
    for (const step of body.history as { status: OrderStatus }[]) learn(step.status)
  }
  const open = () => {
    socket = new WebSocket(`${edge.url.replace('https', 'wss')}/v1/live?token=${token}`, { ca: edge.authority })
    let away = false
    const gone = () => {
      if (away || closed) return
      away = true
      lostAt ??= performance.now()
      setTimeout(() => closed || open(), 50 + Math.random() * 200)
    }
    socket.on('open', () => {
      watcher.connections += 1
      if (lostAt !== undefined) watcher.awayMs.push(performance.now() - lostAt)
      lostAt = undefined
      socket.send(JSON.stringify({ subscribe: `order:${orderId}` }))
      void read().catch(() => socket.terminate())
    })
    socket.on('message', (data) => {
      const { type, data: told } = JSON.parse(String(data)) as { type: string; data: { status?: OrderStatus } }
      if (type === 'status' && told.status) learn(told.status)
    })
    socket.on('close', gone)
    socket.on('error', gone)
  }
  open()
  return watcher
}
