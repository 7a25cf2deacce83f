/** What every search engine must do, in a shopkeeper's words. Each adapter runs it: `searchSuite('memory', open)`. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Listing, SearchDocument, SearchEngine, SearchQuery, SearchSort } from './port.ts'

const store = 'str_a'

export function searchSuite(name: string, open: () => Promise<SearchEngine>): void {
  describe(`search: ${name}`, () => {
    it('finds a product by its name, its brand and its kind', async () => {
      await using engine = await stocked(open)
      assert.deepEqual(await first(engine, 'amul butter'), 'butter')
      assert.deepEqual(await first(engine, 'nescafe'), 'coffee')
      assert.deepEqual(await first(engine, 'curd'), 'curd')
    })

    it('puts the thing itself before things that only mention it', async () => {
      await using engine = await stocked(open)
      const { ids } = await engine.search({ store, q: 'curd', limit: 10 })
      assert.ok(ids.indexOf('curd') < ids.indexOf('curd-shampoo'))
      const onions = await engine.search({ store, q: 'onion', limit: 10 })
      assert.equal(onions.ids[0], 'onion')
    })

    it('forgives typing errors and says how it understood them', async () => {
      await using engine = await stocked(open)
      for (const [typed, id] of [
        ['buter', 'butter'],
        ['tomatoe', 'tomato'],
        ['detergnet', 'detergent'],
        ['cofee', 'coffee'],
        ['shampooo', 'curd-shampoo'],
      ]) {
        assert.equal(await first(engine, typed!), id, typed)
      }
      const { corrected } = await engine.search({ store, q: 'detergnet powder', limit: 5 })
      assert.equal(corrected, 'detergent powder')
      assert.equal((await engine.search({ store, q: 'detergent', limit: 5 })).corrected, undefined)
    })

    it('knows Indian spellings, synonyms and words in Devanagari', async () => {
      await using engine = await stocked(open)
      const asked = {
        aata: 'atta',
        'godhi hittu': 'atta',
        dahi: 'curd',
        pyaaz: 'onion',
        tamatar: 'tomato',
        jeera: 'cumin',
        zeera: 'cumin',
        दूध: 'milk',
        आटा: 'atta',
        दही: 'curd',
        प्याज़: 'onion',
      }
      for (const [typed, id] of Object.entries(asked)) assert.equal(await first(engine, typed), id, typed)
    })

    it('completes the last word', async () => {
      await using engine = await stocked(open)
      assert.equal(await first(engine, 'toma'), 'tomato')
      assert.equal(await first(engine, 'amul bu'), 'butter')
    })

    it('puts a brand before words that begin like it', async () => {
      await using engine = await stocked(open)
      const rivals = [
        document('lays', 'Potato Chips - Salted', 'Lays', ['Snacks', 'Chips']),
        document('mask', '5 Layer Face Mask', 'Care', ['Beauty', 'Masks']),
      ]
      await engine.index(rivals)
      await engine.list(rivals.map(({ id }) => listing(id)))
      assert.equal(await first(engine, 'lays'), 'lays')
    })

    it('joins and splits compound words', async () => {
      await using engine = await stocked(open)
      assert.equal(await first(engine, 'handwash'), 'hand-wash')
      assert.equal(await first(engine, 'corn flakes'), 'cornflakes')
    })

    it('is not spoiled by a pack size, and prefers the pack asked for', async () => {
      await using engine = await stocked(open)
      assert.equal(await first(engine, 'atta 5kg'), 'atta-5kg')
      assert.equal(await first(engine, 'atta 10 kg'), 'atta')
      assert.equal(await first(engine, 'milk 500ml'), 'milk')
      assert.equal(await first(engine, 'milk 1 l'), 'milk-1l')
      assert.equal(await first(engine, 'milk 1000 ml'), 'milk-1l')
    })

    it('relaxes when nothing answers every word', async () => {
      await using engine = await stocked(open)
      assert.equal(await first(engine, 'patanjali butter'), 'butter')
    })

    it('puts what is in stock first among comparable matches, and still finds what is not', async () => {
      await using engine = await stocked(open)
      const before = await engine.search({ store, q: 'milk', limit: 10 })
      assert.equal(before.ids[0], 'milk')
      await engine.list([listing('milk', { inStock: false })])
      const after = await engine.search({ store, q: 'milk', limit: 10 })
      assert.equal(after.ids[0], 'milk-1l')
      assert.ok(after.ids.includes('milk'))
      await engine.list([listing('detergent', { inStock: false })])
      assert.equal(await first(engine, 'detergent powder'), 'detergent')
      for (const sort of ['relevance', 'price', '-price', 'discount', 'rating', 'name'] as const) {
        const { ids } = await engine.search({ store, sort, limit: 100 })
        assert.deepEqual(new Set(ids.slice(-2)), new Set(['milk', 'detergent']), sort)
      }
    })

    it('never shows what the store does not list', async () => {
      await using engine = await stocked(open)
      assert.equal((await engine.search({ store: 'str_other', q: 'milk', limit: 10, facets: true })).total, 0)
      await engine.list([listing('milk', { storeId: 'str_other' })])
      assert.deepEqual((await engine.search({ store: 'str_other', q: 'milk', limit: 10 })).ids, ['milk'])
      await engine.unlist([{ storeId: store, productId: 'milk' }])
      assert.ok(!(await engine.search({ store, q: 'milk', limit: 100 })).ids.includes('milk'))
    })

    it('shows new prices, documents and removals at once', async () => {
      await using engine = await stocked(open)
      await engine.list([listing('onion', { price: 1 })])
      const cheapest = await engine.search({ store, sort: 'price', limit: 1 })
      assert.deepEqual(cheapest.ids, ['onion'])
      await engine.list([listing('kiwi')]) // the listing may come before the document
      await engine.index([document('kiwi', 'Zespri Kiwi', 'Zespri', ['Fruits', 'Exotic'])])
      assert.equal(await first(engine, 'kiwi'), 'kiwi')
      await engine.index([document('kiwi', 'Dragon Fruit', 'Fresho', ['Fruits', 'Exotic'])])
      assert.equal((await engine.search({ store, q: 'zespri', limit: 5 })).total, 0)
      assert.equal(await first(engine, 'dragon fruit'), 'kiwi')
      await engine.remove(['kiwi', 'unknown'])
      assert.equal((await engine.search({ store, q: 'dragon fruit', limit: 5 })).ids.includes('kiwi'), false)
    })

    it('answers the same after many documents came one by one as after all at once', async () => {
      await using slow = await open()
      for (const one of documents) await slow.index([one])
      for (const one of documents) await slow.index([one]) // and again: replaced, not doubled
      await slow.list(documents.map(({ id }) => listing(id)))
      await using fast = await stocked(open)
      for (const q of [undefined, 'milk', 'amul', 'soap']) {
        const [a, b] = await Promise.all(
          [slow, fast].map((engine) => engine.search({ store, q, limit: 100, facets: true })),
        )
        assert.deepEqual(new Set(a!.ids), new Set(b!.ids), q)
        assert.equal(a!.total, b!.total)
        assert.deepEqual(a!.facets, b!.facets)
      }
    })

    it('keeps answering from what it has while many documents come in', async () => {
      await using engine = await stocked(open)
      const many = Array.from({ length: 3_000 }, (_, i) => document(`n${i}`, `Novelty ${i} Kite`, 'Toys', ['Toys']))
      let arrived = false
      const arriving = engine.index(many).then(() => {
        arrived = true
      })
      await engine.list(many.map(({ id }) => listing(id)))
      assert.equal(await first(engine, 'butter'), 'butter')
      await engine.remove(['butter'])
      assert.ok(arrived, 'changes keep their order')
      await arriving
      assert.equal((await engine.search({ store, q: 'kite', limit: 1 })).total, 3_000)
      assert.notEqual(await first(engine, 'butter'), 'butter')
      await engine.index([document('kite', 'Paper Kite', 'Toys', ['Toys'], { keywords: ['patang'] })])
      await engine.list([listing('kite')])
      assert.equal(await first(engine, 'patang'), 'kite')
    })

    it('pages without doubles or gaps, for every sort and filter', async () => {
      await using engine = await crowded(open)
      const property = fc.asyncProperty(
        fc.record({
          q: fc.constantFrom(undefined, 'milk', 'red tea', 'te', 'blue'),
          sort: fc.constantFrom<SearchSort>('relevance', 'price', '-price', 'discount', 'rating', 'name'),
          limit: fc.integer({ min: 1, max: 40 }),
          brands: fc.option(fc.constant<string[]>(['B1', 'b2']), { nil: undefined }),
          inStock: fc.option(fc.boolean(), { nil: undefined }),
        }),
        async (query) => {
          const whole = await engine.search({ store, ...query, limit: 100 })
          const paged: string[] = []
          let after: string | undefined
          do {
            const page = await engine.search({ store, ...query, after })
            assert.equal(page.total, whole.total)
            assert.ok(page.ids.length <= query.limit)
            paged.push(...page.ids)
            after = page.next ?? undefined
          } while (after !== undefined && paged.length <= 500)
          assert.equal(paged.length, whole.total)
          assert.equal(new Set(paged).size, paged.length)
          assert.deepEqual(paged.slice(0, 100), whole.ids)
        },
      )
      await fc.assert(property, { numRuns: 60 })
    })

    it('keeps its place when products before the cursor change', async () => {
      await using engine = await crowded(open)
      const all = await engine.search({ store, sort: 'price', limit: 100 })
      const page = await engine.search({ store, sort: 'price', limit: 10 })
      await engine.remove(page.ids.slice(0, 5))
      await engine.remove([page.ids.at(-1)!]) // even the one the cursor names
      const next = await engine.search({ store, sort: 'price', limit: 10, after: page.next! })
      assert.deepEqual(next.ids, all.ids.slice(10, 20))
    })

    it('sorts by price, discount, rating and name', async () => {
      await using engine = await crowded(open)
      const stock = new Map(crowd.map((one, i) => [one.id, { document: one, listing: crowdListing(i) }]))
      const keyOf: Record<string, (id: string) => number | string> = {
        price: (id) => stock.get(id)!.listing.price,
        '-price': (id) => -stock.get(id)!.listing.price,
        discount: (id) => -Math.round((1 - stock.get(id)!.listing.price / stock.get(id)!.listing.mrp) * 10_000),
        rating: (id) => -(stock.get(id)!.document.rating ?? 0),
        name: (id) => stock.get(id)!.document.name.toLowerCase(),
      }
      for (const [sort, value] of Object.entries(keyOf)) {
        const { ids } = await engine.search({ store, sort: sort as SearchSort, inStock: true, limit: 100 })
        const values = ids.map(value)
        assert.deepEqual(
          values,
          [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
          sort,
        )
      }
    })

    it('counts facets as a clerk would count them by hand', async () => {
      await using engine = await crowded(open)
      const filters: Partial<SearchQuery>[] = [
        {},
        { brands: ['B1'] },
        { priceMin: 3_000, priceMax: 12_000 },
        { attributes: { colour: ['red'] }, brands: ['B1', 'B2'] },
        { categoryId: 'c1', inStock: true },
      ]
      for (const filter of filters) {
        const { facets, total } = await engine.search({ store, ...filter, facets: true, limit: 1 })
        const kept = (without?: 'brands' | 'price' | 'attributes') =>
          crowd.filter((one, i) => fits(one, crowdListing(i), filter, without))
        assert.equal(total, kept().length)
        assert.deepEqual(countsOf(facets!.brands), tally(kept('brands').map(({ brand }) => brand)))
        assert.deepEqual(
          countsOf(facets!.categories.map(({ id, count }) => ({ value: id, count }))),
          tally(kept().flatMap((one) => one.categoryIds)),
        )
        assert.deepEqual(
          countsOf(facets!.attributes.find(({ name }) => name === 'colour')!.values),
          tally(kept('attributes').map((one) => one.attributes!.colour!)),
        )
        assert.equal(
          facets!.prices.reduce((sum, band) => sum + band.count, 0),
          kept('price').length,
        )
        for (const { min, max, count } of facets!.prices) {
          const inBand = kept('price').filter((one) => {
            const { price } = crowdListing(crowd.indexOf(one))
            return price >= min && (max === null || price < max)
          })
          assert.equal(count, inBand.length)
        }
      }
    })

    it('keeps to what is so much below its MRP, in the list and in the counts', async () => {
      await using engine = await stocked(open)
      await engine.list([
        listing('milk', { price: 7_999, mrp: 10_000 }),
        listing('curd', { price: 8_001, mrp: 10_000 }),
        listing('onion', { price: 10_000, mrp: 10_000 }),
      ])
      const all = await engine.search({ store, limit: 100, facets: true })
      const cheap = await engine.search({ store, limit: 100, facets: true, discountMin: 20 })
      assert.ok(cheap.ids.includes('milk') && !cheap.ids.includes('curd') && !cheap.ids.includes('onion'))
      assert.ok(cheap.total < all.total)
      assert.equal(
        cheap.facets!.prices.reduce((sum, { count }) => sum + count, 0),
        cheap.total,
      )
      await assert.rejects(() => engine.search({ store, limit: 10, discountMin: 0 }), { code: 'search/bad-query' })
    })

    it('refuses cursors that are broken or belong to another search', async () => {
      await using engine = await crowded(open)
      const { next } = await engine.search({ store, q: 'milk', limit: 5 })
      const good: SearchQuery = { store, q: 'milk', limit: 5, after: next! }
      await engine.search(good)
      const forged = Buffer.from('[1,2,"x",{},null]').toString('base64url')
      const bad: SearchQuery[] = [
        ...['', 'garbage', '%%%', next!.slice(0, -4), `${next}AAAA`, forged, 'x'.repeat(5_000)].map((after) => ({
          ...good,
          after,
        })),
        { ...good, q: 'tea' },
        { ...good, sort: 'price' },
        { ...good, store: 'str_b' },
        { ...good, brands: ['B1'] },
      ]
      for (const query of bad)
        await assert.rejects(engine.search(query), { code: 'search/bad-cursor' }, JSON.stringify(query))
    })

    it('refuses queries out of bounds and survives any text', async () => {
      await using engine = await stocked(open)
      for (const limit of [0, -1, 1.5, 101, Number.NaN]) {
        await assert.rejects(engine.search({ store, limit }), { code: 'search/bad-query' })
      }
      await assert.rejects(engine.search({ store, q: 'x'.repeat(257), limit: 5 }), { code: 'search/bad-query' })
      await assert.rejects(engine.list([listing('milk', { price: 1.5 })]), { code: 'search/bad-listing' })
      for (const fault of [{ id: '' }, { name: 'x'.repeat(1_001) }, { categoryIds: [] }]) {
        await assert.rejects(engine.index([{ ...documents[0]!, ...fault }]), { code: 'search/bad-document' })
      }
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (q) => {
          const { ids, total } = await engine.search({ store, q, limit: 5 })
          assert.ok(ids.length <= Math.min(5, total))
          await engine.suggest({ store, q, limit: 5 })
        }),
        { numRuns: 200 },
      )
      for (const q of ['<b>milk</b>', 'Mílk', 'MILK!!!', 'milk&nbsp;', '  milk\u200b '])
        assert.equal(await first(engine, q), 'milk', q)
    })

    it('suggests brands, categories, phrases and products that the store has', async () => {
      await using engine = await stocked(open)
      const suggestions = await engine.suggest({ store, q: 'am', limit: 8 })
      assert.deepEqual(suggestions[0], { text: 'Amul', kind: 'brand' })
      assert.ok(
        (await engine.suggest({ store, q: 'dair', limit: 8 })).some(
          ({ kind, id }) => kind === 'category' && id === 'Dairy',
        ),
      )
      assert.ok(
        (await engine.suggest({ store, q: 'deter', limit: 8 })).some(
          ({ kind, id }) => kind === 'product' && id === 'detergent',
        ),
      )
      assert.deepEqual(await engine.suggest({ store: 'str_other', q: 'am', limit: 8 }), [])
      assert.deepEqual(await engine.suggest({ store, q: ' ', limit: 8 }), [])
    })

    it('finds a product by its Hindi name, and completes that and the Hindi name of a category', async () => {
      await using engine = await stocked(open)
      const path = ['Vegetables', 'Everyday']
      const hindi = { nameHi: 'ज़मीकंद', categoryPathHi: ['सब्ज़ियाँ', ''] }
      await engine.index([document('yam', 'Elephant Foot', 'Fresho', path, hindi)])
      await engine.list([listing('yam')])
      assert.equal(await first(engine, 'ज़मीकंद'), 'yam')
      assert.equal(await first(engine, 'zameekand'), 'yam')
      assert.equal(await first(engine, 'सब्ज़ियाँ'), 'yam')
      for (const q of ['ज़मी', 'जमी', 'ज़'])
        assert.deepEqual((await engine.suggest({ store, q, limit: 8 }))[0], { text: 'ज़मीकंद', kind: 'query' }, q)
      const category = { text: 'Vegetables', kind: 'category', id: 'Vegetables' }
      for (const q of ['सब्', 'सब्जियां', 'vege'])
        assert.ok(
          (await engine.suggest({ store, q, limit: 8 })).some(
            (each) => JSON.stringify(each) === JSON.stringify(category),
          ),
          q,
        )
    })

    it('reads a Hindi name as it reads a name: the thing itself is first, and words in their order count', async () => {
      await using engine = await stocked(open)
      const cleaning = ['Home', 'Dishwash']
      const shelf = [
        document('lemon', 'Lemon', 'Fresho', ['Vegetables', 'Potato, Onion & Tomato'], { nameHi: 'नींबू' }),
        document('lemon-bar', 'Lemon Dishwash Bar', 'Vim', cleaning, { nameHi: 'नींबू बर्तन साबुन' }),
        document('lemon-liquid', 'Lemon Dishwash Liquid', 'Vim', cleaning, { nameHi: 'नींबू बर्तन लिक्विड' }),
        document('lemon-gel', 'Lemon Dishwash Gel', 'Pril', cleaning, { nameHi: 'नींबू बर्तन जेल' }),
        document('fenugreek', 'Fenugreek Leaves', 'Fresho', ['Vegetables', 'Herbs'], { nameHi: 'मेथी' }),
        document('khakhra', 'Wheat Crisps', 'Induben', ['Snacks', 'Khakhra'], { nameHi: 'मेथी खाखरा' }),
        document('mathri', 'Salty Rounds', 'Induben', ['Snacks', 'Khakhra'], { nameHi: 'मेथी मठरी' }),
        document('black-salt', 'Dark Crystals', 'Catch', ['Staples', 'Salt'], { nameHi: 'काला नमक, जीरा' }),
        document('salted-cumin', 'Mixed Crystals', 'Catch', ['Staples', 'Salt'], { nameHi: 'काला जीरा नमक' }),
      ]
      await engine.index(shelf)
      await engine.list(shelf.map(({ id }) => listing(id)))
      for (const [q, id] of Object.entries({
        lemon: 'lemon',
        नींबू: 'lemon',
        nimbu: 'lemon',
        मेथी: 'fenugreek',
        'मेथी खाखरा': 'khakhra',
        'काला नमक': 'black-salt',
        'जीरा नमक': 'salted-cumin',
      }))
        assert.equal(await first(engine, q), id, q)
    })
  })
}

async function first(engine: SearchEngine, q: string) {
  return (await engine.search({ store, q, limit: 5 })).ids[0]
}

function document(
  id: string,
  name: string,
  brand: string,
  path: string[],
  more: Partial<SearchDocument> = {},
): SearchDocument {
  return { id, name, brand, categoryPath: path, categoryIds: path, ...more }
}

function listing(productId: string, more: Partial<Listing> = {}): Listing {
  return { productId, storeId: store, price: 5_000, mrp: 6_000, inStock: true, ...more }
}

const documents = [
  document('milk', 'Toned Milk', 'Amul', ['Dairy', 'Milk'], { pack: '500 ml', popularity: 50 }),
  document('milk-1l', 'Toned Milk', 'Amul', ['Dairy', 'Milk'], { pack: '1 l' }),
  document('butter', 'Butter - Pasteurised', 'Amul', ['Dairy', 'Butter']),
  document('curd', 'Fresh Curd', 'Milky Mist', ['Dairy', 'Curd']),
  document('curd-shampoo', 'Curd & Rose Shampoo', 'Vaadi', ['Beauty', 'Shampoo']),
  document('milk-soap', 'Milk Cream Soap', 'Santoor', ['Beauty', 'Soap']),
  document('onion', 'Onion', 'Fresho', ['Vegetables', 'Potato, Onion & Tomato'], { pack: '1 kg' }),
  document('onion-oil', 'Onion Hair Oil', 'Mamaearth', ['Beauty', 'Hair Oil']),
  document('tomato', 'Tomato - Hybrid', 'Fresho', ['Vegetables', 'Potato, Onion & Tomato'], { pack: '500 g' }),
  document('ketchup', 'Rich Ketchup with Tomato', 'Kissan', ['Snacks', 'Sauces']),
  document('atta', 'Whole Wheat Atta', 'Aashirvaad', ['Staples', 'Flour'], { pack: '10 kg', popularity: 20 }),
  document('atta-5kg', 'Whole Wheat Atta', 'Aashirvaad', ['Staples', 'Flour'], { pack: '5 kg' }),
  document('cumin', 'Cumin Seeds', 'Catch', ['Staples', 'Spices'], { description: 'Goes well with curd.' }),
  document('coffee', 'Instant Coffee', 'Nescafe', ['Drinks', 'Coffee']),
  document('detergent', 'Detergent Powder', 'Surf Excel', ['Home', 'Laundry'], { pack: '1 kg' }),
  document('hand-wash', 'Hand Wash - Neem', 'Dettol', ['Beauty', 'Hand Care']),
  document('cornflakes', 'Cornflakes Original', 'Kelloggs', ['Snacks', 'Cereal']),
]

async function stocked(open: () => Promise<SearchEngine>): Promise<SearchEngine> {
  const engine = await open()
  await engine.index(documents)
  await engine.list(documents.map(({ id }) => listing(id)))
  return engine
}

/** Enough products for pages, with many equal prices, ratings and names. */
const crowd = Array.from({ length: 90 }, (_, i) =>
  document(
    `p${i}`,
    `${['Red', 'Blue', 'Green'][i % 3]} ${['Milk', 'Tea'][i % 2]} ${i % 7}`,
    `B${i % 5}`,
    [`Cat ${i % 4}`],
    {
      categoryIds: [`c${i % 4}`],
      rating: i % 6 === 0 ? undefined : (i % 5) + 1,
      attributes: { colour: ['red', 'blue', 'green'][i % 3]! },
    },
  ),
)
const crowdListing = (i: number): Listing =>
  listing(`p${i}`, { price: 1_000 * (1 + (i % 13)), mrp: 13_000 + 500 * (i % 3), inStock: i % 8 !== 0 })

async function crowded(open: () => Promise<SearchEngine>): Promise<SearchEngine> {
  const engine = await open()
  await engine.index(crowd)
  await engine.list(crowd.map((_, i) => crowdListing(i)))
  await engine.list(crowd.map((_, i) => ({ ...crowdListing(i), storeId: 'str_b' })))
  return engine
}

function fits(one: SearchDocument, shelf: Listing, filter: Partial<SearchQuery>, without?: string): boolean {
  const { brands, priceMin = 0, priceMax = Number.POSITIVE_INFINITY, attributes, categoryId, inStock } = filter
  if (without !== 'brands' && brands && !brands.includes(one.brand)) return false
  if (without !== 'price' && (shelf.price < priceMin || shelf.price > priceMax)) return false
  if (without !== 'attributes' && attributes && !attributes.colour!.includes(one.attributes!.colour!)) return false
  if (categoryId !== undefined && !one.categoryIds.includes(categoryId)) return false
  return inStock === undefined || shelf.inStock === inStock
}

const tally = (values: string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values.sort()) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

const countsOf = (facet: { value: string; count: number }[]): Record<string, number> =>
  Object.fromEntries(facet.map(({ value, count }) => [value, count]))
