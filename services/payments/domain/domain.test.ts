import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Refund } from '../../../contracts/payments.ts'
import { accounts, balances, captured, type Posting, refundBounced, refunded, settled, walletTaken } from './books.ts'
import { type Booked, checkOrder, compareSums, type OrderMoney } from './reconcile.ts'

const [orderId, userId, riderId] = ['ord_1', 'usr_1', 'usr_2']
const sumOf = (postings: Posting[], account: (name: string) => boolean, kinds?: string[]): number =>
  postings
    .filter((posting) => !kinds || kinds.includes(posting.kind))
    .flatMap((posting) => posting.entries)
    .filter((entry) => account(entry.account))
    .reduce((sum, entry) => sum + entry.amount, 0)
const debits = (postings: Posting[], kinds: string[]) =>
  postings
    .filter((posting) => kinds.includes(posting.kind))
    .flatMap((posting) => posting.entries)
    .reduce((sum, entry) => sum + Math.max(0, entry.amount), 0)

/** What `bookedOf` reads out of the database. */
const bookedOf = (postings: Posting[], due: { packed: number; other: number }): Booked => ({
  taken: debits(postings, ['capture', 'wallet-payment']),
  refunded: debits(postings, ['refund']),
  duePacked: due.packed,
  dueOther: due.other,
  settled: debits(postings, ['settlement']),
  owed: -sumOf(postings, (name) => name === accounts.prepaid),
})

interface Life {
  readonly method: OrderMoney['method']
  readonly total: number
  readonly tip: number
  readonly short: number
  readonly support: number
  /** When the refunds are carried out. */
  readonly shortDone: 'before' | 'after' | 'not yet'
  readonly supportDone: 'before' | 'after' | 'not yet'
  readonly bounced: boolean
  readonly end: 'delivered' | 'cancelled'
}

/** The books of one order whose money went all ways that there are, and the order as orders knows it. */
function live(life: Life): { postings: Posting[]; order: OrderMoney; booked: Booked } {
  const { method, total, tip, end } = life
  const cash = method === 'cash'
  const postings: Posting[] = []
  if (!cash) postings.push(method === 'wallet' ? walletTaken(orderId, userId, total) : captured(orderId, total))
  let isSettled = false
  const give = (id: string, amount: number, cause: Refund['cause']) => {
    if (amount === 0) return
    const to = method === 'card' ? 'source' : 'wallet'
    postings.push(refunded({ id, orderId, userId, amount, to, cause, reason: '', settled: isSettled }))
    if (life.bounced && to === 'source') postings.push(refundBounced({ id, orderId, userId, amount }))
  }
  const short = life.short
  const support = cash && end === 'cancelled' ? 0 : Math.min(life.support, total - short)
  const duePacked = !cash && life.shortDone === 'not yet' ? short : 0
  // Cash can be given back once it was paid.
  const supportDone = cash && life.supportDone === 'before' ? 'after' : life.supportDone
  if (!cash && life.shortDone === 'before') give('short', short, 'packed')
  if (supportDone === 'before') give('support', support, 'support')
  if (end === 'delivered') {
    const knownRefunds = short + (supportDone === 'before' ? support : 0)
    const owed = -sumOf(postings, (name) => name === accounts.prepaid)
    const dueShort = !cash && life.shortDone !== 'before' ? short : 0
    postings.push(settled({ orderId, riderId, cash, total: cash ? total - knownRefunds : owed - dueShort, tip }))
    isSettled = true
  }
  if (!cash && life.shortDone === 'after') give('short', short, 'packed')
  if (supportDone === 'after') give('support', support, 'support')
  if (end === 'cancelled' && !cash) {
    const decided = short + support
    give('rest', total - decided, 'cancelled')
  }
  const heard = short + (supportDone === 'not yet' ? 0 : support)
  return {
    postings,
    order: { orderId, status: end, method, total, refunded: heard },
    booked: bookedOf(postings, { packed: duePacked, other: supportDone === 'not yet' ? support : 0 }),
  }
}

const when = fc.constantFrom('before' as const, 'after' as const, 'not yet' as const)
const lives = fc
  .record({
    method: fc.constantFrom('card' as const, 'wallet' as const, 'cash' as const),
    total: fc.integer({ min: 0, max: 1_000_000 }),
    tip: fc.integer({ min: 0, max: 10_000 }),
    shortPercent: fc.integer({ min: 0, max: 100 }),
    support: fc.integer({ min: 0, max: 1_000_000 }),
    shortDone: when,
    supportDone: when,
    bounced: fc.boolean(),
    end: fc.constantFrom('delivered' as const, 'cancelled' as const),
  })
  .map((any): Life => ({ ...any, short: Math.floor((any.total * any.shortPercent) / 100) }))

describe('the books', () => {
  test('every posting balances, whatever becomes of an order', () => {
    fc.assert(fc.property(lives, (life) => assert.ok(live(life).postings.every(balances))))
  })

  test('nothing is owed any more when all is done, and what was kept is earned', () => {
    fc.assert(
      fc.property(lives, (any) => {
        const life = {
          ...any,
          shortDone: any.shortDone === 'not yet' ? ('after' as const) : any.shortDone,
          supportDone: any.supportDone === 'not yet' ? ('after' as const) : any.supportDone,
        }
        const { postings, order } = live(life)
        assert.equal(sumOf(postings, (name) => name === accounts.prepaid) + 0, 0)
        const income = -sumOf(postings, (name) =>
          [accounts.sales, accounts.tips, accounts.refunds].includes(name as never),
        )
        assert.equal(income + 0, order.status === 'delivered' ? order.total - order.refunded : 0)
      }),
      { numRuns: 500 },
    )
  })

  test('what was short is no cost, though it is given back after the delivery; what support gives then is one', () => {
    const of = (cause: Refund['cause'], isSettled: boolean) =>
      refunded({ id: 'r', orderId, userId, amount: 5, to: 'source', cause, reason: '', settled: isSettled }).entries[0]!
        .account
    assert.equal(of('packed', true), accounts.prepaid)
    assert.equal(of('packed', false), accounts.prepaid)
    assert.equal(of('support', true), accounts.refunds)
    assert.equal(of('support', false), accounts.prepaid)
  })
})

describe('reconciliation', () => {
  test('finds nothing where all is right, while refunds are on their way as well', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { order, booked } = live(life)
        assert.deepEqual(checkOrder(order, booked), [])
      }),
      { numRuns: 1_000 },
    )
  })

  test('finds a paisa that is missing or too many, whatever became of the order', () => {
    fc.assert(
      fc.property(lives, fc.constantFrom(-1, 1), (life, off) => {
        const { order, booked } = live({ ...life, total: life.total + 10 })
        const wrong =
          order.method === 'cash'
            ? { ...booked, settled: booked.settled + off }
            : { ...booked, taken: booked.taken + off }
        assert.notDeepEqual(checkOrder(order, wrong), [])
      }),
    )
  })

  test('finds what was delivered and not earned, and what was earned without a delivery', () => {
    const { order, booked } = live({
      method: 'card',
      total: 100,
      tip: 0,
      short: 0,
      support: 0,
      shortDone: 'before',
      supportDone: 'before',
      bounced: false,
      end: 'delivered',
    })
    const codes = (order: OrderMoney, booked?: Booked) => checkOrder(order, booked).map((fault) => fault.code)
    assert.deepEqual(codes(order, { ...booked, settled: 0, owed: 100 }), ['ledger/not-settled'])
    assert.deepEqual(codes(order), ['ledger/paid-differs', 'ledger/not-settled'])
    assert.deepEqual(codes({ ...order, status: 'cancelled' }, booked), [
      'ledger/kept-of-cancelled',
      'ledger/settled-not-delivered',
    ])
    assert.deepEqual(codes(order, { ...booked, refunded: 101 }), ['ledger/refunded-too-much', 'ledger/paid-differs'])
  })

  test('finds what only one side knows', () => {
    const ours = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
    const theirs = new Map([
      ['a', 1],
      ['b', 3],
      ['d', 4],
    ])
    assert.deepEqual(
      compareSums('capture', ours, theirs).map((fault) => [fault.code, fault.subject]),
      [
        ['ledger/capture-differs', 'b'],
        ['ledger/capture-unknown', 'd'],
        ['ledger/capture-missing', 'c'],
      ],
    )
  })
})
