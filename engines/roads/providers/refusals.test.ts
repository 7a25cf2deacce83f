import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Log } from '../../../kit/log.ts'
import { policy } from '../../../kit/resilience.ts'
import { counted, front, oddServer, openings, standIns } from '../testing/fronts.ts'
import { at, openMade } from '../testing/maps.ts'
import { openGoogleMaps } from './google.ts'
import { openRoadsProvider } from './index.ts'
import { openOsrm } from './osrm.ts'

const ownMap = () =>
  openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 1_000, north: 0 },
    ],
    [{ refs: [1, 2], tags: { name: 'Lake Road' } }],
  )
const [here, there, sea] = [at(100, 0), at(900, 0), at(9_000, 9_000)]

suite('a provider that refuses', () => {
  test('is not asked any more after refusals in a row, and the reason stays refused', async () => {
    await using stand = await standIns()
    const { provider, asked } = counted(openGoogleMaps({ apiKey: 'AIza-wrong', apiUrl: stand.sandbox.url }))
    const { roads, why } = front(provider, await ownMap())
    for (let i = 0; i < 30; i++) assert.ok((await roads.route([here, there])).approximate)
    assert.ok(asked.ways >= policy.breakerFailures && asked.ways < 15, `${asked.ways} of 30 went out`)
    assert.deepEqual([why.length, new Set(why)], [30, new Set(['refused'])])
  })

  test('one thing among others that it answers is asked for them still', async () => {
    await using stand = await standIns()
    const provider = openings.google!(stand.sandbox)
    const wrong = openGoogleMaps({ apiKey: 'AIza-wrong', apiUrl: stand.sandbox.url })
    let isRefused = false
    const { roads, why } = front(
      {
        ...provider,
        matrix: (from, to, mode) => (isRefused ? wrong : provider).matrix(from, to, mode),
      },
      await ownMap(),
    )
    for (let i = 0; i < 20; i++) {
      isRefused = i % 2 === 0
      assert.equal((await roads.matrix([here], [at(200 + 20 * i, 0)])).approximate, isRefused ? true : undefined)
    }
    assert.deepEqual([why.length, new Set(why)], [10, new Set(['refused'])])
  })

  test('addresses is still asked for ways', async () => {
    await using stand = await standIns()
    const provider = openings.google!(stand.sandbox)
    const { geocode } = openGoogleMaps({ apiKey: 'AIza-wrong', apiUrl: stand.sandbox.url })
    const { roads } = front({ ...provider, geocode: geocode! }, await ownMap())
    for (let i = 0; i < 20; i++) await roads.geocode(`lake road ${i}`)
    assert.equal((await roads.route([here, there])).approximate, undefined)
  })

  test('is told in one line with its code, and the key is nowhere', async () => {
    const apiKey = 'AIza-suspended'
    const said = { error: { status: 'PERMISSION_DENIED', message: `Consumer 'api_key:${apiKey}' has been suspended.` } }
    await using odd = await oddServer(JSON.stringify(said), { status: 403 })
    const lines: unknown[][] = []
    const log = { warn: (...line: unknown[]) => void lines.push(line) } as unknown as Log
    const why: string[] = []
    const roads = openRoadsProvider({
      own: await ownMap(),
      google: { apiKey, apiUrl: odd.url },
      quota: { perMinute: 0, perDay: 0 },
      watch: () => ({}),
      onFallback: (reason) => why.push(reason),
      log,
    })!
    for (let i = 0; i < 12; i++) await roads.route([here, there])
    assert.deepEqual([why.length, new Set(why), lines.length], [12, new Set(['refused']), 1])
    const [line] = lines as [[Record<string, unknown>, string]]
    assert.deepEqual(line[0], { provider: 'google', why: 'refused', code: 'PERMISSION_DENIED' })
    const provider = openGoogleMaps({ apiKey, apiUrl: odd.url })
    for (const question of [
      () => provider.route([here, there], { mode: 'motorbike' }),
      () => provider.matrix([here], [there], 'motorbike'),
      () => provider.snap!(here),
      () => roads.check!(),
    ])
      await assert.rejects(question, (error: Error) => !`${error.message} ${error.stack}`.includes(apiKey))
    assert.ok(!JSON.stringify(lines).includes(apiKey))
  })
})

suite('a provider that finds no way', () => {
  const answers = {
    osrm: { code: 'NoRoute', message: 'Impossible route between points' },
    google: {},
  }
  const opened = {
    osrm: (url: string) => openOsrm({ url }),
    google: (url: string) => openGoogleMaps({ apiKey: 'k', apiUrl: url }),
  }

  for (const name of ['osrm', 'google'] as const) {
    test(`${name}: there is none between streets of the own map, and what is off it is off the map`, async () => {
      await using odd = await oddServer(JSON.stringify(answers[name]))
      const { provider, asked } = counted(opened[name](odd.url))
      const { roads, why } = front(provider, await ownMap())
      for (let i = 0; i < 2; i++) await assert.rejects(roads.route([here, there]), { code: 'roads/no-way' })
      assert.equal(asked.ways, 1, 'it is remembered')
      await assert.rejects(roads.route([here, sea]), { code: 'roads/off-map' })
      assert.deepEqual(why, [])
    })

    test(`${name}: without an own map it is no way if the provider says that it knows the streets`, async () => {
      await using odd = await oddServer(JSON.stringify(answers[name]))
      const { roads } = front(opened[name](odd.url))
      await assert.rejects(roads.route([here, there]), {
        code: name === 'osrm' ? 'roads/no-way' : 'roads/off-map',
      })
    })
  }

  test('osrm: a point without a street is off the map, whatever the own map has there', async () => {
    await using odd = await oddServer(JSON.stringify({ code: 'NoSegment', message: 'for coordinate 1' }))
    const { roads } = front(openOsrm({ url: odd.url }), await ownMap())
    await assert.rejects(roads.route([here, there]), { code: 'roads/off-map' })
    const { durationS, offMap } = await roads.matrix([here], [there])
    assert.deepEqual([durationS, offMap], [[[Infinity]], { from: [0], to: [0] }])
  })

  test('osrm: a table says which legs have no way, and which points have no street', async () => {
    const near = { name: '', location: [80, 20], distance: 3 }
    const table = {
      code: 'Ok',
      durations: [[10, null, 5]],
      distances: [[100, null, 50]],
      sources: [near],
      destinations: [near, near, { ...near, distance: 4_000 }],
    }
    await using odd = await oddServer(JSON.stringify(table))
    for (const own of [null, await ownMap()]) {
      const { roads } = front(openOsrm({ url: odd.url }), own)
      const { durationS, offMap } = await roads.matrix([here], [there, at(500, 0), at(600, 0)])
      assert.deepEqual([durationS, offMap], [[[10, Infinity, Infinity]], { from: [], to: [2] }])
    }
  })
})

for (const [name, open] of Object.entries(openings))
  test(`${name}: a way of a moment ago is not asked for again, with its turns or without`, async () => {
    await using stand = await standIns()
    const { provider, asked } = counted(open(stand.sandbox))
    const { roads } = front(provider)
    const whole = await roads.route([here, there], { steps: true })
    assert.ok(whole.steps.length > 0)
    assert.deepEqual(await roads.route([here, there]), { ...whole, steps: [] })
    assert.deepEqual(await roads.route([here, there], { steps: true }), whole)
    assert.equal(asked.ways, 1)
    await roads.route([there, here])
    await roads.route([here, at(500, 0), there])
    assert.equal(asked.ways, 3, 'the other way round, and over a third place')
  })
