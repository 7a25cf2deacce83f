import { Compile } from 'typebox/compile'
import type { WebSocket } from 'ws'
import type { Actor } from '../../../contracts/identity.ts'
import { LiveRequest } from '../../../contracts/live.ts'
import { common, Problem } from '../../../contracts/problem.ts'
import type { Call } from '../../../kit/calls.ts'
import { runInContext } from '../../../kit/context.ts'
import type { Log } from '../../../kit/log.ts'
import { admitTopic, noSuchOrder } from './access.ts'
import { type Frame, frame, labelOf, type SharedTopics } from './topics.ts'

/** Close codes of our own; the others are of RFC 6455. */
export const closeCodes = {
  expired: 4401,
  unsupported: 1003,
  policy: 1008,
  restarting: 1012,
} as const

const subscriptionsMax = 20
/** Messages from the client: so many at once, and then so many a second. */
const messagesBurst = 40
const messagesPerS = 5
const problemsMax = 20
/** Above the first, messages that newer ones replace are held back; above the second the reader is too slow. */
const slowBytes = 64 * 1024
const bufferBytesMax = 1024 * 1024
const snapshotMs = 5_000
const beatFrame = JSON.stringify({ type: 'beat' })
const heldMax = 200

const request = Compile(LiveRequest)

interface Subscription {
  leave(): void
  /** What came in while the beginning picture was fetched; null once it has been sent. */
  held: Frame[] | null
}

export interface ConnectionParts {
  readonly actor: Actor
  /** Told in words of each heartbeat: a page sees no pings, and cannot tell a quiet connection from a dead one. */
  readonly hearsBeats: boolean
  readonly topics: SharedTopics
  readonly call: Call
  readonly log: Log
  readonly traceId: string
}

/** One browser that listens. Hears only requests that are well formed and allowed, and never makes us wait for it. */
export class Connection {
  readonly socket: WebSocket
  readonly #parts: ConnectionParts
  readonly #subscriptions = new Map<string, Subscription>()
  /** The newest of each kind that waits for a slow reader. */
  readonly #waiting = new Map<string, Frame>()
  #allowance = messagesBurst
  #countedAtMs = Date.now()
  #problems = 0
  #alive = true

  constructor(socket: WebSocket, parts: ConnectionParts) {
    this.socket = socket
    this.#parts = parts
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary))
    socket.on('pong', () => {
      this.#alive = true
    })
    // Broken frames: ws has closed with the right code already.
    socket.on('error', (error) => parts.log.debug({ error }, 'a live connection failed'))
    socket.on('close', () => this.#leaveAll())
  }

  /** Called at each heartbeat: who has not answered the last one is gone. */
  beat(): void {
    if (!this.#alive) {
      this.socket.terminate()
      return
    }
    this.#alive = false
    this.socket.ping()
    if (this.#parts.hearsBeats) this.socket.send(beatFrame)
  }

  get sessionId(): string {
    return this.#parts.actor.sessionId
  }

  close(code: number, reason: string): void {
    this.#leaveAll()
    this.socket.close(code, reason)
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.close(closeCodes.unsupported, 'text only')
      return
    }
    try {
      const asked = this.#read(data)
      if ('unsubscribe' in asked) this.#unsubscribe(asked.unsubscribe)
      else {
        const context = { traceId: this.#parts.traceId, deadlineMs: Date.now() + snapshotMs }
        void runInContext(context, () => this.#subscribe(asked.subscribe))
      }
    } catch (error) {
      this.#refuse('', error)
    }
  }

  /** @throws request/rate-limited, request/malformed, request/invalid */
  #read(data: Buffer): LiveRequest {
    if (!this.#mayAsk()) throw common('request/rate-limited')
    let asked: unknown
    try {
      asked = JSON.parse(data.toString())
    } catch {
      throw common('request/malformed')
    }
    if (request.Check(asked)) return asked
    throw common('request/invalid', { detail: 'Send {"subscribe":"…"} or {"unsubscribe":"…"}' })
  }

  /** A bucket that fills again by time. */
  #mayAsk(): boolean {
    const nowMs = Date.now()
    this.#allowance = Math.min(messagesBurst, this.#allowance + ((nowMs - this.#countedAtMs) / 1000) * messagesPerS)
    this.#countedAtMs = nowMs
    if (this.#allowance < 1) return false
    this.#allowance -= 1
    return true
  }

  /**
   * Listens first and asks for the picture then, so that nothing that happens in between is missed; until the answer
   * has shown that this person may see it, nothing is handed out.
   */
  async #subscribe(name: string): Promise<void> {
    let topic: string | undefined
    try {
      const admitted = admitTopic(name, this.#parts.actor, this.#parts.call)
      if (this.#subscriptions.has(admitted.topic)) {
        this.send(frame(name, { type: 'subscribed' }))
        return
      }
      if (this.#subscriptions.size >= subscriptionsMax)
        throw common('request/rate-limited', { detail: `At most ${subscriptionsMax} topics at once` })
      topic = admitted.topic
      const subscription: Subscription = { held: [], leave: () => {} }
      subscription.leave = this.#parts.topics.join(topic, (each) => this.#hear(subscription, each))
      this.#subscriptions.set(topic, subscription)
      await this.#parts.topics.heard(topic)

      const picture = admitted.snapshot && (await admitted.snapshot())
      if (this.#subscriptions.get(topic) !== subscription) return
      if (picture === null) throw noSuchOrder()
      this.send(frame(labelOf(topic), { type: 'subscribed' }))
      if (picture) this.send(frame(labelOf(topic), picture))
      const held = subscription.held ?? []
      subscription.held = null
      for (const each of held) this.send(each)
    } catch (error) {
      if (topic) this.#drop(topic)
      this.#refuse(name, error)
    }
  }

  #unsubscribe(name: string): void {
    try {
      const { topic } = admitTopic(name, this.#parts.actor, this.#parts.call)
      this.#drop(topic)
      this.send(frame(name, { type: 'unsubscribed' }))
    } catch (error) {
      this.#refuse(name, error)
    }
  }

  #hear(subscription: Subscription, each: Frame): void {
    if (subscription.held === null) this.send(each)
    else if (subscription.held.length < heldMax) subscription.held.push(each)
  }

  /** Sends now, or keeps the newest for later when the reader is slow. One that is far behind is let go. */
  send(each: Frame): void {
    const { socket } = this
    if (socket.readyState !== socket.OPEN) return
    // A close code would only wait at the end of the same queue.
    if (socket.bufferedAmount > bufferBytesMax) {
      socket.terminate()
      return
    }
    if (each.replaces !== undefined && (socket.bufferedAmount > slowBytes || this.#waiting.has(each.replaces))) {
      this.#waiting.set(each.replaces, each)
      return
    }
    socket.send(each.bytes, { binary: false }, this.#sent)
  }

  readonly #sent = (): void => {
    if (this.#waiting.size === 0 || this.socket.bufferedAmount > slowBytes) return
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const each of waiting) this.send(each)
  }

  #refuse(topic: string, error: unknown): void {
    const known = error instanceof Problem ? error : common('service/internal')
    if (known !== error) this.#parts.log.error({ error }, 'a live request failed')
    this.send(frame(topic.slice(0, 80), { type: 'problem', data: known.toBody(this.#parts.traceId) }))
    this.#problems += 1
    if (this.#problems > problemsMax) this.close(closeCodes.policy, 'too many refused requests')
  }

  #drop(topic: string): void {
    this.#subscriptions.get(topic)?.leave()
    this.#subscriptions.delete(topic)
  }

  #leaveAll(): void {
    for (const topic of [...this.#subscriptions.keys()]) this.#drop(topic)
    this.#waiting.clear()
  }
}
