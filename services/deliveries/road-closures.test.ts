import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { EstimateTravel } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import { newId } from '../../contracts/ids.ts'
import type { LiveMessage } from '../../contracts/live.ts'
import { topics } from '../../contracts/live.ts'
import { closureLimits, type RoadClosure } from '../../contracts/road-closures.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { Roads } from '../../engines/roads/index.ts'
import { openRoadsProvider } from '../../engines/roads/providers/index.ts'
import { silentLog } from '../../kit/log.ts'
import { openSandboxForTest } from '../../sandbox/for-test.ts'
import { at, gridCity } from './testing/grid.ts'
import {
  cancel,
  copy,
  inState,
  listen,
  type Person,
  pack,
  person,
  riderAt,
  seen,
  until,
  useStage,
  world,
} from './testing/stage.ts'
import type { Copy } from './testing/world.ts'

useStage({}, { apart: true })

const [from, to] = [at(5, 5), at(8, 5)]
/** The middle of a stretch that the straight way from `from` to `to` leads over. */
const between = at(6.5, 5)
const url = '/v1/admin/road-closures'
const hour = 3_600_000
const asked = ({ lat, lng }: Point) => `${lat.toFixed(6)},${lng.toFixed(6)}`
const inHours = (hours: number) => toTimestamp(world.clock.now() + hours * hour)

describe('closed streets', () => {
  let city: Awaited<ReturnType<typeof gridCity>>
  let other: Copy
  let support: Person
  before(async () => {
    city = await gridCity(() => world.clock.now())
    other = await world.copy({ roads: async () => city.roads })
  })
  after(() => city?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    support = await person(['support'])
    // Both copies have heard that the table is empty.
    await Promise.all([copy.context.closures.follow(), other.context.closures.follow()])
  })

  const routeM = async (where: Copy) => {
    const somebody = await person(['customer'], [], where)
    const way = await somebody.ask('GET', `/v1/route?from=${asked(from)}&to=${asked(to)}`)
    assert.equal(way.status, 200, JSON.stringify(way.body))
    return (way.body as never as { distanceM: number }).distanceM
  }
  const matrixM = async (where: Copy) => {
    const { estimates } = await where.call(EstimateTravel, { from, to: [to] })
    assert.equal(estimates[0]!.approximate, false)
    return estimates[0]!.distanceM
  }
  const close = async (body: object = {}, who = support) => {
    const wish = { reason: 'Water main', until: inHours(2), points: [between], ...body }
    const { status, body: said } = await who.ask('POST', url, wish)
    return { status, code: said.code, closure: said as never as RoadClosure }
  }
  const reopen = (id: string, who = support) => who.ask('DELETE', `${url}/${id}`, { reason: 'Repaired' })
  const listed = async (query = '') => {
    const { body } = await support.ask('GET', `${url}${query}`)
    return body as never as { items: RoadClosure[]; next: string | null }
  }

  test('are avoided at once by routes and matrices of every copy, and open again when they are reopened', async () => {
    const [route, matrix] = [await routeM(copy), await matrixM(copy)]
    assert.deepEqual([await routeM(other), await matrixM(other)], [route, matrix])
    const heard: LiveMessage[] = []
    using _ = listen(topics.roadClosures, heard, other)

    const { status, closure } = await close()
    assert.equal(status, 201)
    assert.equal(closure.segments, 1)
    assert.deepEqual((await listed()).items, [closure])
    assert.ok((await routeM(copy)) > route + 300, 'the route goes around')
    assert.ok((await matrixM(copy)) > matrix + 300, 'the matrix goes around')
    await until('the other copy goes around', async () => (await routeM(other)) > route + 300)
    assert.ok((await matrixM(other)) > matrix + 300)
    await until('it was told', async () => heard.length === 1)

    assert.equal((await reopen(closure.id, await person(['admin'], [], other))).status, 204)
    assert.equal(await routeM(other), route)
    await until('the first copy takes the old way', async () => (await routeM(copy)) === route)
    assert.equal(await matrixM(copy), matrix)
    assert.deepEqual((await listed()).items, [])
    assert.equal((await reopen(closure.id)).body.code, 'deliveries/closure-unknown')

    const acts = await until('both deeds are on record', async () => {
      const mine = seen.filter((each) => each.name === 'staff.acted' && each.key === closure.id)
      return mine.length === 2 && mine.map((each) => each.data as { action: string; reason: string; actor: string })
    })
    assert.deepEqual(
      acts.map(({ action, reason }) => [action, reason]),
      [
        ['deliveries.road_closed', 'Water main'],
        ['deliveries.road_reopened', 'Repaired'],
      ],
    )
    assert.equal(acts[0]!.actor, support.id)
  })

  test('end by their time, in every copy', async () => {
    const route = await routeM(copy)
    const { closure } = await close({ until: inHours(1) })
    await until('the other copy goes around', async () => (await routeM(other)) > route + 300)
    world.clock.advance(hour)
    assert.deepEqual([await routeM(copy), await routeM(other)], [route, route])
    assert.deepEqual((await listed()).items, [])
    assert.equal((await reopen(closure.id)).body.code, 'deliveries/closure-unknown')
  })

  test('can be an area, and close all that it touches', async () => {
    const route = await routeM(copy)
    const corner = (east: number, north: number) => [at(east, north).lng, at(east, north).lat]
    const area = [corner(6.4, 4.4), corner(6.6, 4.4), corner(6.6, 5.6), corner(6.4, 5.6)]
    const { closure } = await close({ points: undefined, area })
    assert.equal(closure.segments, 1)
    assert.deepEqual(closure.area, area)
    assert.ok((await routeM(copy)) > route + 300)
  })

  test('are closed in a copy that starts later before it answers', async () => {
    const route = await routeM(copy)
    await close()
    const third = await gridCity(() => world.clock.now())
    await using late = await world.copy({ roads: async () => third.roads })
    assert.ok((await routeM(late)) > route + 300)
    await third[Symbol.asyncDispose]()
  })

  test('make the dispatcher forget the times that it remembers', async () => {
    await riderAt(from)
    const etaOf = async (orderId: string) => {
      await inState(orderId, 'offered')
      const [offer] = await world.sql<{ at: Date }[]>`
        select o.eta_at "at" from deliveries.offers o join deliveries.deliveries d on d.id = o.delivery_id
        where d.order_id = ${orderId}`
      return offer!.at.getTime()
    }
    const offered = async () => {
      const orderId = await pack({ to })
      const etaMs = await etaOf(orderId)
      await cancel(orderId)
      await inState(orderId, 'cancelled')
      return etaMs
    }
    // The clock stands still, so the same way to the same door takes until the same instant.
    const before = await offered()
    assert.equal(await offered(), before)
    const { closure } = await close()
    await other.context.closures.follow()
    assert.ok((await offered()) > before + 30_000, 'the way around takes longer')
    await reopen(closure.id)
    await other.context.closures.follow()
    assert.equal(await offered(), before)
  })

  test('lie on streets, end within 30 days, and are so many at most', async () => {
    assert.equal((await close({ points: [{ lat: 10, lng: 80 }] })).code, 'deliveries/closure-off-street')
    assert.equal((await close({ points: [at(6.5, 5.5)] })).code, 'deliveries/closure-off-street', 'amid a block')
    assert.equal((await close({ points: [] })).code, 'deliveries/closure-off-street')
    assert.equal((await close({ points: undefined })).code, 'deliveries/closure-off-street')
    for (const hours of [-1, 0, 30 * 24 + 1])
      assert.equal((await close({ until: inHours(hours) })).code, 'deliveries/closure-time')
    const points = Array.from({ length: closureLimits.points + 1 }, () => between)
    for (const body of [
      { reason: '' },
      { reason: '   ' },
      { points },
      { area: [[88.4, 22.57]] },
      { until: 'soon' },
      { x: 1 },
    ])
      assert.equal((await close(body)).status, 400, JSON.stringify(body).slice(0, 60))
    assert.deepEqual((await listed()).items, [])

    await world.sql`
      insert into deliveries.road_closures (id, reason, created_by, created_at, ends_at, points, segments)
      select 'rcl_' || lpad(n::text, 32, '0'), 'Parade', 'system:test', ${new Date(world.clock.now())},
        ${inHours(1)}, ${world.sql.json([between] as never)}, 1
      from generate_series(1, ${closureLimits.open - 1}) n`
    const answers = await Promise.all([close(), close(), close()])
    assert.deepEqual(answers.map((each) => each.code ?? each.status).toSorted(), [
      201,
      'deliveries/too-many-closures',
      'deliveries/too-many-closures',
    ])
    const ids: string[] = []
    for (let cursor = ''; ; ) {
      const page = await listed(`?limit=100${cursor}`)
      ids.push(...page.items.map((each) => each.id))
      if (!page.next) break
      cursor = `&cursor=${page.next}`
    }
    assert.equal(new Set(ids).size, closureLimits.open)
    assert.deepEqual(ids, ids.toSorted().toReversed())
    assert.equal((await support.ask('GET', `${url}?cursor=x`)).body.code, 'request/bad-cursor')
    world.clock.advance(hour + 1)
    assert.equal((await close()).status, 201, 'what is over leaves room')
  })

  test('are the business of support and administrators', async () => {
    const { closure } = await close({}, await person(['admin']))
    for (const role of ['customer', 'rider', 'picker', 'manager'] as const) {
      const somebody = await person([role])
      assert.equal((await somebody.ask('GET', url)).status, 403, role)
      assert.equal((await close({}, somebody)).status, 403, role)
      assert.equal((await reopen(closure.id, somebody)).status, 403, role)
    }
    assert.equal((await copy.app.inject(url)).statusCode, 401)
    assert.equal((await reopen(newId('roadClosure'))).body.code, 'deliveries/closure-unknown')
    assert.equal((await support.ask('DELETE', `${url}/${closure.id}`, {})).status, 400, 'a reason is needed')
  })

  test('are avoided behind a provider, whose other ways stay and whose answers of before do not', async () => {
    const stand = await openSandboxForTest()
    const own = await gridCity(() => world.clock.now())
    try {
      await using fronted = await world.copy({ roads: async () => behind(stand.sandbox.url, own.roads) })
      const elsewhere = async () => {
        const { estimates } = await fronted.call(EstimateTravel, { from, to: [at(2, 5)] })
        return estimates[0]!
      }
      const before = [await routeM(fronted), await matrixM(fronted), await elsewhere()] as const
      const admin = await person(['admin'], [], fronted)
      const { status, closure } = await close({}, admin)
      assert.equal(status, 201)
      assert.ok((await routeM(fronted)) > before[0] + 300, 'the route goes around')
      assert.ok((await matrixM(fronted)) > before[1] + 300, 'the matrix goes around')
      assert.deepEqual(await elsewhere(), before[2], 'other legs are the provider’s')
      await stand.faults({ osrm: { down: true } })
      assert.ok((await routeM(fronted)) > before[0] + 300, 'so it does while the provider is away')
      await stand.faults({ osrm: {} })
      assert.equal((await reopen(closure.id, admin)).status, 204)
      assert.deepEqual([await routeM(fronted), await matrixM(fronted), await elsewhere()], before)
    } finally {
      await own[Symbol.asyncDispose]()
      await stand.close()
    }
  })

  test('are refused where there is no map, and where a provider alone answers, which knows nothing of them', async () => {
    const away = 'deliveries/map-unavailable'
    const cases: [() => Promise<Roads | null>, status: number, code: string][] = [
      [async () => null, 503, away],
      [() => Promise.reject(new Error('the file is gone')), 503, away],
      [async () => behind('http://127.0.0.1:1', null), 409, 'deliveries/closures-unavailable'],
    ]
    for (const [roads, status, code] of cases) {
      await using elsewhere = await world.copy({ roads })
      const refused = await close({}, await person(['admin'], [], elsewhere))
      assert.deepEqual([refused.status, refused.code], [status, code])
    }
    assert.deepEqual((await listed()).items, [])
  })
})

/** OSRM at an address in front of an own map, or of none. */
const behind = (url: string, own: Roads | null) =>
  openRoadsProvider({
    own,
    osrm: { url },
    quota: { perMinute: 0 },
    watch: () => ({}),
    onFallback: () => {},
    log: silentLog,
  })
