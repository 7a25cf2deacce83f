/**
 * npm run bench:shapes [-- --json --seconds N --runs N]
 *
 * The order journey in three shapes, measured in one run: all in one process on embedded engines; the same process on
 * Redis, Kafka, MongoDB's protocol and Elasticsearch; and every service in two processes behind HAProxy with TLS, on those
 * engines. Requests and placed orders per second in a closed loop, everything durable. Then copies are killed under steady
 * traffic: how many requests fail, and for how long. Starts the engines (deploy/engines) and stops them.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { openHaproxy } from '../deploy/testing/edge.ts'
import { openProcesses } from '../tests/processes.ts'
import { journeys, killed } from './shapes/load.ts'
import { type Figures, logIn, median, openShop, type Shop } from './shop/shop.ts'

const callers = 32
const engines = ['redis', 'kafka', 'ferretdb', 'elasticsearch']
const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    seconds: { type: 'string', default: '10' },
    runs: { type: 'string', default: '3' },
  },
})
const seconds = Number(values.seconds)
const runs = Number(values.runs)
const say = (text: string) => void process.stderr.write(`${text}\n`)

const script = (name: string, ...args: string[]) =>
  execFileSync(fileURLToPath(new URL(`../deploy/engines/${name}.sh`, import.meta.url)), args, { encoding: 'utf8' })

/** The engines' addresses, under names of this run, so that nothing of an earlier one is found. */
function startEngines(): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of engines)
    for (const [, variable, url] of script(name, 'start').matchAll(/^export (\w+)='?([^\s']+)/gm))
      found[variable!] = url!
  const run = randomBytes(4).toString('hex')
  const documents = new URL(found.TOKRI_TEST_FERRETDB_URL!)
  documents.pathname = `/bench_${run}`
  return {
    TOKRI_REDIS_URL: found.TOKRI_TEST_REDIS_URL!,
    TOKRI_BROKER_URL: found.TOKRI_TEST_KAFKA_URL!,
    TOKRI_BROKER_PREFIX: `bench-${run}`,
    TOKRI_DOCUMENTS_URL: documents.href,
    TOKRI_SEARCH_URL: found.TOKRI_TEST_ELASTICSEARCH_URL!,
    TOKRI_SEARCH_PREFIX: `bench-${run}`,
  }
}

interface Measured {
  readonly shape: string
  readonly requests: Figures
  readonly orders: Figures
}

async function measure(shape: string, shop: Shop): Promise<Measured> {
  say(`${shape}: logging in`)
  const tokens = await logIn(shop, callers)
  await journeys(shop, { tokens, seconds: 3 })
  const measured = []
  for (let run = 0; run < runs; run += 1) {
    measured.push(await journeys(shop, { tokens, seconds }))
    say(`${shape}: ${measured.at(-1)!.requests.perS} requests/s, ${measured.at(-1)!.orders.perS} orders/s`)
  }
  return {
    shape,
    requests: median(measured.map((each) => each.requests)),
    orders: median(measured.map((each) => each.orders)),
  }
}

/** Runs in an environment of its own, which the processes that are begun in it inherit. */
async function within<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env }
  Object.assign(process.env, env)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}

async function oneProcess(shape: string, env: Record<string, string>): Promise<Measured> {
  return within(env, async () => {
    say(`${shape}: starting`)
    await using shop = await openShop({ users: callers, connections: callers })
    return await measure(shape, shop)
  })
}

async function manyProcesses(shape: string, env: Record<string, string>) {
  const secret = {
    TOKRI_SECRET_KEY: randomBytes(32).toString('hex'),
    TOKRI_INTERNAL_SECRET: randomBytes(32).toString('hex'),
  }
  return within({ ...env, ...secret, BENCH_ONLY_DATA: '1' }, async () => {
    say(`${shape}: starting`)
    await using data = await openShop({ users: callers, connections: 1 })
    await using tokri = await openProcesses({
      copies: 2,
      env: { ...env, ...secret, TOKRI_DATABASE_URL: data.databaseUrl, TOKRI_LOG_LEVEL: 'error' },
    })
    const ports = tokri.urls.map((url) => Number(new URL(url).port))
    await using edge = await openHaproxy({ blue: ports, green: [] })
    const http = new Pool(edge.url, { connections: callers * 2, allowH2: false, connect: { ca: edge.authority } })
    const shop: Shop = { ...data, url: edge.url, http, request: requesting(http) }
    try {
      const measured = await measure(shape, shop)
      const kills = []
      for (const target of ['gateway', 'catalogue', 'orders', 'carts'])
        kills.push(
          await killed(shop, {
            tokens: await logIn(shop, 8),
            target,
            kill: () => tokri.kill(target, 1),
            start: () => tokri.start(target, 1),
          }),
        )
      return { measured, kills }
    } finally {
      await http.destroy()
    }
  })
}

const requesting =
  (http: Pool): Shop['request'] =>
  async (path, { method = 'GET', token, body, headers } = {}) => {
    const answer = await http.request({
      path,
      method: method as 'GET',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.statusCode, text: await answer.body.text() }
  }

script('haproxy', 'install')
const env = startEngines()
try {
  const one = await oneProcess('one process, embedded engines', { TOKRI_SHED_LAG_MS: '0' })
  const two = await oneProcess('one process, distributed engines', { ...env, TOKRI_SHED_LAG_MS: '0' })
  // Names of its own, since it has another database.
  const documents = new URL(env.TOKRI_DOCUMENTS_URL!)
  documents.pathname += '_many'
  const { measured: three, kills } = await manyProcesses('every service twice, behind HAProxy', {
    ...env,
    TOKRI_SHED_LAG_MS: '0',
    TOKRI_BROKER_PREFIX: `${env.TOKRI_BROKER_PREFIX}-many`,
    TOKRI_SEARCH_PREFIX: `${env.TOKRI_SEARCH_PREFIX}-many`,
    TOKRI_DOCUMENTS_URL: documents.href,
  })
  const report = { callers, seconds, runs, shapes: [one, two, three], kills }
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else {
    for (const { shape, requests, orders } of report.shapes)
      process.stdout.write(
        `${shape.padEnd(36)} ${String(requests.perS).padStart(7)} requests/s (p50 ${requests.p50Ms}, p99 ${requests.p99Ms} ms)  ${String(orders.perS).padStart(6)} orders/s (p50 ${orders.p50Ms}, p99 ${orders.p99Ms} ms)  errors ${requests.errors}\n`,
      )
    for (const { target, failed, asked, failingMs } of kills)
      process.stdout.write(
        `a copy of ${target} killed: ${failed} of ${asked} requests failed, the last ${failingMs} ms after\n`,
      )
  }
} finally {
  for (const name of engines) script(name, 'stop')
}
