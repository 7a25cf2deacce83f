import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PickLine, PickTask } from '../../../api-client/picking.ts'
import { applied, scanned } from './apply.ts'
import { answersOf, askedLines } from './question.ts'

const line = (productId: string, more: Partial<PickLine> = {}): PickLine => ({
  productId,
  name: productId,
  pack: '1 kg',
  image: '',
  bin: null,
  price: { amount: 5_000, currency: 'INR' },
  ordered: 2,
  picked: null,
  barcodes: [`400${productId.padStart(10, '0')}`],
  ...more,
})
const pick = (...lines: PickLine[]): PickTask => ({
  id: 'pck',
  orderId: 'ord',
  number: 'A1',
  storeId: 'sto',
  state: 'picking',
  pickerId: 'usr',
  promisedAt: '2026-11-22T10:00:00.000Z',
  queuedAt: '2026-11-22T09:50:00.000Z',
  startedAt: null,
  completedAt: null,
  substitutions: 'allow',
  bags: null,
  lines,
})

test('a code of another order is wrong; one that is complete is enough', () => {
  const task = pick(line('1'), line('2', { picked: 2 }))
  assert.equal(scanned(task, task.lines[0], '999').kind, 'wrong')
  assert.equal(scanned(task, task.lines[0], '4000000000002').kind, 'enough')
  assert.deepEqual(scanned(task, task.lines[1], '4000000000001'), { kind: 'line', line: task.lines[0] })
})

test('a UPC-A code and its EAN-13 are the same', () => {
  const task = pick(line('1', { barcodes: ['012345678905'] }))
  assert.equal(scanned(task, undefined, '0012345678905').kind, 'line')
  assert.equal(scanned(task, undefined, '12345678905').kind, 'line')
})

test('what is shown while the net is away: short, put in, taken out, undone', () => {
  const by = {
    ...line('9'),
    price: { amount: 9_000, currency: 'INR' as const },
    onHand: 3,
    reserved: 0,
    available: 3,
    brand: '',
  }
  const deeds = [
    { kind: 'line', body: { productId: '1', picked: 1, reason: 'damaged' } },
    { kind: 'substitute', body: { productId: '1', byProductId: '9', quantity: 1 }, by },
  ] as const
  const short = deeds.reduce(applied, pick(line('1')))
  assert.equal(short.lines[0]?.shortReason, 'damaged')
  // Never dearer than what was ordered.
  assert.equal(short.lines[0]?.substitute?.price.amount, 5_000)
  const undone = (
    [
      { kind: 'withdraw', body: { productId: '1' } },
      { kind: 'line', body: { productId: '1', picked: null } },
    ] as const
  ).reduce(applied, short)
  assert.deepEqual(undone.lines[0], line('1'))
})

test('where the customer wants to be asked, what is put in is a question, until it is answered', () => {
  const by = { ...line('9'), onHand: 3, reserved: 0, available: 3, brand: '' }
  const ask = { kind: 'substitute', body: { productId: '1', byProductId: '9', quantity: 1 }, by } as const
  const short = pick(line('1', { picked: 1, substitution: 'ask', answer: 'refused' }), line('2'))
  const asked = applied(short, ask)
  assert.deepEqual([asked.lines[0]?.substitute?.state, asked.lines[0]?.answer], ['asked', undefined])
  assert.deepEqual(askedLines(asked), [asked.lines[0]])
  // Neither the same picture again nor a question that the picker took back is an answer.
  assert.deepEqual(answersOf(asked, asked), [])
  assert.deepEqual(answersOf(asked, applied(asked, { kind: 'withdraw', body: { productId: '1' } })), [])
  const said = (more: Partial<PickLine>) => answersOf(asked, pick(line('1', more)))[0]
  const put = asked.lines[0]!.substitute!
  assert.equal(said({ substitute: { ...put, state: 'approved' } })?.said, 'approved')
  assert.deepEqual([said({ answer: 'expired' })?.said, said({ answer: 'expired' })?.name], ['expired', '9'])
})
