import type { Documents } from '../../engines/documents/port.ts'
import type { SearchEngine } from '../../engines/search/port.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { Answers } from './answers.ts'
import type { Assortment } from './assortment.ts'
import type { catalogueConfig } from './config.ts'
import type { Descriptions } from './detail.ts'
import type { Keeper } from './keeper.ts'
import type { Likeness } from './likeness.ts'
import type { Feed } from './search-feed.ts'

/** What the rooms of this service are handed. */
export interface CatalogueContext extends Kit<typeof catalogueConfig, Engines> {
  readonly documents: Documents
  readonly search: SearchEngine
  readonly assortment: Assortment
  readonly feed: Feed
  readonly keeper: Keeper
  readonly descriptions: Descriptions
  readonly likeness: Likeness
  readonly answers: Answers
}
