import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missesOf } from './targets.ts'

test('a target is missed by what is more than it; what only one side knows, words and budgets do not count', () => {
  const target = { who: 'target', ctdMin: 30.7, rtpMin: 1.2, same: null, seconds: 10 }
  const reached = { who: 'Tokri', ctdMin: 30.7, rtpMin: 1.1, same: '10 of 10', seconds: 10.02, costPerOrder: 99 }
  assert.deepEqual(missesOf('a set', reached, target), [])
  assert.deepEqual(missesOf('a set', { ...reached, ctdMin: 30.71, rtpMin: null }, target), [
    'a set: ctdMin 30.71, target 30.7',
  ])
})
