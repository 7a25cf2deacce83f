import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LiveSnapshot } from '../../contracts/deliveries.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { at } from './testing/grid.ts'
import { carry, copy, pack, riderAt, useStage, world } from './testing/stage.ts'

useStage()

describe('positions', () => {
  test('are taken in any order, never back in time, and refused one by one with counts', async () => {
    const rider = await riderAt(at(2, 2))
    world.clock.advance(100_000)
    const on = (east: number, secondsAgo: number) => ({
      ...at(east, 2),
      at: toTimestamp(world.clock.now() - secondsAgo * 1000),
    })
    const answer = await rider.ask('POST', '/v1/rider/positions', [
      on(4, 10),
      on(3, 50),
      on(3, 50),
      on(5, -60),
      { lat: 23.4, lng: 88.4, at: toTimestamp(world.clock.now() - 30_000) },
      on(2, 3_600),
    ])
    assert.deepEqual(answer.body, { accepted: 2, refused: { late: 1, duplicate: 1, future: 1, implausible: 1 } })
    const old = await rider.ask('POST', '/v1/rider/positions', [on(3, 20)])
    assert.deepEqual(old.body, { accepted: 0, refused: { late: 1, duplicate: 0, future: 0, implausible: 0 } })
    const { values } = await copy.context.metrics.positionsRefused.get()
    const counted = values.map(({ labels, value }) => [labels.cause, value])
    assert.deepEqual(Object.fromEntries(counted), { late: 2, duplicate: 1, future: 1, implausible: 1 })
    const { riders } = await copy.call(LiveSnapshot, {})
    const found = riders.find((each) => each.userId === rider.id)!
    assert.deepEqual(found.point, at(4, 2))
    assert.equal(found.heading, 90)
  })

  test('are kept as a way only while something is carried', async () => {
    const rider = await riderAt(at(5, 5))
    const kept = async () => (await world.sql`select 1 from deliveries.tracks where rider_id = ${rider.id}`).length
    world.clock.advance(5_000)
    await rider.tell(at(5, 5.1))
    assert.equal(await kept(), 0)
    const task = await carry(rider, await pack())
    for (const north of [5.3, 5.5]) {
      world.clock.advance(5_000)
      await rider.tell(at(5, north))
    }
    assert.equal(await kept(), 2)
    await rider.do(task, 'deliver', { code: '4711' })
    world.clock.advance(5_000)
    await rider.tell(at(5, 5.6))
    assert.equal(await kept(), 2)
  })

  test('of bad shape, too many, or none are refused whole', async () => {
    const rider = await riderAt(at(2, 2))
    const one = { ...at(2, 2), at: toTimestamp(world.clock.now()) }
    for (const body of [
      [],
      Array(101).fill(one),
      [{ ...one, lat: 91 }],
      [{ ...one, at: 'now' }],
      [{ ...one, speed: 3 }],
      { one },
    ])
      assert.equal((await rider.ask('POST', '/v1/rider/positions', body)).status, 400)
  })
})
