import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLate, underWay } from './order-filter.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const order = (id: string, status: 'picking' | 'picked_up' | 'delivered', minutes: number) => ({
  id,
  status,
  promisedAt: new Date(now + minutes * 60_000).toISOString(),
})

test('an order that waits in the store past its promise is late, though no rider has it yet', () => {
  const onMap = [order('a', 'picked_up', 4), order('b', 'picked_up', -2)]
  const listed = [order('b', 'picking', -2), order('c', 'picking', -5), order('d', 'delivered', -60)]
  const open = underWay(onMap, listed)
  assert.deepEqual(open.map(({ id }) => id).sort(), ['a', 'b', 'c'])
  assert.equal(open.filter((each) => isLate(each, now)).length, 2)
})
