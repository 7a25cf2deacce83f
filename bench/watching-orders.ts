/**
 * npm run bench:watching-orders [-- --json --orders N --rounds N]
 *
 * What tracing and logging cost where it matters: CPU time of the server per placed order (cash, three lines, one process),
 * which a busy machine changes less than orders per second. Each round runs all ways; told is the least of the rounds.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { logIn, openShop, type Shop } from './shop/shop.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    orders: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '2' },
  },
})
const orders = Number(values.orders)
const users = 16

/** Takes what is exported, so that exporting is paid for as well. */
let exported = 0
const collector = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => {
    exported += chunk.length
  })
  request.on('end', () => response.end('{}'))
}).listen(0, '127.0.0.1')
await once(collector, 'listening')
const collectorUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`

const ways: Record<string, Record<string, string>> = {
  'neither traces nor lines': {},
  'lines at info': { TOKRI_LOG_LEVEL: 'info' },
  'traces, 1 of 100': { TOKRI_OTLP_URL: collectorUrl, TOKRI_TRACE_RATIO: '0.01' },
  'traces, all': { TOKRI_OTLP_URL: collectorUrl },
}

async function cpuS({ request }: Shop): Promise<number> {
  const { text } = await request('/metrics')
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
}

async function measure(env: Record<string, string>): Promise<number> {
  const before = { ...process.env }
  Object.assign(process.env, env)
  await using shop = await openShop({ users, connections: 8 })
  for (const name of Object.keys(env)) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  const tokens = await logIn(shop, users)
  const place = async (turn: number) => {
    const token = tokens[turn % users]!
    const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
      const answer = await shop.request(path, { method, token, body, ...(headers ? { headers } : {}) })
      if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
      return JSON.parse(answer.text) as { items: { id: string }[] }
    }
    const { items } = await ask('GET', '/v1/me/addresses')
    await ask('PUT', '/v1/cart/store', { storeId: shop.storeIds[0] })
    for (let line = 0; line < 3; line += 1)
      await ask('PUT', `/v1/cart/items/${shop.productIds[(turn + line) % shop.productIds.length]}`, { quantity: 1 })
    await ask(
      'POST',
      '/v1/orders',
      { addressId: items[0]!.id, payment: { method: 'cash' } },
      { 'idempotency-key': crypto.randomUUID() },
    )
  }
  const run = async (count: number) => {
    let turn = 0
    // Each caller has users of its own: an order empties its cart a moment later.
    await Promise.all(
      Array.from({ length: 4 }, async (_, caller) => {
        for (; turn < count; turn += 1) await place(caller * 4 + (turn % 4))
      }),
    )
  }
  await run(100)
  const began = await cpuS(shop)
  await run(orders)
  return ((await cpuS(shop)) - began) * (1000 / orders)
}

const least: Record<string, number> = {}
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const [name, env] of Object.entries(ways))
    least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, await measure(env))
collector.close()
if (values.json) console.log(JSON.stringify({ orders, cpuMsPerOrder: least, exported }))
else for (const [name, ms] of Object.entries(least)) console.log(`${name.padEnd(28)} ${ms.toFixed(2)} ms CPU per order`)
process.exit(0)
