import { randomBytes } from 'node:crypto'
import { engineUrl } from '../testing.ts'
import { log, noSource } from './elasticsearch/testing.ts'
import { openElasticsearch } from './elasticsearch.ts'
import { searchSuite } from './search.suite.ts'

searchSuite('elasticsearch', async () => {
  const engine = await openElasticsearch({
    urls: [engineUrl('elasticsearch')],
    variable: 'TOKRI_SEARCH_URL',
    log,
    patienceMs: 15_000,
    prefix: `test-${randomBytes(6).toString('hex')}`,
  })
  await engine.shared!.align(noSource)
  return engine
})
