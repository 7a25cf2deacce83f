import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, ConsumeMessage } from 'amqplib'
import type { Envelope } from '../../../contracts/event.ts'
import type { Log } from '../../../kit/log.ts'
import type { Link } from './connection.ts'
import { type Decoded, decode, from, type Place, placeOf, retentionDays, type Streams, streamOf } from './streams.ts'

export const batchSize = 500
/** Messages of one stream that may be on the way or in the queue. */
const prefetch = 50
const retryMs = 1_000
/** After a batch a reader lets the next one grow for a moment: under load that is one commit for many events. */
const lingerMs = 20
const idleMs = 500
/** The message that was handled last comes at once when the stream still has it. */
const proveMs = 30_000

/** One stream, as one reader reads it. */
export interface Cursor {
  readonly partition: number
  readonly stream: string
  /** The last message that has been handled. */
  handled: Place | undefined
  /** Where to begin when nothing has been handled. */
  begin: 'first' | 'next' | Date
  /** Its consumer has a channel of its own, since RabbitMQ closes a channel for what ails one stream. */
  attached?: { readonly channel: Channel; readonly atMs: number }
  /** When to try again what has failed. */
  againAtMs: number
  /** The last message in the queue. */
  reached: number
  /** Waits for the message that was handled last, to see that the stream is still the same one. */
  proving: boolean
  /** It is not: see `restart`. */
  strange: boolean
}

interface Delivery extends Decoded {
  readonly cursor: Cursor
  readonly channel: Channel
  readonly message: ConsumeMessage
  readonly place: Place
}

export interface ReaderOptions {
  readonly link: Link
  readonly streams: Streams
  readonly names: readonly string[]
  readonly log: Log
  handle(batch: Envelope[]): Promise<void>
}

/**
 * One loop that gathers what comes from its streams into batches, in order per stream, and hands them over one after the
 * other. Streams are read from the last handled message on, which has to be the one that is remembered; a stream that
 * is another one (lost and made anew, or cut off by its retention) is read from its start, as far back as inboxes remember
 * what has been applied.
 */
export abstract class StreamReader {
  protected readonly options: ReaderOptions
  protected readonly cursors = new Map<number, Cursor>()
  protected readonly stopping = new AbortController()
  readonly #names: ReadonlySet<string>
  readonly #unwatch: () => void
  #queue: Delivery[] = []
  /** What could not be handled, and when it is tried again. */
  #again: Delivery[] = []
  #againAtMs = 0
  #woken = Promise.withResolvers<void>()
  #done: Promise<void> = Promise.resolve()

  constructor(options: ReaderOptions) {
    this.options = options
    this.#names = new Set(options.names)
    this.#unwatch = options.link.watch(() => this.wake())
  }

  /** Before each batch: which streams are read may change here. */
  protected abstract prepare(): Promise<void>
  /** What is no event is put aside. */
  protected abstract bury(delivery: { stream: string; place: Place; faults: Decoded['faults'] }): Promise<void>
  /** Notes how far it has come; always, or when it is time. */
  protected abstract save(always: boolean): Promise<void>
  protected abstract restarted(cursor: Cursor): Promise<void>
  /** It hears all its streams. */
  protected attachedAll(): void {}
  protected abstract get reader(): string

  wake(): void {
    this.#woken.resolve()
  }

  run(): void {
    this.#done = this.#loop()
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    this.#unwatch()
    this.wake()
    await this.#done
    for (const cursor of this.cursors.values()) this.#detach(cursor)
  }

  protected add(partition: number, handled: Place | undefined, begin: Cursor['begin']): void {
    const stream = streamOf(this.options.streams, partition)
    this.cursors.set(partition, {
      partition,
      stream,
      handled,
      begin,
      reached: handled?.offset ?? -1,
      proving: false,
      strange: false,
      againAtMs: 0,
    })
  }

  /** The stream is somebody else's from here on: what has come of it is not handled. */
  protected drop(cursor: Cursor): void {
    this.cursors.delete(cursor.partition)
    this.#detach(cursor)
  }

  /** What has come and was not handled yet comes again when the stream is attached again. */
  #detach(cursor: Cursor): void {
    cursor.attached?.channel.close().catch(() => {})
    cursor.attached = undefined
    cursor.reached = cursor.handled?.offset ?? -1
    this.#queue = this.#queue.filter((each) => each.cursor !== cursor)
    this.#again = this.#again.filter((each) => each.cursor !== cursor)
  }

  async #loop(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      try {
        await this.prepare()
        await this.#attach()
        const found = await this.#step()
        if (found) await pause(lingerMs, undefined, { signal }).catch(() => {})
        else if (!signal.aborted) await this.#sleep()
      } catch (error) {
        if (signal.aborted) return
        this.options.log.error({ error, group: this.reader }, 'reading events failed; trying again')
        await pause(retryMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {})
      }
    }
  }

  async #sleep(): Promise<void> {
    const timer = setTimeout(() => this.wake(), idleMs)
    await this.#woken.promise
    clearTimeout(timer)
    this.#woken = Promise.withResolvers()
  }

  /** Begins to read what is not read yet, while there is a connection. */
  async #attach(): Promise<void> {
    const { model } = this.options.link
    if (!model) return
    const now = Date.now()
    await Promise.all(
      [...this.cursors.values()].map(async (cursor) => {
        const silent = cursor.proving && cursor.attached && now - cursor.attached.atMs > proveMs
        if (cursor.attached && (cursor.strange || silent)) await this.#restart(cursor)
        if (!cursor.attached && now >= cursor.againAtMs) await this.#consume(model, cursor)
      }),
    )
    if ([...this.cursors.values()].every((cursor) => cursor.attached)) this.attachedAll()
  }

  async #consume(model: NonNullable<Link['model']>, cursor: Cursor): Promise<void> {
    const { handled, begin, stream } = cursor
    try {
      const channel = await model.createChannel()
      const ended = () => {
        if (cursor.attached?.channel !== channel) return
        this.#detach(cursor)
        this.wake()
      }
      channel.on('error', () => {})
      channel.on('close', ended)
      await channel.prefetch(prefetch)
      cursor.reached = handled?.offset ?? -1
      cursor.proving = handled !== undefined
      cursor.strange = false
      cursor.attached = { channel, atMs: Date.now() }
      const hear = (message: ConsumeMessage | null) => {
        if (cursor.attached?.channel !== channel) return
        if (message) this.#take(channel, cursor, message)
        // RabbitMQ has ended it: the stream has moved or gone.
        else ended()
        this.wake()
      }
      await channel.consume(stream, hear, { arguments: from(handled?.offset ?? begin) })
    } catch (error) {
      this.#detach(cursor)
      cursor.againAtMs = Date.now() + retryMs * (0.75 + Math.random() / 2)
      if (this.options.link.model)
        this.options.log.warn({ error, group: this.reader, stream }, 'a stream cannot be read')
    }
  }

  #take(channel: Channel, cursor: Cursor, message: ConsumeMessage): void {
    const place = placeOf(message)
    if (cursor.proving) {
      cursor.proving = false
      if (place.offset === cursor.handled?.offset && place.id === cursor.handled.id) {
        channel.ack(message)
        return
      }
      cursor.strange = true
    }
    if (cursor.strange) return
    cursor.reached = place.offset
    this.#queue.push({ cursor, channel, message, place, ...decode(message, this.#names) })
  }

  async #restart(cursor: Cursor): Promise<void> {
    this.options.log.error(
      { group: this.reader, stream: cursor.stream, offset: cursor.handled?.offset },
      'the stream is not the one that was read before, or has lost its older part; reading it from its start',
    )
    this.#detach(cursor)
    cursor.handled = undefined
    cursor.begin = new Date(Date.now() - retentionDays * 86_400_000)
    cursor.reached = -1
    await this.restarted(cursor)
  }

  /** @returns whether there was anything */
  async #step(): Promise<boolean> {
    // What failed goes on stream by stream, so that one of them stops only itself.
    if (this.#again.length > 0 && Date.now() >= this.#againAtMs)
      for (const part of Map.groupBy(this.#again, (each) => each.cursor).values()) await this.#try(part)
    const batch = this.#gather()
    if (batch.length > 0) await this.#try(batch)
    await this.save(false)
    return batch.some((each) => each.envelopes.length > 0)
  }

  /** Hands over deliveries and notes that they are handled; what fails comes again, and holds up its streams. */
  async #try(part: readonly Delivery[]): Promise<void> {
    try {
      for (const { cursor, place, faults } of part)
        if (faults.length > 0) await this.bury({ stream: cursor.stream, place, faults })
      const envelopes = part.flatMap((each) => each.envelopes)
      if (envelopes.length > 0) await this.options.handle(envelopes)
    } catch (error) {
      this.options.log.error({ error, group: this.reader, count: part.length }, 'events failed; they come again')
      // What was detached meanwhile comes again by itself.
      if (!this.#again.includes(part[0]!))
        this.#again.push(...part.filter(({ cursor, channel }) => cursor.attached?.channel === channel))
      this.#againAtMs = Date.now() + retryMs * (0.75 + Math.random() / 2)
      return
    }
    this.#again = this.#again.filter((each) => !part.includes(each))
    for (const { cursor, channel, message, place } of part) {
      if (place.offset > (cursor.handled?.offset ?? -1)) cursor.handled = place
      if (channel === cursor.attached?.channel) channel.ack(message)
    }
  }

  /** The next messages of streams that nothing holds up, as many as have at most so many events together. */
  #gather(): Delivery[] {
    const held = new Set(this.#again.map((each) => each.cursor))
    const batch: Delivery[] = []
    let events = 0
    for (const each of this.#queue) {
      if (held.has(each.cursor)) continue
      if (batch.length > 0 && events + each.envelopes.length > batchSize) break
      events += each.envelopes.length
      batch.push(each)
    }
    const taken = new Set(batch)
    this.#queue = this.#queue.filter((each) => !taken.has(each))
    return batch
  }
}
