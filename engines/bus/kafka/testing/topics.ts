import { randomUUID } from 'node:crypto'
import { Admin, compatibilityPartitioner, Producer, stringSerializers } from '@platformatic/kafka'
import { readKafkaAddress } from '../address.ts'
import { untilClosed } from '../closing.ts'

/** Names of one test file, so that tests share a broker and may be repeated against it. */
export const newPrefix = (): string => `test-${randomUUID().slice(0, 8)}`

/** Removes what a test made. */
export async function dropTopics(url: string, prefix: string): Promise<void> {
  const admin = new Admin({ ...readKafkaAddress(url, 'the test broker'), clientId: 'tokri-tests' })
  try {
    const topics = (await admin.listTopics()).filter((each) => each.startsWith(`${prefix}.`))
    if (topics.length > 0) await admin.deleteTopics({ topics })
  } finally {
    await untilClosed(admin.close())
  }
}

/** Puts a record into the log as another program might, that knows nothing of envelopes. */
export async function putRaw(url: string, prefix: string, key: string, body: string): Promise<void> {
  const producer = new Producer({
    ...readKafkaAddress(url, 'the test broker'),
    clientId: 'tokri-tests',
    serializers: stringSerializers,
    partitioner: (message, key) => compatibilityPartitioner(message as never, key),
  })
  try {
    await producer.send({ messages: [{ topic: `${prefix}.events`, key, value: body }] })
  } finally {
    await untilClosed(producer.close())
  }
}
