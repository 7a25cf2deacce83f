import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { engineUrl } from '../engines/testing.ts'
import { journey } from './journey/journey.ts'
import { manyProcesses, oneProcess } from './journey/places.ts'

/** All distributed engines together, under names of this run. */
function everyEngine(broker: 'kafka' | 'rabbitmq'): Record<string, string> {
  const run = `journey-${randomBytes(4).toString('hex')}`
  const documents = new URL(engineUrl('ferretdb'))
  documents.pathname = `/${run}`
  return {
    TOKRI_REDIS_URL: engineUrl('redis'),
    TOKRI_BROKER_URL: engineUrl(broker),
    TOKRI_BROKER_PREFIX: run,
    TOKRI_BROKER_PARTITIONS: '4',
    TOKRI_DOCUMENTS_URL: documents.href,
    TOKRI_SEARCH_URL: engineUrl('elasticsearch'),
    TOKRI_SEARCH_PREFIX: run,
  }
}

const ways = {
  'in one process, with Kafka': () => oneProcess(everyEngine('kafka')),
  'in one process, with RabbitMQ': () => oneProcess(everyEngine('rabbitmq')),
  'every service twice, with Kafka': () => manyProcesses(everyEngine('kafka'), { copies: 2 }),
}

for (const [way, open] of Object.entries(ways))
  test(`from the first visit to the rating, on all distributed engines: ${way}`, { timeout: 300_000 }, async () => {
    await using place = await open()
    await journey(place)
  })
