import type { Job } from '../../kit/jobs.ts'
import type { CatalogueContext } from './context.ts'
import { workOn } from './imports/work.ts'
import { photos } from './photos.ts'
import { dropOldImports } from './store/imports.ts'

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

/** Files of merchandisers, batch by batch. */
const workOnImports: Job<CatalogueContext> = { name: 'work-on-imports', everyMs: 300, run: workOn }

const importsKeptMs = 90 * 86_400_000

const forget: Job<CatalogueContext> = {
  name: 'forget',
  everyMs: 3_600_000,
  async run({ db, clock }) {
    await dropOldImports(db.sql, clock.now() - importsKeptMs)
    return photos.forget(db.sql, clock.now())
  },
}

export const jobs = [lookAtStores, mendDocuments, workOnImports, forget]
