import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitting } from './fitting.ts'

const commands = [
  { label: 'Live', note: 'Operations' },
  { label: 'Riders', note: 'Operations' },
  { label: 'Riders’ cash', note: 'Store' },
  { label: 'Store', note: 'Store' },
  { label: 'हिन्दी', keywords: 'Language' },
]
const found = (text: string) => fitting(commands, text).map(({ label }) => label)

test('a few letters of a word find it; letters within a word do not', () => {
  assert.deepEqual(found('ri'), ['Riders', 'Riders’ cash'])
  assert.deepEqual(found('ra'), [])
  assert.deepEqual(found('cash rid'), ['Riders’ cash'])
  assert.deepEqual(found('हि'), ['हिन्दी'])
  assert.deepEqual(found('lang'), ['हिन्दी'])
})

test('what is called so comes before what lies in a group of that name', () => {
  assert.deepEqual(found('store'), ['Store', 'Riders’ cash'])
  assert.deepEqual(
    found(''),
    commands.map(({ label }) => label),
  )
})
