import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { engineUrl } from '../../engines/testing.ts'
import { expect } from '../../tests/api.ts'
import { buy } from '../../tests/buying.ts'
import { eventually } from '../../tests/eventually.ts'
import { openProcesses, type Processes } from '../../tests/processes.ts'
import { dashboards } from './make.ts'

const run = promisify(execFile)
const prometheusDir = fileURLToPath(new URL('../prometheus/', import.meta.url))
const variable = (name: string): string => {
  const value = process.env[name]
  assert.ok(value, `${name} is not set: eval "$(deploy/engines/prometheus.sh start)", or npm run test:engines`)
  return value
}

interface Series {
  readonly metric: Record<string, string>
  readonly value: [number, string]
}

async function ask(expr: string): Promise<Series[]> {
  const answer = await fetch(`${engineUrl('prometheus')}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expr }),
  })
  const { status, data, error } = (await answer.json()) as {
    status: string
    data: { result: Series[] }
    error?: string
  }
  assert.equal(status, 'success', `${expr}: ${error}`)
  return data.result
}

/** Numbers: what has no number (0/0) is not shown either. */
const hasData = async (expr: string): Promise<boolean> =>
  (await ask(expr)).some(({ value }) => Number.isFinite(Number(value[1])))

/** As Grafana fills them in, with everything chosen. */
const filled = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replaceAll('"$target"', '".*"')

describe('a journey, seen by a real Prometheus', { timeout: 300_000 }, () => {
  let place: Processes
  let file: string
  const groups = [
    ['gateway'],
    ['users', 'catalogue', 'carts'],
    ['orders'],
    ['stores', 'payments'],
    ['deliveries', 'notifications'],
  ]

  before(async () => {
    place = await openProcesses({ groups })
    const found = groups.map((targets) => ({
      targets: [new URL(targets[0] === 'gateway' ? place.url : place.addressesOf(targets[0]!)[0]!).host],
      labels: { target: targets.join('+') },
    }))
    // In one go: Prometheus reads the folder whenever something changes in it.
    file = join(variable('TOKRI_TEST_PROMETHEUS_TARGETS'), `${randomUUID()}.json`)
    await writeFile(`${file}.new`, JSON.stringify(found))
    await rename(`${file}.new`, file)
    await eventually(
      'Prometheus has scraped every process',
      async () => (await ask('up{job="tokri"} == 1')).length >= groups.length,
      { withinMs: 40_000 },
    )
    const { shop } = await buy(place)
    // Stock that is not there, a token that is not ours, and a list that is asked for twice.
    const { send } = place
    const [rare] = await shop.stocked([{}], 0)
    const customer = await shop.customer()
    await send('PUT', `/v1/cart/items/${rare!.id}`, { token: customer.token, body: { quantity: 1 } })
    assert.equal((await send('GET', '/v1/cart', { token: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln' })).status, 401)
    for (let times = 0; times < 2; times += 1) expect(await send('GET', `/v1/products?store=${shop.storeId}`), 200)
    await buy(place, shop)
  })
  after(async () => {
    if (file) await rm(file, { force: true })
    await place?.[Symbol.asyncDispose]()
  })

  for (const dashboard of dashboards)
    for (const row of dashboard.rows)
      for (const panel of row.panels)
        for (const { expr } of panel.queries)
          test(`${dashboard.title}, ${panel.title}: ${expr}`, async () => {
            await eventually(`data for ${filled(expr)}`, () => hasData(filled(expr)), { withinMs: 60_000 })
          })

  test('every metric that alerts and records speak of exists', async () => {
    const known = new Set<string>()
    for (const url of [place.url, ...groups.slice(1).map(([target]) => place.addressesOf(target!)[0]!)])
      for (const [, name] of (await (await fetch(`${url}/metrics`)).text()).matchAll(/^# TYPE (\S+)/gm))
        known.add(name!)
    const rules = (
      await Promise.all(
        ['recording.yml', 'alerts.yml'].map((name) => readFile(join(prometheusDir, 'rules', name), 'utf8')),
      )
    ).join('\n')
    const records = new Set([...rules.matchAll(/- record: (\S+)/g)].map(([, name]) => name!))
    const exprs = rules.replace(/^\s*(summary|description|runbook|- name|- record): .*$/gm, '')
    const used = new Set(
      [...exprs.matchAll(/\b(?:tokri:[a-z0-9_:]+|(?:tokri|nodejs|process)_[a-z0-9_]+)\b/g)].map(([name]) => name),
    )
    assert.ok(used.size > 20)
    for (const name of used) {
      const family = name.replace(/_(bucket|count|sum)$/, '')
      assert.ok(records.has(name) || known.has(name) || known.has(family), `${name} is in a rule and nowhere else`)
    }
  })

  test('labels are few, and none of them is about a person', async () => {
    const series = await ask('count by (__name__) ({job="tokri",__name__=~"tokri_.*"})')
    const most = series
      .map(({ metric, value }) => [metric.__name__, Number(value[1])] as const)
      .sort((a, b) => b[1] - a[1])
    const routes = (await ask('count(count by (route) (tokri_http_request_duration_seconds_count))'))[0]!.value[1]
    assert.ok(Number(routes) < 150, `${routes} routes`)
    assert.ok(most[0]![1] < 10_000, `${most[0]}`)
    const all = JSON.stringify(await ask('{job="tokri",__name__=~"tokri_.*"}'))
    assert.doesNotMatch(all, /@example\.com|usr_|ord_|eyJ|\+91/)
  })
})

test('the files of the dashboards are what their sources make', async () => {
  const { fileOf, textOf } = await import('./make.ts')
  for (const each of dashboards)
    assert.equal(await readFile(fileOf(each), 'utf8'), textOf(each), `node deploy/grafana/make.ts (${each.uid})`)
})

test('promtool takes the configuration and the rules, and the rules do what their tests say', async () => {
  const promtool = variable('TOKRI_TEST_PROMTOOL')
  await run(promtool, ['check', 'config', join(prometheusDir, 'prometheus.yml')])
  // Debian leaves the discovery of Kubernetes out of its build: the rest of the file is checked without it.
  const inCluster = await readFile(join(prometheusDir, 'kubernetes.yml'), 'utf8')
  const without = inCluster.replace(/kubernetes_sd_configs:\n\s+- role: pod/, "static_configs: [{ targets: ['a:1'] }]")
  assert.notEqual(without, inCluster)
  const copy = join(prometheusDir, `.checked-${randomUUID()}.yml`)
  await writeFile(copy, without)
  try {
    await run(promtool, ['check', 'config', copy])
  } finally {
    await rm(copy)
  }
  const tests = (await readdir(join(prometheusDir, 'tests'))).map((name) => join(prometheusDir, 'tests', name))
  assert.ok(tests.length >= 2)
  await run(promtool, ['test', 'rules', ...tests])
})

test('each alert has a page in the runbook', async () => {
  const alerts = await readFile(join(prometheusDir, 'rules', 'alerts.yml'), 'utf8')
  const runbook = await readFile(new URL('../../docs/operations/alerts.md', import.meta.url), 'utf8')
  const names = [...alerts.matchAll(/- alert: (\S+)/g)].map(([, name]) => name!)
  assert.ok(names.length > 30)
  for (const name of names)
    assert.match(runbook, new RegExp(`^### ${name}$`, 'm'), `docs/operations/alerts.md lacks ${name}`)
})
