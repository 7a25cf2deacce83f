import { integer } from '../../kit/config.ts'

export const catalogueConfig = {
  listCacheS: integer('TOKRI_CATALOGUE_LIST_CACHE_S', {
    default: 5,
    max: 3_600,
    help: 'How long browsers and proxies may keep lists and product pages, in seconds.',
  }),
}
