import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileFaults, importNotes, importRowReasons, offerFaults, productFaults } from '../../contracts/reasons.ts'
import { refusalsEn } from './messages/refusals-en.ts'
import { refusalsHi } from './messages/refusals-hi.ts'
import { sayReason } from './say-reason.ts'

const of = (code: string, reasons: readonly string[]) => reasons.map((reason) => `${code}.${reason}`)
const keys = new Set([
  ...of('carts/bad-offer', offerFaults),
  ...of('catalogue/bad-product', productFaults),
  ...of('catalogue/bad-file', fileFaults),
  ...Object.entries(importRowReasons).flatMap(([code, reasons]) => of(code, reasons)),
  ...of('import/note', importNotes),
])

describe('reasons of what staff are refused', () => {
  test('each has a sentence in both languages, and none is of a reason that nobody gives', () => {
    for (const table of [refusalsEn, refusalsHi]) assert.deepEqual(Object.keys(table).sort(), [...keys].sort())
  })

  test('a reason is said with what it names; without words for it nothing is', () => {
    const t = (key: string, params?: object) => (key === 'a/b.c' ? JSON.stringify(params) : key)
    assert.equal(
      sayReason(t, { code: 'a/b', details: { reason: 'c', names: ['x', 'y'], limit: 3 } }),
      '{"names":"x, y","limit":3}',
    )
    assert.equal(sayReason(t, { code: 'a/b', details: { reason: 'd' } }), undefined)
    assert.equal(sayReason(t, { code: 'a/b', details: { names: [] } }), undefined)
    assert.equal(sayReason(t, { code: 'a/b' }), undefined, 'as a row of before reasons were kept')
  })
})
