import { test } from 'node:test'
import { journey } from './journey/journey.ts'
import { manyProcesses, oneProcess } from './journey/places.ts'

/** The same city, run both ways on the embedded engines. No service can tell. */
const ways = {
  'all services in one process': () => oneProcess(),
  'each service in a process of its own': () => manyProcesses(),
}

for (const [way, open] of Object.entries(ways))
  test(`from the first visit to the rating: ${way}`, { timeout: 180_000 }, async () => {
    await using place = await open()
    await journey(place)
  })
