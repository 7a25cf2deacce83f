import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cellToLatLng, gridDisk, latLngToCell } from 'h3-js'
import { EstimateTravel } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import type { AreaReach } from '../../contracts/reach.ts'
import { PutStores } from '../../contracts/stores.ts'
import { always, copy, type Person, person, storeAt, storeId, useStage } from './testing/stage.ts'

useStage()

const reachOf = async (who: Person, minutes: number, store = storeId) => {
  const { status, body } = await who.ask('POST', `/v1/admin/areas/${store}/reach`, { minutes })
  return { status, body: body as never as AreaReach & { code?: string; details?: { kind: string } } }
}

describe('what a store reaches in some minutes', () => {
  test('is what promises say hexagon by hexagon, with an outline that can be saved as its area', async () => {
    const manager = await person(['manager'], [storeId])
    const { status, body } = await reachOf(manager, 3)
    assert.equal(status, 200, JSON.stringify(body))
    const inside = new Map(body.cells.map(({ cell, durationS }) => [cell, durationS]))
    assert.equal(body.count, inside.size)
    // 99 places at once: all hexagons around the store, some of them out of reach.
    const around = gridDisk(latLngToCell(storeAt.lat, storeAt.lng, 9), 5)
    const to = around.map(cellToLatLng).map(([lat, lng]) => ({ lat, lng }))
    const { estimates } = await copy.call(EstimateTravel, { from: storeAt, to })
    for (const [i, { durationS, approximate }] of estimates.entries()) {
      const cell = around[i]!
      if (approximate || durationS > 180) assert.equal(inside.has(cell), false)
      else assert.equal(inside.get(cell), durationS)
    }
    assert.ok(inside.size > 10 && inside.size < around.length)
    assert.ok(body.leftOut.every((cell) => inside.has(cell)))
    assert.ok(body.takenIn.every((cell) => !inside.has(cell)))
    assert.equal(body.facts.cells, body.count - body.leftOut.length + body.takenIn.length)

    const path = `/v1/admin/areas/${storeId}`
    const saved = await manager.ask('PUT', path, { area: body.outline })
    assert.equal(saved.status, 200)
    assert.deepEqual(saved.body.area, body.outline)
    const more = await reachOf(manager, 5)
    assert.ok(more.body.count > body.count)
    assert.ok(body.cells.every(({ cell }) => more.body.cells.some((each) => each.cell === cell)))
  })

  test('is for those who may draw areas, of their own stores, for 1 to 30 minutes', async () => {
    const [manager, elsewhere, support] = [
      await person(['manager'], [storeId]),
      await person(['manager'], [newId('store')]),
      await person(['support']),
    ]
    assert.equal((await reachOf(support, 5)).status, 403)
    assert.equal((await reachOf(elsewhere, 5)).body.code, 'stores/not-found')
    assert.equal((await reachOf(await person(['admin']), 5)).status, 200)
    for (const minutes of [0, 31, 2.5]) assert.equal((await reachOf(manager, minutes)).body.code, 'request/invalid')
  })

  test('is no area where the store is off the map', async () => {
    const admin = await person(['admin'])
    const far = { lat: 21, lng: 88 }
    const put = await copy.call(PutStores, {
      stores: [
        {
          code: 'far',
          name: 'Far',
          address: '1',
          point: far,
          area: around(far),
          timeZone: 'Asia/Kolkata',
          hours: always,
        },
      ],
    })
    const off = await reachOf(admin, 10, put.stores[0]!.storeId)
    assert.deepEqual([off.status, off.body.code], [422, 'deliveries/off-map'])
  })
})

const around = ({ lat, lng }: { lat: number; lng: number }) =>
  [
    [lng - 0.01, lat - 0.01],
    [lng + 0.01, lat - 0.01],
    [lng, lat + 0.01],
  ] as [number, number][]
