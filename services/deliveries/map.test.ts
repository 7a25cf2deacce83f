import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EstimateTravel, PutCity } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import { at } from './testing/grid.ts'
import { copy, person, useStage } from './testing/stage.ts'

useStage()

describe('the map', () => {
  test('a city is known as soon as it has been written, also to who asked just before', async () => {
    const city = async () => (await copy.app.inject('/v1/city')).json() as { name: string; logins?: unknown[] }
    assert.equal((await city()).logins, undefined)
    const logins = [{ role: 'admin' as const, email: 'admin@demo.tokri' }]
    await copy.call(PutCity, { name: 'Newtown', demo: true, logins })
    assert.deepEqual([(await city()).name, (await city()).logins], ['Newtown', logins])
    await copy.call(PutCity, { name: 'Newtown', demo: false, logins: [] })
  })

  test('answers with the city, places, ways, tiles and a style', async () => {
    const somebody = await person(['customer'])
    const citySays = (await somebody.ask('GET', '/v1/city')).body as never as {
      bounds: { minLat: number }
      demo: boolean
    }
    assert.ok(Math.abs(citySays.bounds.minLat - 22.57) < 1e-6)
    const places = (await somebody.ask('GET', '/v1/geocode?q=3%20cross%20road')).body as never as {
      items: { label: string }[]
    }
    assert.match(places.items[0]!.label, /3 Cross Road/)
    const where = (await somebody.ask('GET', `/v1/reverse?lat=${at(3.5, 3).lat}&lng=${at(3.5, 3).lng}`))
      .body as never as { line1: string }
    assert.match(where.line1, /4 Cross Road/)
    const sea = await somebody.ask('GET', '/v1/reverse?lat=10&lng=80')
    assert.equal(sea.body.code, 'deliveries/off-map')
    const way = (await somebody.ask('GET', '/v1/route?from=22.57,88.4&to=22.576,88.406')).body as never as {
      distanceM: number
    }
    assert.ok(way.distanceM > 1_200 && way.distanceM < 1_400)
    assert.equal((await somebody.ask('GET', '/v1/route?from=0,0&to=22.576,88.406')).body.code, 'deliveries/off-map')
    assert.equal((await copy.app.inject('/v1/route?from=22.57,88.4&to=22.576,88.406')).statusCode, 401)

    const [x, y] = tileOf(at(5, 5), 14)
    const tile = await copy.app.inject(`/tiles/14/${x}/${y}.mvt`)
    assert.equal(tile.statusCode, 200)
    assert.ok(tile.rawPayload.length > 50)
    const again = await copy.app.inject({
      url: `/tiles/14/${x}/${y}.mvt`,
      headers: { 'if-none-match': String(tile.headers.etag) },
    })
    assert.equal(again.statusCode, 304)
    assert.equal((await copy.app.inject('/tiles/14/1/1.mvt')).statusCode, 204)
    const style = (await copy.app.inject('/map/style.json?theme=dark')).json()
    assert.equal(style.version, 8)
    assert.match(style.sources.city.tiles[0], /^http:\/\/.+\/tiles\/\{z\}\/\{x\}\/\{y\}\.mvt$/)
  })

  test('gives road times, and estimates where no street leads', async () => {
    const { estimates } = await copy.call(EstimateTravel, { from: at(0, 0), to: [at(3, 3), { lat: 22.9, lng: 88.4 }] })
    assert.equal(estimates[0]!.approximate, false)
    assert.ok(estimates[0]!.distanceM > 1_200 && estimates[0]!.distanceM < 1_400)
    assert.equal(estimates[1]!.approximate, true)
  })
})

function tileOf({ lat, lng }: Point, zoom: number): [number, number] {
  const size = 2 ** zoom
  const radians = (lat * Math.PI) / 180
  return [
    Math.floor(((lng + 180) / 360) * size),
    Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * size),
  ]
}
