/**
 * npm run bench:watching [-- --json]
 *
 * What tracing and logging cost in a tight loop: `traced` around nothing against nothing around nothing, and a line of the
 * log. Nanoseconds, the median of runs.
 */
import { parseArgs } from 'node:util'
import { runInContext } from '../kit/context.ts'
import { openLog } from '../kit/log.ts'
import { recordWith, traced } from '../kit/trace.ts'
import { openRecorder } from '../kit/trace-export.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const runs = 9
const context = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }
const work = async () => 1

async function medianNs(times: number, one: () => unknown): Promise<number> {
  const each: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const began = process.hrtime.bigint()
    for (let index = 0; index < times; index += 1) await one()
    each.push(Number(process.hrtime.bigint() - began) / times)
  }
  return Math.round(each.sort((a, b) => a - b)[Math.floor(runs / 2)]!)
}

async function bytesEach(times: number, one: () => unknown): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < times; index += 1) await one()
  return Math.max(0, Math.round((process.memoryUsage().heapUsed - before) / times))
}

const plain = () => work()
const wrapped = () => traced('internal', 'work', undefined, work)
const calls = 200_000

const figures: Record<string, number> = {}
await runInContext(context, async () => {
  figures['without, ns'] = await medianNs(calls, plain)
  figures['off, ns'] = await medianNs(calls, wrapped)
  figures['without, bytes'] = await bytesEach(20_000, plain)
  figures['off, bytes'] = await bytesEach(20_000, wrapped)
})
const sink = { write: () => {} }
const silent = openLog({ level: 'silent', service: 'bench' })
const recorder = openRecorder({
  url: 'http://127.0.0.1:1',
  ratio: 1,
  jobsRatio: 1,
  service: 'bench',
  version: '0',
  environment: 'test',
  log: silent,
})
recordWith(recorder)
await runInContext(context, async () => {
  figures['on, trace not recorded, ns'] = await medianNs(calls, wrapped)
})
await runInContext({ ...context, spanId: '00f067aa0ba902b7', sampled: true }, async () => {
  figures['on, recorded, ns'] = await medianNs(20_000, wrapped)
})
recordWith(undefined)

const line = {
  'event.dataset': 'tokri.http',
  'event.duration': 1_000_000,
  'http.request.method': 'GET',
  'http.response.status_code': 200,
  'url.path': '/v1/cart',
  route: '/v1/cart',
}
const info = openLog({ level: 'info', service: 'bench', destination: sink })
const warn = openLog({ level: 'warn', service: 'bench', destination: sink })
await runInContext(context, async () => {
  figures['a line at info, ns'] = await medianNs(100_000, () => info.info(line, 'answered'))
  figures['a line below the level, ns'] = await medianNs(
    calls,
    () => warn.isLevelEnabled('info') && warn.info(line, 'answered'),
  )
})

if (values.json) console.log(JSON.stringify(figures))
else for (const [what, figure] of Object.entries(figures)) console.log(`${what.padEnd(32)} ${figure}`)
process.exit(0)
