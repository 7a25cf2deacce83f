import { CompareLevels, CountStock, GetShelves, ListStores, ScanLevels } from '../../contracts/stores.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { Answers } from './answers.ts'
import { Assortment } from './assortment.ts'
import { collections } from './collections.ts'
import { catalogueConfig } from './config.ts'
import type { CatalogueContext } from './context.ts'
import { Descriptions } from './detail.ts'
import { jobs } from './jobs.ts'
import { Keeper } from './keeper.ts'
import { Likeness } from './likeness.ts'
import { operations } from './operations.ts'
import { routes } from './routes/index.ts'
import { SearchFeed } from './search-feed.ts'
import { SharedFeed } from './shared-feed.ts'
import { warmUp } from './warm-up.ts'

/** What is sold, where and for how much: browsing, searching, and the merchandisers' side of it. */
export const catalogueService = defineService<typeof catalogueConfig, Engines, CatalogueContext>({
  name: 'catalogue',
  config: catalogueConfig,
  migrations: new URL('./migrations/', import.meta.url),
  calls: [ListStores, ScanLevels, CompareLevels, GetShelves, CountStock],
  operations,
  routes,
  priority: 'browse',
  jobs,
  async open(kit) {
    const documents = await kit.engines.documents('catalogue', kit.db, collections)
    const search = await kit.engines.search()
    const assortment = new Assortment()
    const { shared } = search
    const feed = shared
      ? new SharedFeed({ engine: search, shared, documents, assortment, sql: kit.db.sql, log: kit.log })
      : new SearchFeed(search, assortment, kit.log)
    const keeper = new Keeper({ documents, assortment, feed, call: kit.call, bus: kit.bus, log: kit.log })
    return {
      ...kit,
      documents,
      search,
      assortment,
      feed,
      keeper,
      descriptions: new Descriptions(documents, kit.cache),
      likeness: new Likeness(assortment),
      answers: new Answers({
        looked: (outcome) => kit.metrics.cacheLooks.inc({ cache: 'answers', outcome }),
        edition: () => `${assortment.revision}.${feed.edition}`,
        browserS: kit.config.listCacheS,
      }),
    }
  },
  async begin(context) {
    await context.keeper.begin()
    await warmUp(context)
  },
  async close({ keeper, feed }) {
    await keeper.close()
    await feed.close()
  },
})
