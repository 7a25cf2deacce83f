import type { KafkaRecord } from '@platformatic/kafka'
import type { DeadLetter } from '../../../kit/bus.ts'
import type { KafkaAppender } from './appender.ts'
import type { KafkaCluster } from './cluster.ts'
import { readTopic } from './read-topic.ts'
import type { Outgoing } from './records.ts'

const lettersMax = 1_000
const bodyChars = 2_000
const causeHeader = Buffer.from('tokri-cause')

/** A letter as it lies in the topic: key is where it was, value and other headers are what it was. */
interface Kept {
  readonly letter: DeadLetter
  readonly record: Outgoing
}

/**
 * What lay in the log and is no event, in a compacted topic of its own. Every group that comes by keeps it, under the same
 * key: partition and offset.
 */
export class KafkaDeadLetters {
  readonly #cluster: KafkaCluster
  readonly #appender: KafkaAppender

  constructor(cluster: KafkaCluster, appender: KafkaAppender) {
    this.#cluster = cluster
    this.#appender = appender
  }

  async keep(found: { partition: number; offset: bigint; record: KafkaRecord; cause: string }): Promise<void> {
    const { partition, offset, record, cause } = found
    const id = `${this.#cluster.topic}/${partition}/${offset}`
    const headers = new Map<Buffer, Buffer>([[causeHeader, Buffer.from(cause)]])
    if (record.key) headers.set(Buffer.from('tokri-key'), record.key)
    for (const [name, value] of record.headers) if (name && value) headers.set(name, value)
    const value = record.value ?? Buffer.alloc(0)
    await this.#appender.send([{ topic: this.#cluster.deadTopic, key: Buffer.from(id), value, headers }])
    this.#cluster.log.error({ letter: id, cause }, 'what is in the event log is no event; see tokri events dead')
  }

  async list(): Promise<DeadLetter[]> {
    return (await this.#all()).slice(0, lettersMax).map(({ letter }) => letter)
  }

  /** Into the log again, and out of here: a record without a value. A crash in between leaves a letter that is delivered again. */
  async redeliver(ids?: string[]): Promise<number> {
    const chosen = (await this.#all()).filter(({ letter }) => !ids || ids.includes(letter.id))
    for (const { letter, record } of chosen) {
      await this.#appender.send([record])
      await this.#appender.send([{ topic: this.#cluster.deadTopic, key: Buffer.from(letter.id) }])
    }
    return chosen.length
  }

  async #all(): Promise<Kept[]> {
    const kept = new Map<string, Kept>()
    for await (const { record, timestampMs } of readTopic(this.#cluster, this.#cluster.deadTopic)) {
      const id = record.key?.toString() ?? ''
      kept.delete(id)
      if (record.value !== null) kept.set(id, this.#read(id, record, timestampMs))
    }
    return [...kept.values()]
  }

  #read(id: string, record: KafkaRecord, timestampMs: number): Kept {
    const headers = new Map<Buffer, Buffer>()
    let cause = ''
    let key: Buffer | undefined
    for (const [name, value] of record.headers) {
      if (!name || !value) continue
      if (name.equals(causeHeader)) cause = value.toString()
      else if (name.toString() === 'tokri-key') key = value
      else headers.set(name, value)
    }
    return {
      letter: {
        id,
        cause,
        at: new Date(timestampMs).toISOString(),
        body: (record.value ?? Buffer.alloc(0)).toString().slice(0, bodyChars),
      },
      record: { topic: this.#cluster.topic, value: record.value!, headers, ...(key ? { key } : {}) },
    }
  }
}
