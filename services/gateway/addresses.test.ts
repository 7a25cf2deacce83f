import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressList, clientKey, isPrivate } from './addresses.ts'

test('an IPv6 household counts as one, an IPv4 address as itself', () => {
  assert.equal(clientKey('203.0.113.9'), '203.0.113.9')
  assert.equal(clientKey('::ffff:203.0.113.9'), '203.0.113.9')
  assert.equal(clientKey('2001:db8:1:2:aaaa::1'), clientKey('2001:0db8:0001:0002:bbbb:cccc:dddd:eeee'))
  assert.notEqual(clientKey('2001:db8:1:2::1'), clientKey('2001:db8:1:3::1'))
  assert.equal(clientKey('fe80::1%eth0'), clientKey('fe80::2'))
  assert.equal(clientKey('::1'), '0:0:0:0::/64')
})

test('private addresses are told from public ones', () => {
  for (const address of ['127.0.0.1', '::1', '10.1.2.3', '172.31.0.1', '192.168.7.7', 'fd12::1', '::ffff:10.0.0.1'])
    assert.ok(isPrivate(address), address)
  for (const address of ['8.8.8.8', '172.32.0.1', '2001:db8::1', 'nonsense', ''])
    assert.ok(!isPrivate(address), address)
})

test('a list of networks names what is wrong in it, and an empty one holds nobody', () => {
  assert.throws(() => addressList('10.0.0.0/8, 10.0.0.0/33'), /10\.0\.0\.0\/33/)
  assert.throws(() => addressList('example.com'), /example\.com/)
  assert.ok(!addressList('')('127.0.0.1'))
  assert.ok(addressList('198.51.100.7')('198.51.100.7'))
})
