/**
 * npm run bench:events [-- --broker kafka://127.0.0.1:19092 --broker amqp://… --json --seconds N --rate N --runs N]
 *
 * Event lag, from the commit that publishes to the commit of the effect, at a steady rate; and how many events a second go
 * all the way when they come as fast as they can. Four services hear every event, each with its inbox and an effect of its
 * own, on one durable PostgreSQL (fsync on) that the run starts. The log in PostgreSQL is measured in the same run, in turn
 * with each broker named.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openSql } from '../engines/sql/index.ts'
import { openPool } from '../kit/sql.ts'
import { type Events, openEvents } from './events/events.ts'

const { values } = parseArgs({
  options: {
    broker: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    burst: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '3' },
  },
})
const [seconds, rate, burst, runs] = [values.seconds, values.rate, values.burst, values.runs].map(Number) as [
  number,
  number,
  number,
  number,
]

interface Figures {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly perS: number
}

const home = await mkdtemp(join(tmpdir(), 'tokri-bench-'))
const figures = new Map<string, Figures[]>()
try {
  await using server = await openSql({ home, variable: 'TOKRI_DATABASE_URL' })
  const sql = openPool(server.options, 30)
  try {
    for (let run = 0; run < runs; run += 1)
      for (const url of [undefined, ...values.broker]) {
        const name = url === undefined ? 'postgres' : url.slice(0, url.indexOf(':'))
        await using events = await openEvents({ url, sql, address: server.options, prefix: `bench-${Date.now()}` })
        await paced(events, rate, 2)
        const lags = (await paced(events, rate, seconds)).sort((a, b) => a - b)
        const perS = await flooded(events, burst)
        const at = (share: number) => Math.round(lags[Math.floor(lags.length * share)]! * 10) / 10
        const one = { p50Ms: at(0.5), p99Ms: at(0.99), perS: Math.round(perS) }
        figures.set(name, [...(figures.get(name) ?? []), one])
        if (!values.json) process.stdout.write(`${line(name, one)}\n`)
      }
  } finally {
    await sql.end({ timeout: 2 })
  }
} finally {
  await rm(home, { recursive: true, force: true })
}
const report = Object.fromEntries(
  [...figures].map(([name, all]) => [name, all.sort((a, b) => a.p99Ms - b.p99Ms)[Math.floor(all.length / 2)]!]),
)
if (values.json) process.stdout.write(`${JSON.stringify({ rate, seconds, burst, runs, ...report })}\n`)
else {
  process.stdout.write(`median of ${runs} by p99:\n`)
  for (const [name, one] of Object.entries(report)) process.stdout.write(`${line(name, one)}\n`)
}

function line(name: string, { p50Ms, p99Ms, perS }: Figures): string {
  return `${name.padEnd(10)} lag at ${rate}/s  p50 ${p50Ms} ms  p99 ${p99Ms} ms   throughput ${perS} events/s to each of 4`
}

/** Publishes at a rate, whether the answers keep up or not. @returns the lags, ms */
async function paced(events: Events, perS: number, forSeconds: number): Promise<number[]> {
  const startedAt = performance.now()
  const publishing: Promise<void>[] = []
  for (let sent = 0; sent < perS * forSeconds; sent += 1) {
    const dueAt = startedAt + (sent * 1_000) / perS
    const waitMs = dueAt - performance.now()
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs))
    publishing.push(events.publish(1))
  }
  await Promise.all(publishing)
  return events.drained()
}

/** Publishes as fast as eight callers can, ten to a commit, and waits until all is applied. @returns events a second */
async function flooded(events: Events, count: number): Promise<number> {
  const startedAt = performance.now()
  let left = count
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (left > 0) {
        left -= 10
        await events.publish(10)
      }
    }),
  )
  await events.drained()
  return (count * 1_000) / (performance.now() - startedAt)
}
