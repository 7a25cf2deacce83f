import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at } from './testing/grid.ts'
import { pack, recall, riderAt, stateOf, useStage } from './testing/stage.ts'

useStage()

describe('calling a delivery back', () => {
  test('while the rider is on the way to the store: nobody can pick it up any more', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    await rider.do(task, 'accept')
    assert.deepEqual(await recall(orderId), { kind: 'recalled' })
    assert.deepEqual(await recall(orderId), { kind: 'recalled' }, 'again gives the same answer')
    assert.notEqual((await rider.do(task, 'pickup')).status, 200)
    assert.equal((await stateOf(orderId))!.state, 'cancelled')
  })

  test('with the goods on the road it stays there', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    for (const deed of ['accept', 'arrive', 'pickup'] as const) await rider.do(task, deed)
    assert.deepEqual(await recall(orderId), { kind: 'on_the_road' })
    assert.equal((await stateOf(orderId))!.state, 'picked_up')
  })

  test('an order without a delivery has none to call back', async () => {
    assert.deepEqual(await recall(`ord_${'0'.repeat(32)}`), { kind: 'none' })
  })
})
