import type { KafkaRecord, MessageToProduce, RecordsBatch } from '@platformatic/kafka'
import { Compile } from 'typebox/compile'
import { Envelope } from '../../../contracts/event.ts'
import { nulInJson } from '../../../kit/nul.ts'

export type Outgoing = MessageToProduce<Buffer, Buffer, Buffer, Buffer>

/** A record of the topic that this reader has to do with: an event, or bytes that are none. */
export interface Entry {
  readonly offset: bigint
  readonly event?: Envelope
  readonly poison?: { readonly record: KafkaRecord; readonly cause: string }
}

const shape = Compile(Envelope)
const headerNames = { id: Buffer.from('id'), name: Buffer.from('name'), trace: Buffer.from('trace') }
/** What a record costs beside its key, value and headers: lengths, offset, timestamp. */
const recordOverhead = 64

/** Envelopes travel as JSON; a few headers let readers skip what is not for them without reading it. */
export function toRecord(topic: string, envelope: Envelope): Outgoing {
  const headers = new Map([
    [headerNames.id, Buffer.from(envelope.id)],
    [headerNames.name, Buffer.from(envelope.name)],
  ])
  if (envelope.trace !== undefined) headers.set(headerNames.trace, Buffer.from(envelope.trace))
  return { topic, key: Buffer.from(envelope.key), value: Buffer.from(JSON.stringify(envelope)), headers }
}

/** Bytes that a record takes in a request, rather too many than too few. */
export function sizeOf({ key, value, headers }: Outgoing): number {
  let bytes = recordOverhead + (key?.length ?? 0) + (value?.length ?? 0)
  if (headers instanceof Map) for (const [name, text] of headers) bytes += name.length + text.length + 4
  return bytes
}

/** Why an envelope can never be taken. */
export const faultOf = (envelope: Envelope): string | undefined => {
  if (shape.Check(envelope)) return undefined
  const [first] = shape.Errors(envelope)
  return `is not an event: ${first ? `${first.instancePath || '/'} ${first.message}` : 'wrong shape'}`
}

/** What in the answers of a partition lies at `from` or after it, and where the answer ends. */
export function readBatches(
  batches: readonly RecordsBatch[],
  from: bigint,
  wanted: (name: string) => boolean,
): { entries: Entry[]; next: bigint } {
  const entries: Entry[] = []
  let next = from
  for (const batch of batches) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta)
    if (last >= next) next = last + 1n
    // Marks of transactions, which are none of ours.
    if (batch.attributes & 0x20) continue
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta)
      if (offset < from) continue
      const name = nameOf(record)
      if (name !== undefined && !wanted(name)) continue
      const read = readRecord(record)
      if (typeof read === 'string') entries.push({ offset, poison: { record, cause: read } })
      else if (wanted(read.name)) entries.push({ offset, event: read })
    }
  }
  return { entries, next }
}

const nameOf = ({ headers }: KafkaRecord): string | undefined =>
  headers.find(([header]) => header?.equals(headerNames.name))?.[1]?.toString()

/** @returns why it is no event, if it is none */
function readRecord({ value }: KafkaRecord): Envelope | string {
  if (value === null) return 'has no value'
  const text = value.toString()
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return 'is not JSON'
  }
  if (nulInJson.test(text)) return 'holds the character NUL'
  return shape.Check(parsed) ? parsed : (faultOf(parsed as Envelope) ?? 'is not an event')
}
