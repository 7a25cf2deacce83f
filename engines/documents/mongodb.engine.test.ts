import { randomBytes } from 'node:crypto'
import { testDatabase } from '../sql/testing.ts'
import { engineUrl } from '../testing.ts'
import { documentsSuite } from './documents.suite.ts'
import { openTestDocuments } from './testing/open.ts'

documentsSuite('mongodb', async () => {
  const url = engineUrl('ferretdb')
  const database = await testDatabase()
  const service = `suite_${randomBytes(4).toString('hex')}`
  const opened = await openTestDocuments({ url, address: database.url, service })
  return {
    documents: opened.documents,
    collections: ['things', 'others'] as const,
    published: opened.published,
    async [Symbol.asyncDispose]() {
      for (const name of ['things', 'others']) await opened.server.db.dropCollection(`${service}.${name}`)
      await opened[Symbol.asyncDispose]()
      await database.dispose()
    },
  }
})
