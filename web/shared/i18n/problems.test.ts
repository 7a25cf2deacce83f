import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { describe, test } from 'node:test'
import { offerRefusals, quoteProblems } from '../../../contracts/carts.ts'
import { endReasons } from '../../../contracts/orders.ts'
import { allProblems } from '../../../contracts/problem.ts'
import { slotRefusals } from '../../../contracts/slots.ts'
import { problemsHi } from './problems-hi.ts'
import { sayProblem } from './said.ts'

const contracts = new URL('../../../contracts/', import.meta.url)
for (const file of globSync('*.ts', { cwd: contracts.pathname, exclude: ['*.test.ts'] }))
  await import(new URL(file, contracts).href)

const codes = Object.keys(allProblems())
/** Of the parts that customers and riders speak with, what only staff, operators and programs are told. */
const ofOthers = new Set([
  'request/malformed-http',
  'request/headers-too-large',
  'request/method-not-allowed',
  'request/upgrade-required',
  'request/origin-refused',
  'auth/certificate-required',
  'auth/scope',
  'users/client-not-found',
  'users/saved-filter-not-found',
  'users/too-many-saved-filters',
  'users/own-admin-role',
  'carts/bad-offer',
  'carts/offer-not-found',
  'orders/too-many-notes',
  'payments/forged-webhook',
  'payments/stale-webhook',
  'payments/credit-above-limit',
  'payments/refund-above-lines',
  'payments/refund-above-capture',
  'deliveries/rider-unknown',
  'deliveries/rider-unavailable',
  'deliveries/deposit-unknown',
  'deliveries/deposit-decided',
  'deliveries/closure-unknown',
  'deliveries/closure-off-street',
  'deliveries/closure-time',
  'deliveries/too-many-closures',
  'deliveries/closures-unavailable',
])
const parts = ['request', 'auth', 'service', 'users', 'carts', 'orders', 'payments', 'deliveries', 'photos']
const alsoMet = ['stores/not-found', 'stores/closed', 'stores/slot-not-found', 'stores/slot-bad-date']

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
    assert.deepEqual(
      Object.keys(problemsHi).filter((key) => !known.has(key)),
      [],
    )
    assert.deepEqual(
      [...ofOthers, ...alsoMet].filter((code) => !codes.includes(code)),
      [],
    )
  })

  test('there is one for each that customers and riders can meet', () => {
    const own = codes.filter((code) => parts.includes(code.split('/')[0]!) && !ofOthers.has(code))
    assert.ok(own.length > 80, `only ${own.length} codes were looked at`)
    // What a rider writes of another reason stands as it was written.
    const ends = endCodes.filter((code) => code !== 'ended/other')
    assert.deepEqual(
      [...own, ...alsoMet, ...quoteCodes, ...reasons, ...ends].filter((code) => !(code in problemsHi)),
      [],
    )
  })

  test('a refusal is said by its reason, else by its code, else not at all', () => {
    const t = said({ 'a/b': 'code', 'a/b.c': 'reason' })
    assert.equal(sayProblem(t, { code: 'a/b', details: { reason: 'c' } }), 'reason')
    assert.equal(sayProblem(t, { code: 'a/b', details: { reason: 'd' } }), 'code')
    assert.equal(sayProblem(t, { code: 'a/b' }), 'code')
    assert.equal(sayProblem(t, { code: 'a/c', details: { reason: 'c' } }), undefined)
  })
})
