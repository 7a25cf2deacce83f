import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  accountLockout,
  codesPerPhone,
  judgeRefresh,
  networkOf,
  normaliseEmail,
  refreshGraceMs,
  takeFrom,
  waitMsAfter,
  weakness,
} from './account.ts'

test('weak passwords are named, good ones pass', () => {
  assert.match(weakness('short', null) ?? '', /8 characters/)
  assert.match(weakness('Password123', null) ?? '', /common/)
  assert.match(weakness('abababab', null) ?? '', /repeats/)
  assert.match(weakness('Asha.Rao@Example.com', 'asha.rao@example.com') ?? '', /email/)
  assert.match(weakness('asha.rao.k', 'asha.rao.k@example.com') ?? '', /email/)
  assert.equal(weakness('tokri-demo', 'admin@demo.tokri'), undefined)
  assert.equal(weakness('नमस्ते दुनिया', null), undefined)
})

test('one mailbox is one spelling', () => {
  assert.equal(normaliseEmail('Asha@Example.COM'), 'asha@example.com')
  assert.equal(normaliseEmail('ａsha@example.com'), 'asha@example.com')
})

test('the first failures are free, then waits double up to a quarter of an hour', () => {
  const waits = [1, 4, 5, 6, 7, 20, 5_000].map((failures) => waitMsAfter(failures, accountLockout))
  assert.deepEqual(waits, [0, 0, 15_000, 30_000, 60_000, 900_000, 900_000])
})

test('however codes are asked for, no window holds more than the quota and none come too soon', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 200 }), (pauses) => {
      let now = 0
      let use: Parameters<typeof takeFrom>[1]
      const taken: number[] = []
      for (const pause of pauses) {
        now += pause
        const after = takeFrom(codesPerPhone, use, now)
        if ('waitMs' in after) {
          assert.ok(after.waitMs > 0)
          continue
        }
        use = after
        taken.push(now)
        assert.ok(taken.filter((at) => at >= after.windowAt).length <= codesPerPhone.perWindow)
      }
      for (const [index, at] of taken.slice(1).entries()) assert.ok(at - taken[index]! >= codesPerPhone.pauseS * 1_000)
    }),
  )
})

test('a refresh token is rotated once, repeated for its device for ten seconds, and is a theft after that', () => {
  const fresh = { expiresAt: 1e6, usedAt: null, sameDevice: false, sessionEnd: null, sessionExpiresAt: 1e7 }
  const used = { ...fresh, usedAt: 1_000, sameDevice: true }
  assert.equal(judgeRefresh(undefined, 1_000), 'invalid')
  assert.equal(judgeRefresh(fresh, 1_000), 'rotate')
  assert.equal(judgeRefresh(fresh, 1e6), 'invalid')
  assert.equal(judgeRefresh(used, 1_000 + refreshGraceMs), 'repeat')
  assert.equal(judgeRefresh(used, 1_001 + refreshGraceMs), 'reused')
  assert.equal(judgeRefresh({ ...used, sameDevice: false }, 1_001), 'reused')
  assert.equal(judgeRefresh({ ...used, sessionEnd: 'logout' }, 1_001), 'invalid')
})

test('a household with IPv6 is one client, whichever of its addresses it uses', () => {
  const spellings = ['2001:db8:0:7::1', '2001:DB8::7:0:0:0:2', '2001:0db8:0000:0007:ffff:1:2:3']
  assert.deepEqual(new Set(spellings.map(networkOf)), new Set(['2001:db8:0:7::/64']))
  assert.notEqual(networkOf('2001:db8:0:8::1'), networkOf('2001:db8:0:7::1'))
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
})
