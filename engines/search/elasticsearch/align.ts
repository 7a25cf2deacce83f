/** Makes a shared index true: what differs is written, what is missing is built. */
import { TransientError } from '../../../kit/resilience.ts'
import type { Aligned, Listing, SearchDocument, SearchSource } from '../port.ts'
import { IndexMissing } from './bulk.ts'
import type { SearchConnection } from './connection.ts'
import type { Indexes } from './indexes.ts'
import { hashOf } from './records.ts'
import type { IndexWriter } from './writer.ts'

const pageSize = 5_000
const answerMs = 10_000

type Parts = { connection: SearchConnection; indexes: Indexes; writer: IndexWriter }
type Held = { hash?: string; price?: number; mrp?: number; inStock?: boolean }

export async function rebuild({ writer }: Parts, source: SearchSource): Promise<void> {
  await writer.build(async (into) => {
    for await (const page of source.documents()) await into.index(page)
    for (const storeId of source.stores()) {
      for await (const page of source.listings(storeId)) await into.list(page)
    }
  })
}

export async function align(parts: Parts, source: SearchSource): Promise<Aligned> {
  if ((await parts.indexes.current()) === undefined) {
    await rebuild(parts, source)
    return { built: true, written: 0, removed: 0 }
  }
  await parts.indexes.refresh(parts.indexes.alias)
  const done: Aligned = { built: false, written: 0, removed: 0 }
  const hashes = await alignProducts(parts, source, done)
  for (const storeId of source.stores()) await alignStore(parts, source, storeId, hashes, done)
  return done
}

/** @returns what the documents are now, by product */
async function alignProducts({ connection, indexes, writer }: Parts, source: SearchSource, done: Aligned) {
  const held = await readHeld(connection, indexes.alias, [{ term: { type: 'product' } }])
  const hashes = new Map<string, string>()
  for await (const page of source.documents()) {
    const changed: SearchDocument[] = []
    for (const document of page) {
      const hash = hashOf(document)
      hashes.set(document.id, hash)
      if (held.get(document.id)?.hash !== hash) changed.push(document)
      held.delete(document.id)
    }
    if (changed.length > 0) await writer.index(changed)
    done.written += changed.length
  }
  const gone = [...held.keys()].filter((id) => !source.has(id))
  if (gone.length > 0) await writer.remove(gone)
  done.removed += gone.length
  return hashes
}

async function alignStore(
  { connection, indexes, writer }: Parts,
  source: SearchSource,
  storeId: string,
  hashes: Map<string, string>,
  done: Aligned,
) {
  const held = await readHeld(connection, indexes.alias, [{ term: { type: 'listing' } }, { term: { store: storeId } }])
  for await (const page of source.listings(storeId)) {
    const changed: Listing[] = []
    const stale: Listing[] = []
    for (const listing of page) {
      const was = held.get(listing.productId)
      held.delete(listing.productId)
      if (was && was.hash !== hashes.get(listing.productId)) stale.push(listing)
      const same = was?.price === listing.price && was.mrp === listing.mrp && was.inStock === listing.inStock
      if (!same || stale.at(-1) === listing) changed.push(listing)
    }
    // With another copy of its product than it should have: made anew.
    if (stale.length > 0) await writer.unlist(stale)
    if (changed.length > 0) await writer.list(changed)
    done.written += changed.length
  }
  const gone = [...held.keys()].filter((productId) => !source.lists(storeId, productId))
  if (gone.length > 0) await writer.unlist(gone.map((productId) => ({ storeId, productId })))
  done.removed += gone.length
}

/** What the index holds, by product. */
async function readHeld(connection: SearchConnection, name: string, filter: object[]): Promise<Map<string, Held>> {
  const held = new Map<string, Held>()
  for (let after: unknown[] | undefined; ; ) {
    const body = {
      size: pageSize,
      track_total_hits: false,
      stored_fields: '_none_',
      docvalue_fields: ['productId', 'hash', 'price', 'mrp', 'inStock'],
      query: { bool: { filter } },
      sort: [{ productId: 'asc' }],
      ...(after ? { search_after: after } : {}),
    }
    const answer = await connection.ask({ method: 'POST', path: `/${name}/_search`, body, timeoutMs: answerMs })
    if (answer.status === 404) throw new IndexMissing(name)
    if (answer.status !== 200) throw new TransientError(`the search engine answered ${answer.status}`)
    const { hits } = answer.body as { hits: { hits: { fields: Record<string, unknown[]>; sort: unknown[] }[] } }
    for (const { fields } of hits.hits) {
      const one = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, values[0]]))
      held.set(String(one.productId), one as Held)
    }
    after = hits.hits.at(-1)?.sort
    if (hits.hits.length < pageSize) return held
  }
}
