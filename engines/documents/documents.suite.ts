/** What every documents engine must do. Each adapter runs it: `documentsSuite('postgres', open)`. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ProductChanged } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { message } from '../../kit/sql.ts'
import type { Documents, Stored } from './port.ts'

export interface DocumentsUnderTest extends AsyncDisposable {
  readonly documents: Documents
  /** Two collections; the first can be found by its field `kind`. */
  readonly collections: readonly [string, string]
  /** Keys of the events that were published, in order. */
  published(): Promise<string[]>
}

interface Body {
  kind: string
  size?: number
}

export function documentsSuite(name: string, open: () => Promise<DocumentsUnderTest>): void {
  const it = (title: string, run: () => Promise<void>) => test(`documents ${name}: ${title}`, { timeout: 30_000 }, run)
  let under: DocumentsUnderTest
  let count = 0
  /** Ids that sort by their number, of one test only. */
  const ids = (many: number) => {
    const test = String(count++).padStart(3, '0')
    return Array.from({ length: many }, (_, index) => `${test}-${String(index).padStart(5, '0')}`)
  }
  const put = (documents: readonly Stored<Body>[], collection = under.collections[0]) =>
    under.documents.change((change) => change.put(collection, documents))
  const fresh = (id: string, body: Body): Stored<Body> => ({ id, version: 0, body })
  const read = async (...wanted: string[]) => under.documents.get<Body>(under.collections[0], wanted)
  before(async () => {
    under = await open()
  })
  after(() => under[Symbol.asyncDispose]())

  it('gives back what was put, with its version; unknown ids are left out', async () => {
    const [a, b] = ids(2)
    const outcome = await put([fresh(a!, { kind: 'कॉफ़ी "quoted" \\ 𝒳', size: 1.5 })])
    assert.deepEqual([...outcome.added], [a])
    assert.deepEqual(await read(a!, b!), [{ id: a, version: 1, body: { kind: 'कॉफ़ी "quoted" \\ 𝒳', size: 1.5 } }])
    assert.deepEqual(await read(), [])
  })

  it('tells added, updated and unchanged apart; the unchanged keep their version', async () => {
    const [a, b, c] = ids(3) as [string, string, string]
    await put([fresh(a, { kind: 'x' }), fresh(b, { kind: 'x', size: 1 })])
    const again = await put([
      { id: a, version: 1, body: { kind: 'y' } },
      { id: b, version: 1, body: { size: 1, kind: 'x' } },
      fresh(c, { kind: 'x' }),
    ])
    assert.deepEqual([[...again.added], [...again.updated], [...again.unchanged]], [[c], [a], [b]])
    const versions = new Map((await read(a, b, c)).map((each) => [each.id, each.version]))
    assert.deepEqual(
      [a, b, c].map((id) => versions.get(id)),
      [2, 1, 1],
    )
    assert.equal((await put([])).added.size, 0)
  })

  it('pages through a collection, each document once, also while others are added', async () => {
    const all = ids(25)
    await put(all.map((id) => fresh(id, { kind: 'page' })))
    const seen: string[] = []
    for (let after = ''; ; ) {
      const page = await under.documents.find<Body>(under.collections[0], {
        where: { kind: ['page'] },
        after,
        limit: 10,
      })
      seen.push(...page.map(({ id }) => id))
      if (after === '') await put([fresh(`${all[3]}-late`, { kind: 'page' })])
      if (page.length < 10) break
      after = page.at(-1)!.id
    }
    assert.deepEqual(seen, all)
  })

  it('finds by any of several values, and by a value that looks like SQL', async () => {
    const [a, b, c] = ids(3) as [string, string, string]
    await put([fresh(a, { kind: 'red' }), fresh(b, { kind: "'; drop table x; --" }), fresh(c, { kind: 'blue' })])
    const found = await under.documents.find<Body>(under.collections[0], {
      where: { kind: ['red', "'; drop table x; --"] },
      limit: 10,
    })
    assert.deepEqual(
      found.map(({ id }) => id),
      [a, b],
    )
  })

  it('keeps collections apart', async () => {
    const [a] = ids(1) as [string]
    await put([fresh(a, { kind: 'one' })])
    await put([fresh(a, { kind: 'two' })], under.collections[1])
    assert.equal((await read(a))[0]!.body.kind, 'one')
  })

  it('is all or nothing, over collections and events', async () => {
    const [a, b] = ids(2) as [string, string]
    const events = await under.published()
    await assert.rejects(
      under.documents.change(async (change) => {
        await change.put(under.collections[0], [fresh(a, { kind: 'half' })])
        await change.put(under.collections[1], [fresh(b, { kind: 'half' })])
        change.publish(message(ProductChanged, a, { productIds: [newId('product')] }))
        throw new Error('stop')
      }),
      /stop/,
    )
    assert.deepEqual(await read(a), [])
    assert.deepEqual(await under.documents.get(under.collections[1], [b]), [])
    assert.deepEqual(await under.published(), events)
  })

  it('publishes with the change, once, however often it had to be repeated', async () => {
    const [a] = ids(1) as [string]
    const before = (await under.published()).length
    await Promise.all(Array.from({ length: 10 }, () => increase(a, true)))
    assert.equal((await read(a))[0]!.body.size, 10)
    assert.equal((await under.published()).length, before + 10)
  })

  it('loses no update when many change the same documents in opposite order', async () => {
    const [a, b] = ids(2) as [string, string]
    await Promise.all(Array.from({ length: 40 }, (_, index) => increase(...(index % 2 ? [a, b] : [b, a]))))
    for (const { body } of await read(a, b)) assert.equal(body.size, 40)
  })

  /** Adds one to each, reading first: what a lost update would show in. */
  const increase = (...wanted: (string | boolean)[]) =>
    under.documents.change(async (change) => {
      const keys = wanted.filter((each) => typeof each === 'string')
      const known = new Map((await change.get<Body>(under.collections[0], keys)).map((each) => [each.id, each]))
      await change.put(
        under.collections[0],
        keys.map((id) => {
          const old = known.get(id)
          return { id, version: old?.version ?? 0, body: { kind: 'sum', size: (old?.body.size ?? 0) + 1 } }
        }),
      )
      if (wanted.includes(true)) change.publish(message(ProductChanged, keys[0]!, { productIds: [newId('product')] }))
    })
}
