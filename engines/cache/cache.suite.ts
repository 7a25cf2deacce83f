/** What every cache must do. Each adapter runs it: `cacheSuite('redis', open)`. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Cache, cacheLimits } from '../../kit/cache.ts'
import { eventually } from '../../tests/eventually.ts'

export interface CacheUnderTest extends AsyncDisposable {
  readonly cache: Cache
}

export function cacheSuite(name: string, open: () => Promise<CacheUnderTest>): void {
  const it = (title: string, run: () => Promise<void>) => test(`cache ${name}: ${title}`, { timeout: 30_000 }, run)
  let under: CacheUnderTest
  let cache: Cache
  const minute = 60_000
  const newKey = () => `suite:${randomUUID()}`
  const read = async (key: string) => (await cache.get([key])).get(key)
  before(async () => {
    under = await open()
    cache = under.cache
  })
  after(() => under?.[Symbol.asyncDispose]())

  it('gives back what was put, of many keys those that are there', async () => {
    const [one, two, three] = [newKey(), newKey(), newKey()]
    await cache.put(one, { version: 1, value: { lines: ['é', 2, null], deep: { a: [true] } } }, minute)
    await cache.put(three, { version: 7, value: null }, minute)
    const found = await cache.get([one, two, three])
    assert.deepEqual(
      found,
      new Map([
        [one, { version: 1, value: { lines: ['é', 2, null], deep: { a: [true] } } }],
        [three, { version: 7, value: null }],
      ]),
    )
    assert.equal((await cache.get([])).size, 0)
  })

  it('hands out copies: nobody changes what another gets', async () => {
    const key = newKey()
    const value = { list: [1] }
    await cache.put(key, { version: 1, value }, minute)
    value.list.push(2)
    const first = (await read(key))!.value as { list: number[] }
    first.list.push(3)
    assert.deepEqual((await read(key))!.value, { list: [1] })
  })

  it('never replaces a newer version by an older one', async () => {
    const key = newKey()
    await cache.renew(key, { version: 20, value: 'new' }, minute)
    await cache.put(key, { version: 9, value: 'old' }, minute)
    assert.deepEqual(await read(key), { version: 20, value: 'new' })
    await cache.put(key, { version: 100, value: 'newest' }, minute)
    assert.deepEqual(await read(key), { version: 100, value: 'newest' })
  })

  it('keeps the newest of many that are put at once, in whatever order they arrive', async () => {
    const key = newKey()
    const versions = Array.from({ length: 200 }, (_, index) => index + 1)
    const shuffled = versions.map((each) => ({ each, by: (each * 7_919) % 211 })).sort((a, b) => a.by - b.by)
    await Promise.all(shuffled.map(({ each }) => cache.put(key, { version: each, value: each }, minute)))
    assert.deepEqual(await read(key), { version: 200, value: 200 })
  })

  it('forgets what was dropped, and takes nothing older after that', async () => {
    const key = newKey()
    await cache.put(key, { version: 5, value: 'old' }, minute)
    await cache.drop(key, 6)
    assert.equal(await read(key), undefined)
    await cache.put(key, { version: 5, value: 'a slow reader' }, minute)
    assert.equal(await read(key), undefined)
    await cache.put(key, { version: 6, value: 'new' }, minute)
    assert.deepEqual(await read(key), { version: 6, value: 'new' })
    await cache.drop(key, 6)
    assert.deepEqual(await read(key), { version: 6, value: 'new' }, 'it is not older than the change')
  })

  it('forgets when the time is over', async () => {
    const key = newKey()
    await cache.put(key, { version: 1, value: 1 }, 40)
    await eventually('it is over', async () => (await read(key)) === undefined)
  })

  it('keeps large values whole, and none beyond the limit', async () => {
    const [large, random, tooLarge, shrunk] = [newKey(), newKey(), newKey(), newKey()]
    const text = 'Basmati rice '.repeat(20_000)
    const noise = randomBytes(150_000).toString('base64')
    await cache.put(large, { version: 1, value: text }, minute)
    await cache.put(random, { version: 1, value: noise }, minute)
    assert.equal((await read(large))!.value, text)
    assert.equal((await read(random))!.value, noise)
    await cache.put(tooLarge, { version: 1, value: 'x'.repeat(cacheLimits.valueBytes + 1) }, minute)
    assert.equal(await read(tooLarge), undefined)
    await cache.put(shrunk, { version: 1, value: 'fits' }, minute)
    await cache.renew(shrunk, { version: 2, value: 'x'.repeat(cacheLimits.valueBytes + 1) }, minute)
    assert.equal(await read(shrunk), undefined, 'an old value stands in for one that is too large')
  })

  it('takes odd keys', async () => {
    for (const key of ['with space', '{brace}', 'ünï:кey', '*', '\r\nSET x 1'].map((each) => each + randomUUID())) {
      await cache.put(key, { version: 1, value: key }, minute)
      assert.equal((await read(key))?.value, key)
    }
  })
}
