import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { request } from 'undici'
import { openFaultProxy } from '../../tests/faults/proxy.ts'
import { engineUrl } from '../testing.ts'
import { log, noSource, openGateway, type Reply, sourceOf } from './elasticsearch/testing.ts'
import { type ElasticsearchOptions, openElasticsearch } from './elasticsearch.ts'
import type { Listing, SearchDocument, SearchEngine } from './port.ts'
import { searchSuite } from './search.suite.ts'

const url = engineUrl('elasticsearch')
const variable = 'TOKRI_SEARCH_URL'
const store = 'str_a'
const prefixes: string[] = []
/** A name of its own; on a busy machine the engine may take its time. */
function options(more: Partial<ElasticsearchOptions> = {}): ElasticsearchOptions {
  const { prefix = `test-${randomBytes(6).toString('hex')}` } = more
  if (!prefixes.includes(prefix)) prefixes.push(prefix)
  return { urls: [url], variable, log, patienceMs: 15_000, prefix, ...more }
}
after(async () => {
  for (const prefix of prefixes) {
    await using engine = await openElasticsearch(options({ prefix }))
    await engine.shared!.destroy()
  }
})

searchSuite('elasticsearch', async () => {
  const engine = await openElasticsearch(options())
  await engine.shared!.align(noSource)
  return engine
})

const names = ['Toned Milk', 'Salted Butter', 'Fresh Curd', 'Red Onion', 'Hybrid Tomato', 'Instant Coffee']
const documents: SearchDocument[] = names.map((name, i) => ({
  id: `p${i}`,
  name,
  brand: 'Fresho',
  categoryPath: ['Food'],
  categoryIds: ['food'],
}))
const listings: Listing[] = documents.map(({ id }) => ({
  productId: id,
  storeId: store,
  price: 5_000,
  mrp: 6_000,
  inStock: true,
}))
const shop = sourceOf(documents, listings)

async function stocked(more: Partial<ElasticsearchOptions> = {}): Promise<SearchEngine> {
  const engine = await openElasticsearch(options(more))
  await engine.shared!.align(shop)
  return engine
}
const find = async (engine: SearchEngine, q: string) => (await engine.search({ store, q, limit: 5 })).ids

async function eventually<T>(look: () => Promise<T>, withinMs = 60_000): Promise<T> {
  const until = performance.now() + withinMs
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > until) throw error
    }
    await pause(50)
  }
}

describe('elasticsearch: one index for many', () => {
  it('is built once; a second process finds it as it is, and writes only what differs', async () => {
    const same = options()
    await using one = await openElasticsearch(same)
    assert.deepEqual(await one.shared!.align(shop), { built: true, written: 0, removed: 0 })
    await using two = await openElasticsearch(same)
    assert.deepEqual(await two.shared!.align(shop), { built: false, written: 0, removed: 0 })
    assert.deepEqual(await find(two, 'buter'), ['p1'])

    const changed = documents.slice(1).map((each) => (each.id === 'p1' ? { ...each, name: 'Peanut Butter' } : each))
    const dearer = listings.slice(1).map((each) => (each.productId === 'p2' ? { ...each, price: 5_500 } : each))
    // p0 is gone from the documents and from the shelf, p1 has another name, p2 another price.
    assert.deepEqual(await two.shared!.align(sourceOf(changed, dearer)), { built: false, written: 2, removed: 1 })
    await eventually(async () => assert.deepEqual(await find(one, 'peanut'), ['p1']))
    assert.deepEqual(await find(one, 'milk'), [])
    assert.equal((await one.search({ store, limit: 10, priceMin: 5_500 })).total, 1)
  })

  it('is rebuilt while searches go on: none fails, and none finds less', async () => {
    await using engine = await stocked()
    let rebuilding = true
    let searches = 0
    const searching = Array.from({ length: 4 }, async (_, i) => {
      while (rebuilding) {
        const [id] = await find(engine, names[i]!)
        assert.equal(id, `p${i}`)
        assert.equal((await engine.search({ store, limit: 10, facets: true })).total, documents.length)
        searches++
      }
    })
    const milk = { ...listings[0]!, price: 4_000 }
    const rebuild = async () => {
      for (let time = 0; time < 3; time++) {
        const built = engine.shared!.rebuild(shop)
        // What changes meanwhile is in the new index, too.
        await engine.list([{ ...milk, price: milk.price + time }])
        await built
      }
    }
    const rebuilt = rebuild().finally(() => {
      rebuilding = false
    })
    await Promise.all([rebuilt, ...searching])
    assert.ok(searches > 0)
    const { text } = await ask('GET', `/_cat/indices/${prefixes.at(-1)}-*?h=index`)
    assert.match(text.trim(), /^\S+-4$/, 'only the last one is left')
  })

  it('deleted, it cannot be searched, and is built anew when it is aligned', async () => {
    await using engine = await stocked()
    await ask('DELETE', `/${prefixes.at(-1)}-products-*`)
    await assert.rejects(find(engine, 'milk'), { code: 'service/unavailable' })
    await assert.rejects(engine.index(documents.slice(0, 1)), { name: 'IndexMissing' })
    await assert.rejects(engine.list(listings.slice(0, 1)), { name: 'IndexMissing' })
    assert.equal(await engine.shared!.ready(), false)
    assert.equal((await engine.shared!.align(shop)).built, true)
    assert.deepEqual(await find(engine, 'milk'), ['p0'])
  })

  it('a build that fails leaves the index in use, and nothing else', async () => {
    await using engine = await stocked()
    const broken = {
      ...shop,
      async *documents(): AsyncGenerator<SearchDocument[]> {
        yield documents.slice(0, 2)
        throw new Error('documents are away')
      },
    }
    await assert.rejects(engine.shared!.rebuild(broken), /documents are away/)
    assert.deepEqual(await find(engine, 'coffee'), ['p5'])
    const { text } = await ask('GET', `/_cat/indices/${prefixes.at(-1)}-*?h=index`)
    assert.equal(text.trim().split('\n').length, 1)
  })

  it('indexes of other layouts go, but those that are still fed', async () => {
    await using engine = await stocked()
    const prefix = prefixes.at(-1)!
    for (const layout of ['aaaa', 'bbbb']) await ask('PUT', `/${prefix}-products-${layout}-1`)
    await engine.shared!.tidy(['bbbb'])
    const { text } = await ask('GET', `/_cat/indices/${prefix}-*?h=index&s=index`)
    const found = text.trim().split('\n')
    assert.deepEqual(
      found.sort(),
      [`${prefix}-products-${engine.shared!.layout}-1`, `${prefix}-products-bbbb-1`].sort(),
    )
  })
})

describe('elasticsearch: what stands at the address', () => {
  const json = (status: number, body: object, headers = {}): Reply => ({ status, body: JSON.stringify(body), headers })
  const opened = async (at: string, more: Partial<ElasticsearchOptions> = {}) => {
    await using engine = await openElasticsearch(options({ urls: [at], ...more }))
    return engine.shared!.check()
  }

  it('a user and password are shown to it; a wrong one is told without the password', async () => {
    const right = `Basic ${Buffer.from('shop:s3cr et').toString('base64')}`
    await using gateway = await openGateway(url, ({ headers }, pass) =>
      headers.authorization === right ? pass() : json(401, { error: 'no' }),
    )
    const at = (user: string) => gateway.url.replace('://', `://${user}@`)
    await using engine = await stocked({ urls: [at('shop:s3cr%20et')] })
    assert.deepEqual(await find(engine, 'milk'), ['p0'])
    await assert.rejects(opened(at('shop:wrong-secret')), (error: Error) => {
      assert.equal(error.name, 'ConfigError')
      assert.match(error.message, /TOKRI_SEARCH_URL.*refuses the user or password/)
      assert.doesNotMatch(error.message, /wrong-secret/)
      return true
    })
    await assert.rejects(opened(gateway.url), /TOKRI_SEARCH_URL.*wants a password/)
  })

  it('what is not a search engine, or too old a one, or no address, is a sentence that names the variable', async () => {
    const version = (number: string, distribution?: string) => ({ version: { number, distribution } })
    const answers: [Reply, RegExp][] = [
      [{ status: 200, body: '<h1>Hello</h1>' }, /TOKRI_SEARCH_URL.*neither Elasticsearch nor OpenSearch/],
      [json(404, { error: 'no' }), /neither Elasticsearch nor OpenSearch/],
      [{ status: 200, body: 'x'.repeat(500_000) }, /neither Elasticsearch nor OpenSearch/],
      [json(200, { ...version('7.10.2'), tagline: 'You Know, for Search' }), /Elasticsearch at \S+ is 7\.10\.2, but/],
      [json(200, version('1.3.20', 'opensearch')), /OpenSearch at \S+ is 1\.3\.20, but Tokri needs 2 or newer/],
      [json(403, {}), /lacks rights/],
    ]
    for (const [reply, message] of answers) {
      await using gateway = await openGateway(url, () => reply)
      await assert.rejects(opened(gateway.url), { name: 'ConfigError', message })
    }
    await assert.rejects(opened('kafka://localhost:9092'), /must begin with http:\/\/ or https:\/\//)
    await assert.rejects(opened('https://127.0.0.1:1?ca=/nowhere.pem'), /names a ca file that cannot be read/)
    await assert.rejects(opened(url.replace('http:', 'https:')), /speaks no TLS; say http:/)
    await assert.rejects(openElasticsearch({ ...options(), prefix: 'Shop_1' }), /TOKRI_SEARCH_PREFIX/)
  })

  it("Elasticsearch's own client speaks with it where it says that it is Elasticsearch", async () => {
    const types = new Set<string | undefined>()
    await using gateway = await openGateway(url, async ({ path, headers }, pass) => {
      types.add(headers['content-type']?.split(';')[0])
      const reply = await pass()
      const { version, ...rest } = JSON.parse(reply.body || '{}')
      const said = {
        ...rest,
        version: { ...version, number: '9.1.0', distribution: undefined },
        tagline: 'You Know, for Search',
      }
      const body = path === '/' ? JSON.stringify(said) : reply.body
      return { ...reply, body, headers: { 'x-elastic-product': 'Elasticsearch' } }
    })
    await using engine = await stocked({ urls: [gateway.url] })
    assert.match(await engine.shared!.check(), /^Elasticsearch 9\.1\.0, test-\S+-1$/)
    assert.deepEqual(await find(engine, 'tomatoe'), ['p4'])
    await engine.list([{ ...listings[4]!, inStock: false }])
    assert.equal((await engine.search({ store, inStock: false, limit: 5 })).total, 1)
    assert.deepEqual([...types].sort(), ['application/json', 'application/x-ndjson', undefined])
  })
})

describe('elasticsearch: in trouble', () => {
  it('nobody there at the start: it opens all the same, fails at once, and answers once it is there', async () => {
    await using proxy = await openFaultProxy(url)
    await proxy.refuse()
    await using engine = await openElasticsearch(options({ urls: [proxy.url] }))
    await assert.rejects(find(engine, 'milk'), { code: 'service/unavailable' })
    await assert.rejects(engine.shared!.check(), /has not been reached/)
    await proxy.pass()
    await eventually(() => engine.shared!.align(shop))
    assert.deepEqual(await find(engine, 'milk'), ['p0'])
  })

  for (const fault of ['refuse', 'hang', 'reset'] as const) {
    it(`goes away (${fault}): searches fail and do not hang, the breaker opens, and all is well when it is back`, async () => {
      await using proxy = await openFaultProxy(url)
      let open = false
      const watch = {
        state(now: boolean) {
          open = now
        },
      }
      await using engine = await stocked({ urls: [proxy.url], patienceMs: 300, watch })
      await eventually(async () => assert.deepEqual(await find(engine, 'milk'), ['p0']))
      await proxy[fault]()
      await eventually(async () => {
        await assert.rejects(engine.search({ store, limit: 1 }), { code: 'service/unavailable' })
        assert.ok(open, 'the breaker is open')
      })
      await assert.rejects(engine.suggest({ store, q: 'mil', limit: 5 }), { code: 'service/unavailable' })
      await proxy.pass()
      await eventually(async () => assert.deepEqual(await find(engine, 'milk'), ['p0']))
      await eventually(async () => assert.equal(open, false))
    })
  }

  it('items that are refused for now are sent again, alone; one that can never be taken does not hold up the others', async () => {
    let refusals = 2
    const sent: number[] = []
    await using gateway = await openGateway(url, async ({ path, body }, pass) => {
      const reply = await pass()
      if (!path.includes('_bulk')) return reply
      const answer = JSON.parse(reply.body)
      sent.push(answer.items.length)
      for (const item of answer.items) {
        const [verb, result] = Object.entries(item)[0] as [string, { status: number; _id: string; error?: object }]
        if (result._id === 'p/p1' && verb === 'index' && refusals > 0) {
          refusals--
          item[verb] = { _id: result._id, status: 429, error: { type: 'rejected_execution_exception' } }
        }
        if (result._id === 'p/p2' && body.includes('"Poison"'))
          item[verb] = { _id: result._id, status: 400, error: { type: 'mapper_parsing_exception' } }
      }
      return { ...reply, body: JSON.stringify(answer) }
    })
    await using engine = await openElasticsearch(options({ urls: [gateway.url] }))
    await engine.shared!.align(noSource)
    await engine.index(documents)
    assert.equal(refusals, 0)
    assert.deepEqual(sent, [6, 1, 1])
    await engine.list(listings)
    await engine.index([
      { ...documents[2]!, name: 'Poison' },
      { ...documents[3]!, name: 'Green Onion' },
    ])
    assert.deepEqual(await find(engine, 'green onion'), ['p3'])
  })

  it('a node that is killed and started again: nothing that was promised is lost', { timeout: 240_000 }, async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'tokri-search-'))
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const script = fileURLToPath(new URL('../../deploy/engines/elasticsearch.sh', import.meta.url))
    const run = (deed: string) =>
      promisify(execFile)(script, [deed], {
        env: { ...process.env, TOKRI_ENGINES_HOME: home, ELASTICSEARCH_PORT: String(port), ELASTICSEARCH_HEAP: '400m' },
      })
    t.after(async () => {
      await run('wipe')
      await rm(home, { recursive: true, force: true })
    })
    await run('start')
    await using engine = await openElasticsearch({ ...options(), urls: [`http://127.0.0.1:${port}`] })
    prefixes.pop()
    await engine.shared!.align(shop)
    await engine.list([{ ...listings[0]!, price: 4_321 }])
    process.kill(Number(await readFile(join(home, 'elasticsearch/pid'), 'utf8')), 'SIGKILL')
    await eventually(() => assert.rejects(find(engine, 'milk'), { code: 'service/unavailable' }))
    await run('start')
    await eventually(async () => assert.deepEqual(await find(engine, 'milk'), ['p0']))
    assert.equal((await engine.search({ store, limit: 5, priceMax: 4_321 })).total, 1)
    assert.deepEqual((await engine.shared!.align(shop)).built, false)
  })
})

async function ask(method: 'GET' | 'PUT' | 'DELETE', path: string): Promise<{ status: number; text: string }> {
  const { statusCode, body } = await request(`${url}${path}`, { method })
  return { status: statusCode, text: await body.text() }
}
