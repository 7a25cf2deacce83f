/**
 * Another process that changes documents, for tests that need one: `other-process.ts die STEP ID` changes ID in both
 * collections and ends itself by SIGKILL at that step; `other-process.ts add COUNT ID…` adds one to each, so many times.
 */
import { ProductChanged } from '../../../contracts/catalogue.ts'
import { newId } from '../../../contracts/ids.ts'
import { message } from '../../../kit/sql.ts'
import type { Documents } from '../port.ts'
import { openTestDocuments, type Thing } from './open.ts'

const { TEST_URL, TEST_ADDRESS, TEST_SERVICE } = process.env as Record<string, string>

/** Adds one to each document in one change, and tells of the first. */
export const addOne = (documents: Documents, ids: readonly string[], collections = ['things']) =>
  documents.change(async (change) => {
    for (const collection of collections) {
      const known = new Map((await change.get<Thing>(collection, ids)).map((each) => [each.id, each]))
      await change.put(
        collection,
        ids.map((id) => {
          const old = known.get(id)
          return { id, version: old?.version ?? 0, body: { kind: 'sum', size: (old?.body.size ?? 0) + 1 } }
        }),
      )
    }
    change.publish(message(ProductChanged, ids[0]!, { productIds: [newId('product')] }))
  })

if (import.meta.main) {
  const [deed, how, ...ids] = process.argv.slice(2) as [string, string, ...string[]]
  await using opened = await openTestDocuments({
    url: TEST_URL!,
    address: TEST_ADDRESS!,
    service: TEST_SERVICE!,
    prepared: true,
    onStep: (step) => {
      if (deed === 'die' && step === how) process.kill(process.pid, 'SIGKILL')
    },
  })
  if (deed === 'die') await addOne(opened.documents, ids, ['things', 'others'])
  else
    for (let count = Number(how); count > 0; count--) await addOne(opened.documents, count % 2 ? ids : ids.toReversed())
}
