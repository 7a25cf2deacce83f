import { compatibilityPartitioner, ProduceAcks, Producer } from '@platformatic/kafka'
import type { Envelope } from '../../../contracts/event.ts'
import { RefusedEvents } from '../../../kit/bus.ts'
import { type Guard, type GuardWatch, guard, TransientError } from '../../../kit/resilience.ts'
import { untilClosed } from './closing.ts'
import type { KafkaCluster } from './cluster.ts'
import { saysKafka } from './faults.ts'
import { faultOf, type Outgoing, sizeOf, toRecord } from './records.ts'

/** An append gives up after this, whether it waits for its turn or for the answer. */
const appendMs = 9_000
const requestMs = 8_000
/** Bytes sent at once, at most: several requests cost little, and one that is too large is refused as a whole. */
const sendBytes = 900_000
/** Room that a batch needs beside its records. */
const batchOverhead = 256

interface Waiting {
  readonly records: Outgoing[]
  readonly done: PromiseWithResolvers<void>
}

/**
 * Puts records into the log: acknowledged by all replicas in sync, one request at a time, so that what comes later is
 * behind what came before. What waits meanwhile goes together. A producer that failed or was too slow is thrown away with
 * its connections and sequence numbers; the next one begins anew, and whoever appended sends the same again.
 */
export class KafkaAppender implements AsyncDisposable {
  readonly #cluster: KafkaCluster
  readonly #guard: Guard
  readonly #waiting: Waiting[] = []
  #sending: Promise<void> | undefined
  #producer: Producer | undefined

  constructor(cluster: KafkaCluster, watch?: GuardWatch) {
    this.#cluster = cluster
    this.#guard = guard('event broker', watch)
  }

  /** @throws RefusedEvents before anything is sent; service/unavailable when it is not known whether it was taken */
  async append(envelopes: readonly Envelope[]): Promise<void> {
    const { messageBytes } = await this.#guard.run(async () => this.#cluster.known, { repeatable: false })
    const causes = new Map<string, string>()
    const records = envelopes.map((envelope) => {
      const fault = faultOf(envelope)
      if (fault !== undefined) causes.set(envelope.id, fault)
      const record = toRecord(this.#cluster.topic, envelope)
      const bytes = sizeOf(record) + batchOverhead
      if (bytes > messageBytes)
        causes.set(envelope.id, `has ${bytes} bytes; ${this.#cluster.topic} takes ${messageBytes} (max.message.bytes)`)
      return record
    })
    if (causes.size > 0) throw new RefusedEvents(causes)
    await this.send(records)
  }

  /** Sends records as they are. */
  async send(records: Outgoing[]): Promise<void> {
    if (records.length === 0) return
    await this.#guard.run(() => this.#inTurn(records), { repeatable: false, timeoutMs: appendMs })
  }

  #inTurn(records: Outgoing[]): Promise<void> {
    const waiting = { records, done: Promise.withResolvers<void>() }
    this.#waiting.push(waiting)
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined
    })
    return waiting.done.promise
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#take()
      try {
        for (const records of inRequests(together.flatMap((each) => each.records))) await this.#request(records)
        for (const each of together) each.done.resolve()
      } catch (cause) {
        this.#dropProducer()
        // A topic that is gone, or takes less than it did.
        if (saysKafka(cause, 'UNKNOWN_TOPIC_OR_PARTITION', 'MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'))
          this.#cluster.lookAgain()
        const error = new TransientError(`${this.#cluster.name} did not take events`, { cause })
        for (const each of together) each.done.reject(error)
      }
    }
  }

  /** Those who wait, as many as go into one request; the first in any case. */
  #take(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { records } of this.#waiting) {
      bytes += records.reduce((sum, each) => sum + sizeOf(each), 0)
      if (count > 0 && bytes > sendBytes) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #request(messages: Outgoing[]): Promise<void> {
    this.#producer ??= this.#open()
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new TransientError(`no answer for ${requestMs} ms`)), requestMs)
    try {
      await Promise.race([this.#producer.send({ messages }), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  #open(): Producer {
    // Once is not enough for a client that must not write twice: with fewer than two it would try for ever.
    const producer = new Producer({
      ...this.#cluster.options(requestMs),
      retries: 2,
      retryDelay: 100,
      acks: ProduceAcks.ALL,
      idempotent: true,
      partitioner: compatibilityPartitioner,
    })
    producer.on('error', () => {})
    return producer
  }

  #dropProducer(): void {
    if (this.#producer) void untilClosed(this.#producer.close(true))
    this.#producer = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sending
    if (this.#producer) await untilClosed(this.#producer.close(true))
  }
}

/** In order, each request small enough for any partition to take all of it. */
function* inRequests(records: Outgoing[]): Generator<Outgoing[]> {
  let bytes = 0
  let from = 0
  for (let at = 0; at < records.length; at += 1) {
    const size = sizeOf(records[at]!)
    if (at > from && bytes + size > sendBytes) {
      yield records.slice(from, at)
      from = at
      bytes = 0
    }
    bytes += size
  }
  if (from < records.length) yield records.slice(from)
}
