import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { engineUrl } from '../../engines/testing.ts'
import { type Bought, buy } from '../../tests/buying.ts'
import { eventually } from '../../tests/eventually.ts'
import { openProcesses, type Processes } from '../../tests/processes.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const run = promisify(execFile)
const stream = `logs-tokri-test${randomBytes(4).toString('hex')}`

interface Line {
  readonly '@timestamp': string
  readonly message: string
  readonly labels?: Record<string, string>
  readonly [field: string]: unknown
}

async function search(body: object): Promise<{ total: number; lines: Line[] }> {
  const answer = await fetch(`${engineUrl('elasticsearch')}/${stream}/_search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ size: 500, track_total_hits: true, sort: ['@timestamp'], ...body }),
  })
  const found = (await answer.json()) as { hits?: { total: { value: number }; hits: { _source: Line }[] } }
  return { total: found.hits?.total.value ?? 0, lines: (found.hits?.hits ?? []).map((hit) => hit._source) }
}

describe('a journey, shipped by rsyslog through the shipped pipeline and template', { timeout: 300_000 }, () => {
  const groups = [
    ['gateway', 'users'],
    ['catalogue', 'carts'],
    ['orders'],
    ['stores', 'payments'],
    ['deliveries', 'notifications'],
  ]
  const files = new Map<string, WriteStream>()
  let folder: string
  let place: Processes
  let shipper: ChildProcess
  let bought: Bought

  before(async () => {
    await run(here('setup.sh'), [engineUrl('elasticsearch')])
    folder = await mkdtemp(join(tmpdir(), 'tokri-lines-'))
    place = await openProcesses({
      groups,
      env: { TOKRI_LOG_LEVEL: 'info' },
      listen(chunk, targets) {
        const name = `${targets.join('-')}.log`
        const file = files.get(name) ?? createWriteStream(join(folder, name))
        files.set(name, file)
        file.write(chunk)
      },
    })
    shipper = spawn(here('rsyslog.sh'), [join(folder, '*.log'), stream, engineUrl('elasticsearch')], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    bought = await buy(place)
  })
  after(async () => {
    if (shipper?.exitCode === null) {
      const ended = once(shipper, 'exit')
      shipper.kill('SIGTERM')
      await ended
    }
    await place?.[Symbol.asyncDispose]()
    for (const file of files.values()) file.end()
    await fetch(`${engineUrl('elasticsearch')}/_data_stream/${stream}`, { method: 'DELETE' })
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  test('one trace id tells the order’s whole path, across processes', async () => {
    const { order, traceId } = bought
    const lines = await eventually(
      'the last step is found',
      async () => {
        const found = (await search({ query: { term: { 'trace.id': traceId } } })).lines
        return found.some((each) => each['event.action'] === 'order.delivered') ? found : null
      },
      { withinMs: 60_000 },
    )
    const placing = lines.filter((each) => each['url.path'] === '/v1/orders')
    assert.deepEqual(new Set(placing.map((each) => each['service.name'])), new Set(['gateway+users', 'orders']))
    assert.ok(placing.every((each) => each['http.response.status_code'] === 201 && Number(each['event.duration']) > 0))
    const steps = lines.filter((each) => each['event.dataset'] === 'tokri.orders')
    assert.deepEqual(
      steps.map((each) => each['event.action']),
      order.history.map((each) => `order.${each.status}`),
    )
    assert.ok(steps.every((each) => each.labels?.order_id === order.id && each['service.name'] === 'orders'))
    // From a step to the request of the person who took it.
    const cause = steps.find((each) => each['event.action'] === 'order.picked_up')!.labels!.cause_trace_id!
    const deed = await search({ query: { term: { 'trace.id': cause } } })
    assert.ok(deed.lines.some((each) => String(each['url.path']).endsWith('/pickup')))
  })

  test('no line is lost, and none is refused for its fields', async () => {
    const written = async () => {
      const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
      return texts
        .join('')
        .split('\n')
        .filter((line) => line !== '')
    }
    await eventually(
      'all lines have arrived',
      async () => (await search({ size: 0 })).total === (await written()).length,
      { withinMs: 60_000 },
    )
    const { lines } = await search({ query: { term: { tags: 'unparsed' } } })
    const plain = (await written()).filter((line) => !line.startsWith('{'))
    assert.deepEqual(lines.map((each) => each.message).sort(), plain.sort())
  })

  test('what Kibana shows is there to be shown', async () => {
    const objects = (await readFile(here('kibana.ndjson'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const ids = new Set(objects.map(({ type, id }) => `${type}/${id}`))
    assert.equal(ids.size, objects.length)
    const answer = await fetch(`${engineUrl('elasticsearch')}/${stream}/_field_caps?fields=*`)
    const { fields } = (await answer.json()) as {
      fields: Record<string, { [type: string]: { aggregatable: boolean } }>
    }
    for (const { id, attributes, references } of objects) {
      for (const { type, id: to } of references) assert.ok(ids.has(`${type}/${to}`), `${id} → ${type}/${to}`)
      for (const column of attributes.columns ?? []) assert.ok(fields[column], `${id}: ${column} is a field`)
      for (const agg of attributes.visState ? JSON.parse(attributes.visState).aggs : [])
        if (agg.params.field)
          assert.ok(
            Object.values(fields[agg.params.field] ?? {}).every((each) => each.aggregatable),
            agg.params.field,
          )
      const query = JSON.parse(attributes.kibanaSavedObjectMeta?.searchSourceJSON ?? '{}').query?.query
      // KQL that is no more than Lucene's language, too.
      if (!query || /^log\.level/.test(query) || / > /.test(query)) continue
      const { total } = await search({ query: { query_string: { query: query.replace(/ : /g, ':') } } })
      assert.ok(total > 0, `${id}: ${query}`)
    }
  })
})

test('the lifecycle policy is one (the engine here has no such thing; its form is checked)', async () => {
  const { policy } = JSON.parse(await readFile(here('lifecycle-policy.json'), 'utf8'))
  const allowed: Record<string, string[]> = {
    hot: ['rollover', 'set_priority', 'forcemerge', 'shrink', 'readonly'],
    warm: ['allocate', 'forcemerge', 'migrate', 'readonly', 'set_priority', 'shrink'],
    delete: ['delete', 'wait_for_snapshot'],
  }
  for (const [name, phase] of Object.entries(policy.phases as Record<string, { min_age: string; actions: object }>)) {
    assert.match(phase.min_age, /^\d+(ms|s|m|h|d)$/)
    for (const action of Object.keys(phase.actions)) assert.ok(allowed[name]?.includes(action), `${name}.${action}`)
  }
  assert.ok(policy.phases.hot.actions.rollover && policy.phases.delete.actions.delete)
  const component = JSON.parse(await readFile(here('lifecycle-component.json'), 'utf8'))
  assert.equal(component.template.settings['index.lifecycle.name'], 'tokri-logs')
})
