import type { Job } from '../../kit/jobs.ts'
import type { CatalogueContext } from './context.ts'

/** Stores that were opened since, and those that could not be asked: nobody tells us of them. */
const lookAtStores: Job<CatalogueContext> = {
  name: 'look-at-stores',
  everyMs: 5_000,
  async run({ keeper }) {
    await keeper.lookAtStores()
    return false
  },
}

/** Changes of documents that a crash, or an engine that went away, has left half done. */
const mendDocuments: Job<CatalogueContext> = {
  name: 'mend-documents',
  everyMs: 1_000,
  async run({ documents }) {
    await documents.mend()
    return false
  },
}

export const jobs = [lookAtStores, mendDocuments]
