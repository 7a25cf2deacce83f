import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readKafkaAddress, showKafka } from './address.ts'

const read = (url: string) => readKafkaAddress(url, 'TOKRI_BROKER_URL')

test('hosts, ports and logins are read', () => {
  assert.deepEqual(read('kafka://a:1,b,[::1]:3'), {
    bootstrapBrokers: [
      { host: 'a', port: 1 },
      { host: 'b', port: 9092 },
      { host: '::1', port: 3 },
    ],
  })
  assert.deepEqual(read('kafka+ssl://me:p%40ss@a:1'), {
    bootstrapBrokers: [{ host: 'a', port: 1 }],
    tls: {},
    sasl: { mechanism: 'PLAIN', username: 'me', password: 'p@ss' },
  })
  assert.equal(read('kafka://me:secret@a').sasl?.mechanism, 'SCRAM-SHA-512')
  assert.equal(read('kafka://me:secret@a/?tls=true&mechanism=SCRAM-SHA-256').sasl?.mechanism, 'SCRAM-SHA-256')
  assert.deepEqual(read('kafka://a?tls=true').tls, {})
  assert.equal(showKafka(read('kafka+ssl://me:secret@a:1,b:2')), 'a:1, b:2')
})

test('what is wrong is said, with the variable and without the password', () => {
  const wrong: [url: string, why: RegExp][] = [
    ['kafka://', /form/],
    ['kafka://a:1,', /host:port/],
    ['kafka://a:99999', /host:port/],
    ['kafka://me@a', /no password/],
    ['kafka://me:secret@a?mechanism=magic', /mechanism of plain/],
    ['kafka://me:sec%ret@a', /percent-encoded/],
    ['kafka://a?acks=0', /option acks/],
    ['kafka://a?tls=yes', /tls=true or tls=false/],
    ['kafka://a?ca=/x', /no TLS/],
    ['kafka+ssl://me:secret@a?ca=/does/not/exist', /cannot be read: \/does\/not\/exist/],
  ]
  for (const [url, why] of wrong)
    assert.throws(
      () => read(url),
      (error: Error) => {
        assert.equal(error.name, 'ConfigError')
        assert.match(error.message, /^TOKRI_BROKER_URL /)
        assert.match(error.message, why)
        assert.doesNotMatch(error.message, /secret|sec%ret/)
        return true
      },
    )
})
