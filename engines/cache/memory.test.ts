import { cacheSuite } from './cache.suite.ts'
import { openMemoryCache } from './memory.ts'

cacheSuite('memory', async () => {
  const cache = openMemoryCache()
  return { cache, [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose]() }
})
