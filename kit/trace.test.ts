import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { afterEach, test } from 'node:test'
import { carriedTrace, carryTrace, currentContext, readTraceparent, runInContext, writeTraceparent } from './context.ts'
import { type Recorder, recordIn, recordWith, type Span, sample, traced } from './trace.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

interface Kept {
  name: string
  parent?: string
  failure?: string
}

function keeping(samples = true) {
  const spans: Kept[] = []
  const recorder: Recorder = {
    samples: () => samples,
    samplesJob: () => samples,
    start(_kind, name, parent): Span {
      const kept: Kept = { name, ...(parent.spanId ? { parent: parent.spanId } : {}) }
      const id = String(spans.length + 1).padStart(16, '0')
      return {
        id,
        rename: () => {},
        set: () => {},
        end(failure) {
          spans.push(failure === undefined ? kept : { ...kept, failure })
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
  recordWith(recorder)
  return spans
}
afterEach(() => recordWith(undefined))

test('work that is not recorded runs in the very context that it was called in', async () => {
  const context = { traceId }
  const seen = await runInContext(context, () => traced('internal', 'work', undefined, async () => currentContext()))
  assert.equal(seen, context)
  keeping()
  assert.equal(
    await runInContext(context, () => traced('internal', 'work', undefined, async () => currentContext())),
    context,
  )
})

test('spans hang below each other, and tell a failure by its code', async () => {
  const spans = keeping()
  const failing = recordIn({ traceId, spanId, sampled: true }, 'consumer', 'order.placed', () =>
    traced('client', 'stores.reserve', undefined, async () => {
      throw Object.assign(new Error('asha@example.com'), { code: 'stores/closed' })
    }),
  )
  await assert.rejects(failing)
  assert.deepEqual(
    spans.map(({ name, failure }) => [name, failure]),
    [
      ['stores.reserve', 'stores/closed'],
      ['order.placed', 'stores/closed'],
    ],
  )
  assert.equal(spans[1]!.parent, spanId)
})

test('a trace goes from process to process whole where it is recorded, and as its id where not', () => {
  const recorded = runInContext({ traceId, spanId, sampled: true }, () => ({
    carried: carryTrace(),
    header: writeTraceparent(),
  }))
  assert.equal(recorded.carried, `00-${traceId}-${spanId}-01`)
  assert.equal(recorded.header, recorded.carried)
  assert.deepEqual(carriedTrace(recorded.carried), { traceId, spanId, sampled: true })
  const plain = runInContext({ traceId }, () => ({ carried: carryTrace(), header: writeTraceparent() }))
  assert.equal(plain.carried, traceId)
  assert.match(plain.header, new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`))
  // Envelopes from before traces were recorded.
  assert.deepEqual(carriedTrace(traceId), { traceId })
  assert.match(carriedTrace(undefined).traceId, /^[0-9a-f]{32}$/)
  for (const bad of [
    '',
    'x',
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `ff-${traceId}-${spanId}-01`,
  ])
    assert.equal(readTraceparent(bad), undefined)
})

test('strangers do not decide what is recorded, neighbours do', () => {
  keeping(false)
  const wished = { traceId, spanId, sampled: true }
  assert.deepEqual(sample(wished, false), { traceId })
  assert.deepEqual(sample(wished, true), wished)
  keeping(true)
  assert.deepEqual(sample({ traceId }, false), { traceId, sampled: true })
})

test('OpenTelemetry is loaded by one file, and that one only where there is a collector', async () => {
  const folders = ['kit', 'engines', 'services', 'bin']
  const importers: string[] = []
  for (const folder of folders)
    for (const name of await readdir(new URL(`../${folder}/`, import.meta.url), { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
      const text = await readFile(new URL(`../${folder}/${name}`, import.meta.url), 'utf8')
      if (/from '@opentelemetry|import\('@opentelemetry/.test(text)) importers.push(`${folder}/${name}`)
      assert.doesNotMatch(text, /from '[^']*trace-export\.ts'/, name)
    }
  assert.deepEqual(importers, ['kit/trace-export.ts'])
})
