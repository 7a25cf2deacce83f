import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { closedLoop, type Figures, type Shop } from '../shop/shop.ts'

interface Ask {
  readonly path: string
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** What somebody asks who buys three things; `address` is where they live. */
function steps({ storeIds, productIds }: Shop, turn: number, address: string): Ask[] {
  const [store] = storeIds
  const product = (at: number) => productIds[(turn * 3 + at) % productIds.length]
  return [
    { path: `/v1/products?store=${store}&limit=24` },
    { path: `/v1/products?store=${store}&q=${['milk', 'rice', 'chocolate', 'tea'][turn % 4]}&limit=24` },
    { path: `/v1/products/${product(0)}?store=${store}` },
    ...[0, 1, 2].map((at) => ({ path: `/v1/cart/items/${product(at)}`, method: 'PUT', body: { quantity: 1 } })),
    { path: '/v1/cart' },
    { path: '/v1/cart/quote', method: 'POST', body: { addressId: address } },
    {
      path: '/v1/orders',
      method: 'POST',
      headers: { 'idempotency-key': randomUUID() },
      body: { addressId: address, payment: { method: 'cash' } },
    },
  ]
}

async function addressOf({ request }: Shop, token: string): Promise<string> {
  const { items } = JSON.parse((await request('/v1/me/addresses', { token })).text) as { items: { id: string }[] }
  return items[0]!.id
}

/** Journeys in a closed loop, a user a caller: what all their requests and what their orders come to. */
export async function journeys(
  shop: Shop,
  { tokens, seconds }: { tokens: readonly string[]; seconds: number },
): Promise<{ requests: Figures; orders: Figures }> {
  const addresses = await Promise.all(tokens.map((token) => addressOf(shop, token)))
  for (const token of tokens)
    await shop.request('/v1/cart/store', { method: 'PUT', token, body: { storeId: shop.storeIds[0] } })
  const times: number[] = []
  let errors = 0
  let turn = 0
  const begun = performance.now()
  const orders = await closedLoop({
    callers: tokens.length,
    seconds,
    work: async (_, caller) => {
      turn += 1
      const all = steps(shop, turn * 7 + caller, addresses[caller]!)
      let placed = true
      for (const { path, ...rest } of all) {
        const at = performance.now()
        const answer = await shop.request(path, { ...rest, token: tokens[caller]! })
        if (answer.status < 300) times.push(performance.now() - at)
        else {
          errors += 1
          placed = false
          process.stderr.write(`${path} answered ${answer.status}: ${answer.text.slice(0, 200)}\n`)
        }
      }
      return placed
    },
  })
  const took = (performance.now() - begun) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    Number((times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1))
  return {
    requests: { perS: Number((times.length / took).toFixed(1)), p50Ms: at(0.5), p99Ms: at(0.99), errors },
    orders,
  }
}

/** Kills a copy under steady traffic. What fails is an answer of 5xx, or none. Milliseconds from the kill on. */
export async function killed(
  shop: Shop,
  options: { tokens: readonly string[]; target: string; kill(): Promise<void>; start(): Promise<void> },
): Promise<{ target: string; asked: number; failed: number; failingMs: number }> {
  const { tokens, target } = options
  const addresses = await Promise.all(tokens.map((token) => addressOf(shop, token)))
  let asked = 0
  let failed = 0
  let killedAt = Number.POSITIVE_INFINITY
  let lastAt = 0
  let stopped = false
  const one = async (turn: number) => {
    const caller = turn % tokens.length
    const all = steps(shop, turn, addresses[caller]!)
    const { path, ...rest } = all[turn % all.length]!
    asked += 1
    const wrong = await shop.request(path, { ...rest, token: tokens[caller]! }).then(
      ({ status }) => status >= 500,
      () => true,
    )
    if (!wrong) return
    failed += 1
    lastAt = performance.now()
  }
  const under = new Set<Promise<void>>()
  const traffic = (async () => {
    for (let turn = 0; !stopped; turn += 1) {
      const asking = one(turn)
      under.add(asking)
      void asking.finally(() => under.delete(asking))
      await pause(20)
    }
  })()
  await pause(2_000)
  killedAt = performance.now()
  await options.kill()
  await pause(8_000)
  stopped = true
  await traffic
  await Promise.all(under)
  await options.start()
  return { target, asked, failed, failingMs: failed === 0 ? 0 : Math.max(0, Math.round(lastAt - killedAt)) }
}
