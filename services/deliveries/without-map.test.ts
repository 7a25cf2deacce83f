import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EstimateTravel, PutCity, PutRiders } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { FindReach } from '../../contracts/reach.ts'
import { at } from './testing/grid.ts'
import { testDeliveries } from './testing/world.ts'

const failures = {
  'no map': async () => null,
  'a map that cannot be opened': async () => {
    throw new Error('the file is gone')
  },
} as const

for (const [name, roads] of Object.entries(failures)) {
  test(`with ${name}, deliveries go on by estimates, and the map says that it is away`, async () => {
    await using world = await testDeliveries({ roads })
    const { call, app } = await world.copy()
    const { estimates } = await call(EstimateTravel, { from: at(0, 0), to: [at(0, 5)] })
    // 1,112 m in a straight line, 1.4 times that by street, at 18 km/h.
    assert.deepEqual(estimates, [{ distanceM: 1_557, durationS: 311, approximate: true }])

    // Whom a store reaches is not guessed.
    await assert.rejects(call(FindReach, { from: at(0, 0), minutes: 10, resolution: 9 }), {
      code: 'deliveries/map-unavailable',
    })

    await call(PutCity, { name: 'Newtown', demo: true, logins: [] })
    const rider = newId('user')
    await call(PutRiders, { riders: [{ userId: rider, name: 'A', vehicle: 'bicycle', storeId: newId('store') }] })
    const authorization = `Bearer ${await world.token(rider, ['rider', 'customer'])}`
    const shift = await app.inject({
      method: 'POST',
      url: '/v1/rider/shift',
      payload: { state: 'on' },
      headers: { authorization },
    })
    assert.equal(shift.statusCode, 200)

    for (const url of [
      '/v1/city',
      '/v1/geocode?q=a',
      '/v1/reverse?lat=1&lng=1',
      '/v1/route?from=1,1&to=2,2',
      '/tiles/1/1/1.mvt',
      '/map/style.json',
    ]) {
      const answer = await app.inject({ url, headers: { authorization } })
      assert.equal(answer.statusCode, 503, url)
      assert.equal(answer.json().code, 'deliveries/map-unavailable')
    }
  })
}
