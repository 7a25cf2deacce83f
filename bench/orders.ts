/**
 * npm run bench:orders [-- --json --seconds N --runs N]
 *
 * Placed orders per second over HTTP: cash, a cart of three lines, everything durable (fsync on), 32 callers in a closed
 * loop; beside it, in the same run, what the same PostgreSQL does in bare one-row commits, and adding to the cart.
 */
import { parseArgs } from 'node:util'
import { sqlOptions } from '../engines/sql/index.ts'
import { postgres } from '../kit/driver.ts'
import { closedLoop, type Figures, logIn, median, openShop, type Shop } from './shop/shop.ts'

const callers = 32
const users = 64

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    seconds: { type: 'string', default: '8' },
    runs: { type: 'string', default: '3' },
  },
})
const seconds = Number(values.seconds)
const runs = Number(values.runs)
const say = (text: string) => {
  if (!values.json) process.stdout.write(`${text}\n`)
}

await using shop = await openShop({ users, connections: callers })
const tokens = await logIn(shop, users)
const addresses = await Promise.all(tokens.map((token) => addressOf(shop, token)))
await fillCarts(shop, tokens)

const commits: Figures[] = []
const adds: Figures[] = []
const placed: Figures[] = []
await placing(2)
for (let run = 0; run < runs; run += 1) {
  commits.push(await committing(seconds))
  adds.push(await adding(seconds))
  await fillCarts(shop, tokens)
  placed.push(await placing(seconds))
}
const report = { callers, runs, seconds, commits: median(commits), addToCart: median(adds), placeOrder: median(placed) }
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`)
else {
  const line = (name: string, { perS, p50Ms, p99Ms, errors }: Figures) =>
    say(`${name.padEnd(24)} ${String(perS).padStart(8)} /s   p50 ${p50Ms} ms   p99 ${p99Ms} ms   errors ${errors}`)
  line('bare commits', report.commits)
  line('add to cart', report.addToCart)
  line('orders placed', report.placeOrder)
  say(`orders per bare commit: ${(report.placeOrder.perS / report.commits.perS).toFixed(3)}`)
}

async function addressOf({ request }: Shop, token: string): Promise<string> {
  const answer = await request('/v1/me/addresses', { token })
  const body = JSON.parse(answer.text) as { items: { id: string }[] }
  return body.items[0]!.id
}

async function fillCarts({ request, storeIds, productIds }: Shop, all: readonly string[]): Promise<void> {
  for (const [index, token] of all.entries()) {
    await request('/v1/cart/store', { method: 'PUT', token, body: { storeId: storeIds[0] } })
    for (let line = 0; line < 3; line += 1) {
      const answer = await request(`/v1/cart/items/${productIds[(index * 3 + line) % productIds.length]}`, {
        method: 'PUT',
        token,
        body: { quantity: 1 },
      })
      if (answer.status !== 200) throw new Error(`filling a cart answered ${answer.status}: ${answer.text}`)
    }
  }
  // An order empties the cart of what was put in before it. For a loop that orders all the time the lines are put in
  // tomorrow, so that the same work is done and the cart stays full.
  const sql = postgres({ ...sqlOptions(shop.databaseUrl, 'bench'), max: 1 })
  await sql`update carts.carts set lines = (select jsonb_object_agg(key, value || jsonb_build_object('t', 4102444800000, 'u', 4102444800000)) from jsonb_each(lines)) where lines <> '{}'`
  await sql.end()
}

function placing(forSeconds: number): Promise<Figures> {
  return closedLoop({
    callers,
    seconds: forSeconds,
    work: async (turn, caller) => {
      // Two users a caller, so that nobody waits for their own last order.
      const user = caller * 2 + (turn % 2)
      const answer = await shop.request('/v1/orders', {
        method: 'POST',
        token: tokens[user]!,
        headers: { 'idempotency-key': crypto.randomUUID() },
        body: { addressId: addresses[user], payment: { method: 'cash' } },
      })
      if (answer.status !== 201) process.stderr.write(`order answered ${answer.status}: ${answer.text.slice(0, 300)}\n`)
      return answer.status === 201
    },
  })
}

function adding(forSeconds: number): Promise<Figures> {
  return closedLoop({
    callers,
    seconds: forSeconds,
    work: async (turn, caller) => {
      const productId = shop.productIds[(caller * 3 + (turn % 3)) % shop.productIds.length]
      const answer = await shop.request(`/v1/cart/items/${productId}`, {
        method: 'PUT',
        token: tokens[caller]!,
        body: { quantity: 1 + (turn % 3) },
      })
      return answer.status === 200
    },
  })
}

/** One row, one commit, 32 connections: what the disk and PostgreSQL allow. */
async function committing(forSeconds: number): Promise<Figures> {
  const sql = postgres({ ...sqlOptions(shop.databaseUrl, 'bench'), max: callers, onnotice: () => {} })
  await sql`create table if not exists public.bench_commits (id bigint generated always as identity primary key, at timestamptz default now(), data text)`
  const figures = await closedLoop({
    callers,
    seconds: forSeconds,
    work: async () => {
      await sql`insert into public.bench_commits (data) values ('one row')`
      return true
    },
  })
  await sql`drop table public.bench_commits`
  await sql.end()
  return figures
}
