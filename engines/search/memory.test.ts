import { openMemorySearch } from './memory.ts'
import { searchSuite } from './search.suite.ts'

searchSuite('memory', () => openMemorySearch())
searchSuite('memory, without its cache', () => openMemorySearch({ cacheBytes: 0 }))
