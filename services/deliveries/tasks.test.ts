import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { DeliveryState } from '../../contracts/deliveries.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { money } from '../../contracts/money.ts'
import { pastDeadlocks } from '../../kit/sql.ts'
import { step } from './domain/states.ts'
import { at } from './testing/grid.ts'
import { carry, listen, pack, riderAt, seen, stateOf, told, track, until, useStage, world } from './testing/stage.ts'

useStage()

describe('an order on its way', () => {
  test('is offered, fetched, carried and handed over against the door code, and everybody is told', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const heard: LiveMessage[] = []
    using _ = listen(topics.order(orderId), heard)

    const offer = await rider.task(orderId)
    assert.equal(offer.store.name, 'Lake Road')
    assert.equal(offer.dropOff.line1, '', 'the door is not shown before the rider has accepted')
    assert.equal(offer.dropOff.phone, undefined)
    assert.ok(offer.offerExpiresAt)
    // About six blocks of 211 m by street.
    assert.ok(offer.distanceM > 1_100 && offer.distanceM < 1_500, `${offer.distanceM} m`)
    assert.equal(offer.pay.amount, 2_000 + Math.ceil(offer.distanceM * 0.8))
    assert.equal((await track(orderId)).rider, undefined, 'a rider who was only asked is not shown')

    const accepted = await rider.do(offer, 'accept')
    assert.equal(accepted.status, 200)
    assert.equal(accepted.body.state, 'accepted')
    const assigned = (await told('delivery.assigned', orderId)).data as {
      riderId: string
      riderName: string
      etaAt: string
    }
    assert.equal(assigned.riderId, rider.id)
    assert.equal(assigned.riderName, 'Asha Das')
    assert.ok(Date.parse(assigned.etaAt) > world.clock.now())
    const [mine] = await rider.tasks()
    assert.equal(mine!.dropOff.line1, '12 Cross Road')

    const shown = await track(orderId)
    assert.equal(shown.status, 'assigned')
    assert.deepEqual(shown.rider, { name: 'Asha', vehicle: 'scooter' })
    assert.deepEqual(shown.position?.point, at(4, 5))
    assert.ok(shown.route!.length > 3, 'the way follows the streets')

    assert.equal((await rider.do(offer, 'arrive')).body.state, 'at_store')
    assert.equal((await rider.do(offer, 'pickup')).body.state, 'picked_up')
    await told('delivery.picked_up', orderId)

    world.clock.advance(60_000)
    await rider.tell(at(6, 5))
    const underWay = await track(orderId)
    assert.equal(underWay.status, 'picked_up')
    world.clock.advance(60_000)
    await rider.tell(at(8, 6))
    const nearer = await track(orderId)
    assert.ok(nearer.sequence > underWay.sequence)
    assert.ok(nearer.route!.length < underWay.route!.length)
    assert.equal((await stateOf(orderId))!.state, 'picked_up')
    world.clock.advance(60_000)
    await rider.tell(at(8, 7.6))
    await told('delivery.arriving', orderId)
    assert.equal((await track(orderId)).status, 'arriving')

    const done = await rider.do(offer, 'deliver', { code: '4711' })
    assert.equal(done.status, 200)
    assert.equal(done.body.state, 'delivered')
    await told('delivery.delivered', orderId)
    const after = await track(orderId)
    assert.equal(after.status, 'delivered')
    assert.equal(after.position, undefined, 'the rider is nobody’s business any more')
    assert.deepEqual(await rider.tasks(), [])

    const names = seen.filter((each) => each.key === orderId).map((each) => each.name)
    assert.deepEqual(names, ['delivery.assigned', 'delivery.picked_up', 'delivery.arriving', 'delivery.delivered'])
    const sequences = heard.flatMap((each) => (each.type === 'tracking' ? [each.data.sequence] : []))
    assert.ok(sequences.length >= 7)
    assert.deepEqual(
      sequences,
      [...new Set(sequences)].sort((a, b) => a - b),
      'no message goes back',
    )

    const earned = (await rider.ask('GET', '/v1/rider/earnings')).body as never as {
      days: { deliveries: number; total: { amount: number } }[]
      items: { orderId: string; total: { amount: number } }[]
    }
    assert.equal(earned.days[0]!.deliveries, 1)
    assert.equal(earned.items[0]!.orderId, orderId)
    assert.equal(earned.items[0]!.total.amount, offer.pay.amount + 2_000)
    assert.equal(earned.days[0]!.total.amount, offer.pay.amount + 2_000)
  })

  test('takes each step once: a repeat is answered like the first time and tells nobody twice', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    for (const action of ['accept', 'arrive', 'pickup']) {
      const answers = await Promise.all([rider.do(task, action), rider.do(task, action)])
      if (action === 'pickup')
        assert.deepEqual(
          answers.map((each) => each.status),
          [200, 200],
        )
      for (const each of answers) assert.equal(each.status, 200)
    }
    const handOver = { code: '4711' }
    await Promise.all([rider.do(task, 'deliver', handOver), rider.do(task, 'deliver', handOver)])
    assert.equal((await rider.do(task, 'deliver', handOver)).status, 200)
    await told('delivery.delivered', orderId)
    assert.equal(seen.filter((each) => each.key === orderId).length, 3)
  })

  test('refuses steps out of turn and stays as it is', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    for (const [action, body] of [
      ['arrive', undefined],
      ['pickup', undefined],
      ['deliver', { code: '4711' }],
      ['fail', { reason: 'nobody there' }],
      ['return', undefined],
    ] as const) {
      const answer = await rider.do(task, action, body)
      assert.equal(answer.status, 409, action)
      assert.equal(answer.body.code, 'deliveries/wrong-state')
    }
    assert.equal((await stateOf(orderId))!.state, 'offered')
  })

  test('that cannot be handed over goes back to the store, and keeps the rider busy until it is there', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await carry(rider, orderId)
    assert.equal((await rider.do(task, 'fail', { reason: 'nobody there' })).body.state, 'failed')
    assert.equal((await rider.shift('off')).body.code, 'deliveries/busy')
    assert.equal((await rider.do(task, 'return')).body.state, 'returned')
    const failures = await until('two failures', async () => {
      const found = seen.filter((each) => each.name === 'delivery.failed')
      return found.length === 2 && found
    })
    assert.deepEqual(
      failures.map((each) => (each.data as { returned: boolean }).returned),
      [false, true],
    )
    assert.equal((await rider.shift('off')).status, 200)
  })
})

describe('any steps in any order', () => {
  const attempts = ['accept', 'decline', 'arrive', 'pickup', 'deliver', 'fail', 'return'] as const
  const bodies: Record<string, Record<string, unknown>> = {
    deliver: { code: '4711' },
    fail: { reason: 'nobody there' },
  }

  test('lead through the API where the state machine says, and refusals change nothing', async () => {
    const rider = await riderAt(at(5, 6))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...attempts), { minLength: 1, maxLength: 14 }), async (steps) => {
        const orderId = await pack()
        const task = await rider.task(orderId)
        let state: DeliveryState = 'offered'
        for (const action of steps) {
          const next = step(state, action)
          // Once given back, the delivery is no longer this rider's, and nobody else is there to take it.
          const lost: boolean = state === 'waiting'
          const expected: number = lost
            ? action === 'decline'
              ? 204
              : action === 'accept'
                ? 409
                : 403
            : next.kind === 'refused'
              ? 409
              : action === 'decline'
                ? 204
                : 200
          const answer = await rider.do(task, action, bodies[action])
          assert.equal(answer.status, expected, `${action} from ${state}`)
          if (next.kind === 'moved' && !lost) state = next.to
          assert.equal((await stateOf(orderId))!.state, state)
        }
        // The dispatcher runs meanwhile.
        await pastDeadlocks(async () => world.sql`truncate deliveries.deliveries cascade`)
      }),
      { numRuns: 40 },
    )
  })
})

describe('at the door', () => {
  test('wrong codes are counted in the row and lock for five minutes, even for the right one', async () => {
    const rider = await riderAt(at(4, 5))
    const task = await carry(rider, await pack())
    for (let left = 4; left > 0; left--) {
      const wrong = await rider.do(task, 'deliver', { code: '0000' })
      assert.equal(wrong.status, 422)
      assert.equal(wrong.body.code, 'deliveries/wrong-code')
      assert.deepEqual(wrong.body.details, { triesLeft: left })
    }
    assert.equal((await rider.do(task, 'deliver', { code: '0000' })).body.code, 'deliveries/too-many-codes')
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 429)
    world.clock.advance(299_000)
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 429)
    world.clock.advance(2_000)
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
  })

  test('cash that is due is collected to the paisa', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack({ method: 'cash' })
    const task = await carry(rider, orderId)
    assert.equal((await rider.tasks())[0]!.cashDue.amount, 45_000)
    for (const handOver of [{ code: '4711' }, { code: '4711', cashCollected: money(44_999) }]) {
      const answer = await rider.do(task, 'deliver', handOver)
      assert.equal(answer.status, 422)
      assert.equal(answer.body.code, 'deliveries/cash-due')
    }
    assert.equal((await rider.do(task, 'deliver', { code: '4711', cashCollected: money(45_000) })).status, 200)
    const event = await told('delivery.delivered', orderId)
    assert.equal((event.data as { cashCollected: { amount: number } }).cashCollected.amount, 45_000)
  })
})
