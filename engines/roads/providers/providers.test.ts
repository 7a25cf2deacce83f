import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { silentLog } from '../../../kit/log.ts'
import { openSandboxForTest } from '../../../sandbox/for-test.ts'
import type { Point } from '../port.ts'
import { roadsProblem } from '../problems.ts'
import { reachFrom } from '../reach.ts'
import { roadsSuite } from '../roads.suite.ts'
import { front, oddServer, openings, standIns } from '../testing/fronts.ts'
import { at, openMade } from '../testing/maps.ts'
import type { FallbackReason } from './asking.ts'
import { openGoogleMaps } from './google.ts'
import { openRoadsProvider } from './index.ts'
import { openOsrm } from './osrm.ts'
import { decodePolyline } from './polyline.ts'
import type { RoadsProvider } from './provider.ts'
import { billedPerDay, quotaOf } from './quota.ts'

const market = { name: 'MG Road, Bengaluru', lat: 12.9756, lng: 77.6069 }
const points: [Point, Point, Point, Point] = [
  { lat: 12.97502, lng: 77.6069 },
  { lat: 12.98103, lng: 77.6123 },
  { lat: 12.9687, lng: 77.60102 },
  { lat: 12.97203, lng: 77.6171 },
]
const offMap = { lat: 1, lng: 1 }

for (const [name, open] of Object.entries(openings))
  roadsSuite(
    name,
    async () => {
      const houses = points.map((point, i) => ({ name: `${i + 1} Brigade Road`, ...point }))
      const stand = await openSandboxForTest({ places: [market, ...houses] })
      const { roads } = front(open(stand.sandbox))
      return { roads, points, offMap, text: 'mg road', close: () => stand.close() }
    },
    {
      reach: 'a provider would bill thousands of places',
      ...(name === 'osrm'
        ? {
            geocode: 'OSRM has no addresses',
            reverse: 'OSRM has no addresses',
            modes: 'an OSRM server has one profile',
          }
        : {}),
    },
  )

/** A street of a kilometre at the corner of `at`. */
const ownMap = () =>
  openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 1_000, north: 0 },
    ],
    [{ refs: [1, 2], tags: { name: 'Lake Road' } }],
  )
const [here, there] = [at(100, 0), at(900, 0)]

for (const [name, open] of Object.entries(openings))
  suite(`${name} in front of the own map`, () => {
    test('what is in reach is asked of the own map, which no provider bills', async () => {
      await using stand = await standIns({ places: [market] })
      const own = await ownMap()
      const { roads } = front(open(stand.sandbox), own, quotaOf({ perMinute: 1, perDay: 1 }))
      const found = await reachFrom(roads, here, { withinS: 120, resolution: 9 })
      assert.deepEqual(found, { ...(await own.reach!(here, { withinS: 120, resolution: 9 })), approximate: true })
    })

    test('without an own map what is in reach is unavailable, and the provider is not asked for it', async () => {
      await using stand = await standIns({ places: [market] })
      const { roads, why } = front(open(stand.sandbox), null, quotaOf({ perMinute: 1, perDay: 1 }))
      await assert.rejects(reachFrom(roads, here, { withinS: 120, resolution: 9 }), { code: 'roads/unavailable' })
      assert.deepEqual(why, [])
      // All that it may be asked is there still.
      assert.equal((await roads.matrix([here], [there])).approximate, undefined)
    })

    test('the provider answers, its turns are named, and its answer counts as exact', async () => {
      await using stand = await standIns({ places: [market] })
      const { roads, why } = front(open(stand.sandbox), await ownMap())
      const route = await roads.route([points[0], points[1]], { steps: true })
      assert.deepEqual([route.steps[0]!.turn, route.steps.at(-1)!.turn], ['depart', 'arrive'])
      assert.ok(route.steps.some((step) => step.turn === 'left' || step.turn === 'right'))
      assert.ok(route.streets.length === 2 && route.streets.every((street) => /^(Row|Column) \d+$/.test(street)))
      const matrix = await roads.matrix([points[0]], [points[1]])
      assert.deepEqual([route.approximate, matrix.approximate, why], [undefined, undefined, []])
      assert.match(roads.attribution, /OpenStreetMap/)
    })

    for (const [what, faults] of Object.entries({
      'breaks connections': { down: true },
      'answers 503': { status: 503 },
      'is asked too often': { status: 429 },
    }))
      test(`a provider that ${what}: the own map answers, marked`, async () => {
        await using stand = await standIns({})
        const { roads, why } = front(open(stand.sandbox), await ownMap())
        await stand.faults({ [name]: faults })
        const matrix = await roads.matrix([here], [there])
        assert.ok(matrix.approximate && Math.abs(matrix.distanceM[0]![0]! - 800) < 2)
        const route = await roads.route([here, there])
        assert.ok(route.approximate && route.streets[0] === 'Lake Road')
        assert.ok((await roads.geocode('lake road')).length > 0)
        assert.equal((await roads.snap(here))?.street, 'Lake Road')
        assert.ok(why.length >= 2 && why.every((reason) => reason === 'unavailable'))
        await stand.faults({ [name]: {} })
        assert.equal((await roads.route([here, there])).approximate, undefined)
      })

    test('an operator is told whether it answers', async () => {
      await using stand = await standIns({})
      const { roads } = front(open(stand.sandbox), await ownMap())
      assert.equal(await roads.check?.(), `${name}, and the own map behind it`)
      await stand.faults({ [name]: { down: true } })
      await assert.rejects(roads.check!(), /cannot be reached/)
    })

    test('without an own map a provider that is away is unavailable', async () => {
      await using stand = await standIns({})
      const { roads } = front(open(stand.sandbox))
      await stand.faults({ [name]: { down: true } })
      await assert.rejects(roads.matrix([here], [there]), { code: 'roads/unavailable' })
      await assert.rejects(roads.route([here, there]), { code: 'roads/unavailable' })
      await assert.rejects(roads.snap(here), { code: 'roads/unavailable' })
    })

    test('after failures in a row it is not asked any more, and asked again a moment later', async () => {
      await using stand = await standIns({})
      let asked = 0
      const provider = open(stand.sandbox)
      const counted = {
        ...provider,
        route: (...args: Parameters<RoadsProvider['route']>) => {
          asked++
          return provider.route(...args)
        },
      }
      const { roads } = front(counted, await ownMap())
      await stand.faults({ [name]: { down: true } })
      for (let i = 0; i < 30; i++) assert.ok((await roads.route([here, there])).approximate)
      assert.ok(asked < 15, `${asked} of 30 went out`)
    })

    test('a large matrix goes out in blocks that the provider takes, and comes back whole', async () => {
      await using stand = await standIns({})
      const { roads, why } = front(open(stand.sandbox))
      const from = Array.from({ length: 70 }, (_, i) => ({ lat: 12.9 + i / 1_000, lng: 77.6 }))
      const to = Array.from({ length: 60 }, (_, i) => ({ lat: 12.95, lng: 77.6 + i / 1_000 }))
      const { durationS, distanceM } = await roads.matrix(from, to)
      assert.deepEqual([durationS.length, durationS[69]!.length, why], [70, 60, []])
      for (const [i, a] of [0, 33, 69].map((row) => [row, from[row]!] as const))
        for (const [j, b] of [0, 29, 59].map((column) => [column, to[column]!] as const)) {
          const alone = await roads.route([a, b])
          assert.ok(Math.abs(distanceM[i]![j]! - alone.distanceM) < 2, `${i} to ${j}`)
        }
    })

    test('what was asked a moment ago is not asked again, and only new places go out', async () => {
      await using stand = await standIns({})
      const provider = open(stand.sandbox)
      const sizes: number[] = []
      const { roads } = front({
        ...provider,
        matrix: (from, to, mode) => {
          sizes.push(from.length * to.length)
          return provider.matrix(from, to, mode)
        },
      })
      const first = await roads.matrix(points.slice(0, 2), points.slice(2))
      assert.deepEqual(await roads.matrix(points.slice(0, 2), points.slice(2)), first)
      await roads.matrix(points.slice(0, 3), points.slice(2))
      assert.deepEqual(sizes, [4, 2])
    })

    test('beyond its quota the provider is left alone until the next minute', async () => {
      await using stand = await standIns({})
      let nowMs = 0
      const quota = quotaOf({ perMinute: 5, perDay: 8 })
      const { roads, why } = front(open(stand.sandbox), await ownMap(), quota, () => nowMs)
      assert.equal((await roads.matrix([here, there], [here, there])).approximate, undefined)
      assert.ok((await roads.matrix([at(50, 0), at(60, 0)], [here, there])).approximate)
      nowMs = 60_000
      assert.equal((await roads.matrix([at(50, 0), at(60, 0)], [here, there])).approximate, undefined)
      nowMs = 120_000
      assert.ok((await roads.route([here, there])).approximate, 'the day is used up')
      nowMs = 86_400_000
      assert.equal((await roads.route([here, there])).approximate, undefined)
      assert.deepEqual(why, ['quota', 'quota'])
    })
  })

test('in a mode that OSRM does not have the own map answers, and without one nobody takes OSRM for down', async () => {
  await using stand = await standIns({})
  const provider = openOsrm({ url: stand.sandbox.url })
  const own = await ownMap()
  const { roads, why } = front(provider, own)
  const bicycle = { mode: 'bicycle' } as const
  assert.deepEqual(await roads.matrix([here], [there], bicycle), await own.matrix([here], [there], bicycle))
  assert.deepEqual(await roads.route([here, there], bicycle), await own.route([here, there], bicycle))
  const alone = front(provider).roads
  for (let i = 0; i < 20; i++) await assert.rejects(alone.matrix([here], [there], bicycle), { code: 'roads/off-map' })
  await assert.rejects(alone.route([here, there], bicycle), { code: 'roads/off-map' })
  assert.equal((await alone.matrix([here], [there])).approximate, undefined)
  assert.deepEqual(why, [])
})

test('where Google knows no way at all for bicycles, as in countries without that mode, the own map answers', async () => {
  await using stand = await standIns({})
  const { url, credentials } = stand.sandbox
  const google = openGoogleMaps({ apiKey: credentials.googleMaps.apiKey, apiUrl: url })
  const none = (points: readonly Point[]) => points.map(() => Number.POSITIVE_INFINITY)
  const unknowing: RoadsProvider = {
    ...google,
    matrix: async (from, to, mode) =>
      mode === 'bicycle'
        ? { durationS: from.map(() => none(to)), distanceM: from.map(() => none(to)) }
        : google.matrix(from, to, mode),
    route: async (points, options) => {
      if (options.mode === 'bicycle') throw roadsProblem('roads/no-way')
      return google.route(points, options)
    },
  }
  const own = await ownMap()
  const { roads, why } = front(unknowing, own)
  const bicycle = { mode: 'bicycle' } as const
  assert.deepEqual(await roads.matrix([here], [there], bicycle), await own.matrix([here], [there], bicycle))
  assert.deepEqual(await roads.route([here, there], bicycle), await own.route([here, there], bicycle))
  assert.notDeepEqual(await roads.matrix([here], [there]), await own.matrix([here], [there]))
  assert.deepEqual(why, [])
})

test('Google, which bills, is not asked without end where nobody has set a limit', async () => {
  await using stand = await standIns({})
  const { url, credentials } = stand.sandbox
  const asked = async (perDay?: number) => {
    const why: FallbackReason[] = []
    const roads = openRoadsProvider({
      own: await ownMap(),
      google: { apiKey: credentials.googleMaps.apiKey, apiUrl: url },
      quota: { perMinute: 0, perDay },
      watch: () => ({}),
      onFallback: (reason) => why.push(reason),
      log: silentLog,
    })!
    const many = Array.from({ length: Math.ceil(Math.sqrt(billedPerDay + 1)) }, (_, i) => at(i * 15, 0))
    await roads.matrix(many, many)
    return why
  }
  assert.deepEqual([new Set(await asked()), await asked(0)], [new Set(['quota']), []])
})

test('answers of another shape, endless ones and silence are a provider that is away', async () => {
  for (const [body, waits] of [
    ['{"code":"Ok","routes":7}', false],
    ['<html>hello</html>', false],
    ['[]', false],
    ['', true],
  ] as const) {
    await using odd = await oddServer(body, { waits })
    for (const provider of [
      openOsrm({ url: odd.url, timeoutMs: 200 }),
      openGoogleMaps({ apiKey: 'k', apiUrl: odd.url, timeoutMs: 200 }),
    ]) {
      const { roads, why } = front(provider, await ownMap())
      const route = await roads.route([here, there])
      assert.ok(route.approximate && why.length === 1, `${provider.name}: ${body}`)
    }
  }
})

test("Google's own example of a line is read as they print it", () => {
  assert.deepEqual(decodePolyline('_p~iF~ps|U_ulLnnqC_mqNvxq`@'), [
    [-120.2, 38.5],
    [-120.95, 40.7],
    [-126.453, 43.252],
  ])
  assert.deepEqual(decodePolyline('_p~iF'), [])
})
