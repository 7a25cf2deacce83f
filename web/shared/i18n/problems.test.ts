import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { describe, test } from 'node:test'
import { offerRefusals, quoteProblems } from '../../../contracts/carts.ts'
import { endReasons } from '../../../contracts/orders.ts'
import { allProblems } from '../../../contracts/problem.ts'
import { slotRefusals } from '../../../contracts/slots.ts'
import { staffProblemsHi } from '../../console/messages/problems-hi.ts'
import { problemsHi } from './problems-hi.ts'
import { sayProblem } from './said.ts'

const contracts = new URL('../../../contracts/', import.meta.url)
for (const file of globSync('*.ts', { cwd: contracts.pathname, exclude: ['*.test.ts'] }))
  await import(new URL(file, contracts).href)

// That there is one for each code: `tests/refusals.test.ts`.
const codes = [...Object.keys(allProblems()), 'roads/off-map', 'roads/no-way', 'roads/unavailable']
/** Keywords of JSON Schema. */
const fieldRules = ['required', 'minLength', 'maxLength', 'minimum', 'maximum', 'format', 'pattern'].map(
  (rule) => `field/${rule}`,
)
const quoteCodes = quoteProblems.map((code) => `quote/${code}`)
const endCodes = endReasons.map((code) => `ended/${code}`)
const reasons = [
  ...['carts/coupon-not-applicable', 'quote/coupon-not-applicable'].flatMap((code) =>
    offerRefusals.map((reason) => `${code}.${reason}`),
  ),
  ...['orders/slot-unavailable', 'quote/slot-unavailable'].flatMap((code) =>
    slotRefusals.map((reason) => `${code}.${reason}`),
  ),
]

/** A table as the pages have it: what is not in it comes back as it is. */
const said = (table: object) => (key: string) => (table as Record<string, string>)[key] ?? key

describe('refusals in Hindi', () => {
  test('each is of a code that the API has, and of a reason that it gives', () => {
    const known = new Set([
      ...codes,
      ...quoteCodes,
      ...reasons,
      ...endCodes,
      ...fieldRules,
      'quote/short-stock.sold-out',
    ])
    for (const table of [problemsHi, staffProblemsHi])
      assert.deepEqual(
        Object.keys(table).filter((key) => !known.has(key)),
        [],
      )
  })

  test('there is one for each thing in the way of a quote, each reason and each end', () => {
    // What a rider writes of another reason stands as it was written.
    const ends = endCodes.filter((code) => code !== 'ended/other')
    assert.deepEqual(
      [...quoteCodes, ...reasons, ...ends].filter((code) => !(code in problemsHi)),
      [],
    )
  })

  test('a refusal is said by its reason, else by its code, else not at all', () => {
    const t = said({ 'a/b': 'code', 'a/b.c': 'reason' })
    assert.equal(sayProblem(t, { code: 'a/b', details: { reason: 'c' } }), 'reason')
    assert.equal(sayProblem(t, { code: 'a/b', details: { reason: 'd' } }), 'code')
    assert.equal(sayProblem(t, { code: 'a/b' }), 'code')
    assert.equal(sayProblem(t, { code: 'a/c', details: { reason: 'c' } }), undefined)
    const filled = (key: string, params?: object) => (key === 'a/b' ? JSON.stringify(params) : key)
    assert.equal(
      sayProblem(filled, { code: 'a/b', detail: 'd', details: { limit: 3 } }),
      '{"detail":"d","limit":3}',
      'with what it tells of it',
    )
  })
})
