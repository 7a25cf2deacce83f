/**
 * npm run bench:storefront [-- --catalogue FILE --rate 1000 --seconds N --runs N --json]
 *
 * Search, category lists and product pages over HTTP: at a fixed rate (an open loop, waiting counts) and as fast as 32
 * callers can.
 */
import { parseArgs } from 'node:util'
import { closedLoop, type Figures, median, openLoop, openShop } from './shop/shop.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    catalogue: { type: 'string' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '8' },
    runs: { type: 'string', default: '3' },
  },
})
const seconds = Number(values.seconds)
const rate = Number(values.rate)
const words = [
  'milk',
  'atta',
  'bread',
  'curd',
  'paneer',
  'rice',
  'toor dal',
  'sugar',
  'tea',
  'coffee',
  'biscuit',
  'chips',
  'chocolate',
  'shampoo',
  'soap',
  'onion',
  'tomato',
  'potato',
  'banana',
  'apple',
  'ghee',
  'oil',
  'salt',
  'haldi',
  'jeera',
  'honey',
  'oats',
  'juice',
  'egg',
  'butter',
  'cheese',
  'noodles',
  'pasta',
  'ketchup',
  'detergent',
  'tooth',
  'choco',
  'panner',
  'bescuit',
  'green tea',
]

await using shop = await openShop({
  users: 1,
  connections: 64,
  ...(values.catalogue ? { catalogue: values.catalogue } : {}),
})
const categories = (
  JSON.parse((await shop.request(`/v1/categories?store=${shop.storeIds[0]}`)).text) as { items: { id: string }[] }
).items
const store = (turn: number) => shop.storeIds[turn % shop.storeIds.length]
const get = async (path: string) => (await shop.request(path)).status === 200

const works: Record<string, (turn: number) => Promise<boolean>> = {
  search: (turn) =>
    get(`/v1/products?store=${store(turn)}&q=${encodeURIComponent(words[turn % words.length]!)}&limit=20`),
  categoryList: (turn) =>
    get(`/v1/products?store=${store(turn)}&category=${categories[turn % categories.length]!.id}&limit=20`),
  product: (turn) => get(`/v1/products/${shop.productIds[turn % shop.productIds.length]}?store=${store(turn)}`),
  suggest: (turn) =>
    get(`/v1/suggest?store=${store(turn)}&q=${encodeURIComponent(words[turn % words.length]!.slice(0, 3))}`),
}

const report: Record<string, { atRate: Figures; atMost: Figures }> = {}
for (const [name, work] of Object.entries(works)) {
  await closedLoop({ callers: 32, seconds: 3, work })
  const atRate: Figures[] = []
  const atMost: Figures[] = []
  for (let run = 0; run < Number(values.runs); run += 1) {
    atRate.push(await openLoop({ perS: rate, seconds, work }))
    atMost.push(await closedLoop({ callers: 32, seconds: Math.min(seconds, 5), work }))
  }
  report[name] = {
    atRate: [...atRate].sort((a, b) => a.p99Ms - b.p99Ms)[Math.floor(atRate.length / 2)]!,
    atMost: median(atMost),
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ rate, ...report })}\n`)
else
  for (const [name, { atRate, atMost }] of Object.entries(report))
    process.stdout.write(
      `${name.padEnd(14)} at ${rate}/s: p50 ${atRate.p50Ms} ms, p99 ${atRate.p99Ms} ms, errors ${atRate.errors}   at most: ${atMost.perS}/s, p99 ${atMost.p99Ms} ms\n`,
    )
