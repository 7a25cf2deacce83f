import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DeliveryState, deliveryStates } from '../../../contracts/deliveries.ts'
import { type Action, carryingStates, endedStates, heldStates, step, toOrderStatus, transitions } from './states.ts'

const actions = Object.keys(transitions) as Action[]

test('each action from each state leads where the table of the house rules says', () => {
  const moved = deliveryStates.flatMap((from) =>
    actions.flatMap((action) => {
      const next = step(from, action)
      return next.kind === 'moved' ? [`${from} ${action} ${next.to}`] : []
    }),
  )
  assert.deepEqual(moved.sort(), [
    'accepted arrive at_store',
    'accepted cancel cancelled',
    'accepted decline waiting',
    'accepted pickup picked_up',
    'accepted release waiting',
    'arriving deliver delivered',
    'arriving fail failed',
    'arriving recover waiting',
    'at_store cancel cancelled',
    'at_store decline waiting',
    'at_store pickup picked_up',
    'at_store release waiting',
    'failed return returned',
    'offered accept accepted',
    'offered cancel cancelled',
    'offered decline waiting',
    'offered expire waiting',
    'offered release waiting',
    'packing cancel cancelled',
    'packing offer offered',
    'packing pack waiting',
    'picked_up arrive arriving',
    'picked_up deliver delivered',
    'picked_up fail failed',
    'picked_up recover waiting',
    'waiting cancel cancelled',
    'waiting offer offered',
  ])
})

test('whatever is tried in whatever order, goods that left the store end at a door or back in it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...actions), { maxLength: 60 }), (tries) => {
      let state: DeliveryState = 'waiting'
      let goods: 'store' | 'rider' | 'door' = 'store'
      for (const action of tries) {
        const next = step(state, action)
        if (next.kind !== 'moved') continue
        if (endedStates.includes(state)) return false
        if (action === 'pickup') goods = 'rider'
        if (action === 'deliver') goods = 'door'
        if (action === 'return' || action === 'recover') goods = 'store'
        state = next.to
        const expected =
          carryingStates.includes(state) || state === 'failed' ? 'rider' : state === 'delivered' ? 'door' : 'store'
        if (goods !== expected) return false
        if (
          (goods === 'rider') !==
          ((heldStates as readonly string[]).includes(state) && !['offered', 'accepted', 'at_store'].includes(state))
        )
          return false
      }
      return true
    }),
  )
})

test('doing the same again right away is a repeat and moves nothing', () => {
  for (const from of deliveryStates)
    for (const action of actions) {
      const next = step(from, action)
      if (next.kind !== 'moved') continue
      assert.equal(step(next.to, action).kind, action === 'arrive' && next.to === 'picked_up' ? 'moved' : 'repeated')
    }
})

test('a customer hears of an order being packed until a rider has agreed to fetch it', () => {
  assert.equal(toOrderStatus('waiting'), 'packed')
  assert.equal(toOrderStatus('offered'), 'packed')
  assert.equal(toOrderStatus('accepted'), 'assigned')
  assert.equal(toOrderStatus('at_store'), 'assigned')
  assert.equal(toOrderStatus('arriving'), 'arriving')
  for (const state of ['packing', 'offered', 'accepted', 'at_store'] as const)
    assert.equal(toOrderStatus(state, false), 'picking')
  assert.equal(toOrderStatus('cancelled', false), 'cancelled')
})
