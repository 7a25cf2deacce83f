import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, choice, decimal, integer, readConfig, secret, text, url, urls } from './config.ts'

const variables = {
  port: integer('T_PORT', { default: 8080, max: 65_535, help: 'Port.' }),
  rate: decimal('T_RATE', { default: 1, min: 0.1, max: 10, help: 'Rate.' }),
  mode: choice('T_MODE', { of: ['calm', 'busy'], default: 'calm', help: 'Mode.' }),
  name: text('T_NAME', { default: 'Tokri', help: 'Name.' }),
  key: secret('T_KEY', { help: 'Key.' }),
  database: url('T_DATABASE', { secret: true, help: 'Database.' }),
  copies: urls('T_COPIES', { help: 'Copies.' }),
  pin: { ...integer('T_PIN', { default: 0, max: 9_999, help: 'Pin.' }), secret: true },
}

const faultsOf = (env: Record<string, string>): string => {
  try {
    readConfig(variables, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  return ''
}

test('without an environment everything has its default, and empty is as good as absent', () => {
  const config = readConfig(variables, { T_PORT: '', T_MODE: '' })
  assert.deepEqual(
    { ...config },
    { port: 8080, rate: 1, mode: 'calm', name: 'Tokri', key: undefined, database: undefined, copies: [], pin: 0 },
  )
  assert.ok(Object.isFrozen(config))
})

test('values become what they are', () => {
  const config = readConfig(variables, {
    T_PORT: '0',
    T_RATE: '2.5',
    T_MODE: 'busy',
    T_COPIES: 'http://a:1/, http://b:2',
  })
  assert.equal(config.port, 0)
  assert.equal(config.rate, 2.5)
  assert.equal(config.mode, 'busy')
  assert.deepEqual(config.copies, ['http://a:1', 'http://b:2'])
})

test('all faults are told at once, each with its variable', () => {
  const faults = faultsOf({
    T_PORT: '70000',
    T_RATE: 'fast',
    T_MODE: 'idle',
    T_DATABASE: 'nowhere',
    T_COPIES: 'http://a,b',
  })
  assert.equal(faults.split('\n').length, 5)
  for (const name of ['T_PORT', 'T_RATE', 'T_MODE', 'T_DATABASE', 'T_COPIES'])
    assert.match(faults, new RegExp(`^${name} `, 'm'))
  assert.match(faults, /T_MODE must be one of calm, busy, but is "idle"/)
})

for (const wrong of ['-1', '1.5', '1e9', 'NaN', ' ', '\t', 'eighty'])
  test(`"${wrong}" is not a port`, () => assert.match(faultsOf({ T_PORT: wrong }), /T_PORT must be a whole number/))

for (const wrong of [' ', '', '0.01', 'Infinity'].filter(Boolean))
  test(`"${wrong}" is not a rate`, () => assert.match(faultsOf({ T_RATE: wrong }), /T_RATE must be a number/))

test('what is secret is never in a message', () => {
  const faults = faultsOf({ T_DATABASE: 'postgres//user:hunter2@host', T_PIN: 'hunter2' })
  assert.match(faults, /T_DATABASE/)
  assert.match(faults, /T_PIN/)
  assert.doesNotMatch(faults, /hunter2/)
})
