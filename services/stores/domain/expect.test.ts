import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pick } from '../../../contracts/stores.ts'
import { expectedBags, paceOf, withExpected } from './expect.ts'

const nowMs = Date.parse('2026-11-30T08:00:00Z')
const at = { nowMs, stepS: 10, queueS: 20 }

const line = (picked: number | null, more: Partial<Pick['lines'][number]> = {}): Pick['lines'][number] =>
  ({ productId: 'prd_1', ordered: 2, picked, zone: 'ambient', ...more }) as Pick['lines'][number]
const pick = (lines: Pick['lines'], more: Partial<Pick> = {}): Pick => ({ state: 'picking', lines, ...more }) as Pick
const inS = (expected: Pick) => (Date.parse(expected.expectedAt!) - nowMs) / 1000

test('a pick is expected when what is left of it is done at the pace of its store', () => {
  assert.equal(inS(withExpected(pick([line(null), line(null)]), at)), 40)
  assert.equal(inS(withExpected(pick([line(2), line(null)]), at)), 20)
  assert.equal(inS(withExpected(pick([line(2), line(0)]), at)), 10)
  for (const state of ['queued', 'completed', 'cancelled'] as const)
    assert.equal(withExpected(pick([line(null)], { state }), at).expectedAt, undefined)
})

test('one that was told stays as it was told until it moves by more than a little', () => {
  const told = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString()
  const lines = Array.from({ length: 18 }, () => line(null))
  assert.equal(inS(withExpected(pick(lines, { expectedAt: told(230) }), at)), 230)
  assert.equal(inS(withExpected(pick(lines, { expectedAt: told(280) }), at)), 200)
  assert.equal(inS(withExpected(pick(lines, { expectedAt: told(-60) }), at)), 200)
})

test('an open question is waited for, and what was given up has to wait for its turn', () => {
  const expiresAt = new Date(nowMs + 90_000).toISOString()
  const asked = line(0, {
    substitute: { state: 'asked', expiresAt } as NonNullable<Pick['lines'][number]['substitute']>,
  })
  assert.equal(inS(withExpected(pick([asked]), at)), 105)
  const expectedAt = new Date(nowMs - 1_000).toISOString()
  assert.equal(inS(withExpected(pick([line(null)], { state: 'queued', expectedAt }), at)), 60)
})

test('the pace begins at the operator’s figure and becomes what the store was seen to need', () => {
  assert.equal(paceOf(90, { seconds: 0, steps: 0 }), 10)
  const seen = paceOf(90, { seconds: 450 * 4, steps: 450 })
  assert.ok(seen > 4 && seen < 5, `${seen}`)
})

test('bags are expected by temperature', () => {
  const lines = [line(null, { ordered: 11 }), line(null, { ordered: 3, zone: 'frozen' })]
  assert.deepEqual(expectedBags(pick(lines)), { ambient: 2, chilled: 0, frozen: 1 })
})
