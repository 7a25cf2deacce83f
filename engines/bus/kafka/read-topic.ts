import { type KafkaRecord, ListOffsetTimestamps } from '@platformatic/kafka'
import { untilClosed } from './closing.ts'
import type { KafkaCluster } from './cluster.ts'

const requestMs = 8_000
const answerBytes = 4_194_304
const partitionBytes = 1_048_576

export interface Read {
  readonly record: KafkaRecord
  readonly timestampMs: number
}

/** Goes once through what a topic holds now, optionally from an instant on by the broker's clock, partition by partition. */
export async function* readTopic(cluster: KafkaCluster, topic: string, sinceMs?: number): AsyncGenerator<Read> {
  const client = cluster.openFetcher(requestMs)
  client.topics.track(topic)
  try {
    const offsets = async (timestamp: bigint) =>
      (await client.listOffsets({ topics: [topic], timestamp })).get(topic) ?? []
    const ends = await offsets(ListOffsetTimestamps.LATEST)
    const begins = await offsets(ListOffsetTimestamps.EARLIEST)
    const since = sinceMs === undefined ? begins : await offsets(BigInt(Math.max(0, sinceMs)))
    for (const [partition, end] of ends.entries()) {
      // -1: nothing is that young.
      const from = since[partition] === -1n ? end : (since[partition] ?? 0n)
      for (let next = from; next < end; ) {
        const metadata = await client.metadata({ topics: [topic] })
        const { id, partitions } = metadata.topics.get(topic)!
        const answer = await client.fetch({
          node: partitions[partition]!.leader,
          topics: [
            {
              topicId: id,
              partitions: [
                {
                  partition,
                  fetchOffset: next,
                  currentLeaderEpoch: -1,
                  lastFetchedEpoch: -1,
                  partitionMaxBytes: partitionBytes,
                },
              ],
            },
          ],
          maxWaitTime: 500,
          minBytes: 1,
          maxBytes: answerBytes,
        })
        const batches = answer.responses.flatMap((each) => each.partitions).flatMap((each) => each.records ?? [])
        const before = next
        for (const batch of batches) {
          const control = (batch.attributes & 0x20) !== 0
          const byBroker = (batch.attributes & 0x08) !== 0
          for (const record of control ? [] : batch.records) {
            const offset = batch.firstOffset + BigInt(record.offsetDelta)
            if (offset < before || offset >= end) continue
            const timestamp = byBroker ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta
            yield { record, timestampMs: Number(timestamp) }
          }
          const last = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
          if (last > next) next = last
        }
        // Compaction may have left nothing up to the end.
        if (next === before) break
      }
    }
  } finally {
    await untilClosed(client.close(true))
  }
}
