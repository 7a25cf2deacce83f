import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInContext } from './context.ts'
import { errorText, logOf, openLog } from './log.ts'
import { scrub } from './scrub.ts'

function listening() {
  const lines: Record<string, unknown>[] = []
  const texts: string[] = []
  const log = openLog({
    level: 'trace',
    service: 'tokri',
    destination: {
      write(line) {
        texts.push(line)
        lines.push(JSON.parse(line))
      },
    },
  })
  return { log, lines, texts }
}

test('a line is in the Elastic Common Schema: fields of ours are labels, each name comes once', () => {
  const { log, lines, texts } = listening()
  const context = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true }
  runInContext(context, () =>
    logOf(logOf(log, 'stores'), 'orders').info({ orderId: 'ord_1', count: 3, event: 'order.placed' }, 'moved'),
  )
  const [line] = lines
  assert.equal(line!['service.name'], 'orders')
  assert.equal(texts[0]!.match(/"service\.name"/g)!.length, 1)
  assert.equal(line!['trace.id'], context.traceId)
  assert.equal(line!['span.id'], context.spanId)
  assert.equal(line!['log.level'], 'info')
  assert.equal(line!.message, 'moved')
  assert.deepEqual(line!.labels, { order_id: 'ord_1', count: '3', event: 'order.placed' })
  assert.ok(!('event' in line!), 'ECS has an object of that name')
})

test('objects that nobody has looked at stay out, and so do secrets by their names', () => {
  const { log, texts } = listening()
  log.warn(
    { row: { phone: '+919812345678' }, password: 'hunter22', token: 'abc', code: '123456', email: 'a@b.example' },
    'careless',
  )
  assert.doesNotMatch(texts.join(), /98123|hunter22|"abc"|123456|a@b/)
})

test('an error keeps what helps and loses what it quotes, down to its causes', () => {
  const { log, lines, texts } = listening()
  const cause = Object.assign(new Error('invalid input syntax for type integer: "4111 somebody"'), {
    name: 'PostgresError',
    code: '22P02',
    detail: 'Failing row contains (somebody)',
    parameters: ['somebody'],
  })
  log.error({ error: new Error('writing to asha@example.com with Bearer abcdef123456 failed', { cause }) }, 'failed')
  const { error } = lines[0] as { error: { message: string; type: string; stack_trace: string } }
  assert.equal(error.message, 'writing to [hidden] with Bearer [hidden] failed')
  assert.match(error.stack_trace, /Caused by: PostgresError: invalid input syntax for type integer: "\[hidden\]"/)
  assert.match(error.stack_trace, /log\.test\.ts/)
  assert.doesNotMatch(texts.join(), /somebody|asha|abcdef/)
  try {
    JSON.parse('{"password":"hunter22" oops')
  } catch (syntax) {
    assert.doesNotMatch(errorText(syntax), /hunter/)
  }
})

test('secrets and people are struck out of texts, ids and figures are not', () => {
  const hidden = [
    'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3IifQ.c2lnbmF0dXJl',
    'sk_test_abcdefghij',
    'postgres://tokri:secret@db:5432/tokri',
    'asha.rao+x@mail.example.com',
    '+91 98123 45678',
    '9812345678',
    '4000 0566 5566 5556',
  ]
  for (const each of hidden) assert.match(scrub(`before ${each} after`), /^before .*\[hidden\].* after$/, each)
  const plain = [
    'ord_0198f3b2c4d57a1e9b3c',
    '/v1/orders/ord_0198f3b2c4d57a1e9b3c',
    '2026-11-22T12:00:00.000Z',
    '127.0.0.1:19200',
    'waited 1500 ms',
  ]
  for (const each of plain) assert.equal(scrub(each), each)
})
