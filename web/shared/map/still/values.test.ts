import assert from 'node:assert/strict'
import { test } from 'node:test'
import { styleValue } from './values.ts'

const asked = { zoom: 13, properties: { class: 'canal', name: 'Adi Ganga', bridge: true } }
const value = (expression: unknown) => styleValue(expression, asked)

test('what is no expression is itself', () => {
  assert.equal(value('#fff'), '#fff')
  assert.equal(value(undefined), undefined)
})

test('conditions', () => {
  assert.equal(value(['all', ['has', 'name'], ['in', ['get', 'class'], ['literal', ['river', 'canal']]]]), true)
  assert.equal(value(['all', ['has', 'name'], ['!', ['==', ['get', 'bridge'], true]]]), false)
  assert.equal(value(['==', ['get', 'tunnel'], true]), false)
  assert.equal(value(['case', ['==', ['get', 'oneway'], -1], 'back', 'on']), 'on')
  assert.equal(value(['match', ['get', 'class'], 'river', 2, ['canal', 'stream'], 1, 0.5]), 1)
  assert.equal(value(['match', ['get', 'name'], 'river', 2, 0.5]), 0.5)
})

test('sizes by zoom', () => {
  const linear = ['interpolate', ['linear'], ['zoom'], 12, 0, 14, ['match', ['get', 'class'], 'canal', 8, 4]]
  assert.equal(value(linear), 4)
  assert.equal(styleValue(linear, { ...asked, zoom: 20 }), 8)
  assert.equal(styleValue(linear, { ...asked, zoom: 3 }), 0)
  assert.equal(value(['interpolate', ['exponential', 2], ['zoom'], 12, 0, 14, 3]), 1)
})

test('an expression that is not known is told, rather than drawn wrongly', () => {
  assert.throws(() => value(['step', ['zoom'], 1]), /not known here: step/)
})
