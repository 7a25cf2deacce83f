import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeDemoCity, writeMap } from '../../../city/map/index.ts'
import { metresOf, msOf } from '../graph/costs.ts'
import type { Graph } from '../graph/graph.ts'
import type { Position } from '../graph/position.ts'
import { collectMap } from '../map/collect.ts'
import type { MapData } from '../map/data.ts'
import { makeNetwork, type Network, openNetwork } from '../network.ts'
import { seededRandom } from '../places/random.ts'
import { type Mode, modes } from '../port.ts'
import { type Restriction, sharedCity, temporaryFolder, xmlOf } from '../testing/maps.ts'
import { brokenRule } from '../testing/obeys.ts'
import { plainDijkstra } from '../testing/plain.ts'
import { createSearch, type Way } from './search.ts'

/** Compares routes, costs and matrices with plain Dijkstra, first with every street open, then with some closed, then open again. */
function checkExact(map: MapData, network: Network, mode: Mode, random: () => number, count: number): void {
  const { graph, hierarchy } = network
  const search = createSearch(graph, hierarchy)
  const plain = plainDijkstra(map, graph, mode)
  const any = () => Math.floor(random() * graph.from.length)
  const closings = [[], Array.from({ length: 1 + graph.from.length / 60 }, any), [any(), any()], []]
  for (const segments of closings) {
    const closed = new Set(segments)
    if (closed.size === graph.from.length) continue
    search.close(closed)
    const anywhere = (): Position => {
      let segment = any()
      while (closed.has(segment)) segment = any()
      // The ends of a street are where off-by-one errors live.
      const share = random() < 0.2 ? Math.round(random()) : random()
      return { segment, alongM: share * graph.lengthM[segment]! }
    }
    const from = Array.from({ length: count }, anywhere)
    // Some goals on the street of a start: ahead of it, behind it, at it.
    const beside = from.slice(0, 3).map(({ segment }) => ({ segment, alongM: random() * graph.lengthM[segment]! }))
    const to = [...beside, from[0]!, ...Array.from({ length: count * 2 }, anywhere)]
    const detours = new Uint8Array(from.length * to.length)
    const table = search.table(from, to, detours)
    for (const [i, start] of from.entries()) {
      const truth = plain(start, closed)
      const ifOpen = plain(start)
      for (const [j, goal] of to.entries()) {
        const cost = truth(goal)
        assert.equal(table[i * to.length + j], cost, 'matrix')
        if (!detours[i * to.length + j]) assert.equal(cost, ifOpen(goal), 'nothing that is closed matters')
        else assert.ok(closed.size > 0)
        assert.equal(search.cost(start, goal), cost, 'cost')
        const way = search.fastest(start, goal)
        assert.equal(way.ms, msOf(cost), 'route')
        assert.equal(way.m, metresOf(cost), 'length')
        if (cost === Infinity) continue
        assertTravelled(graph, start, goal, way, closed)
        assert.equal(brokenRule(map, graph, mode, way.pieces), undefined)
      }
    }
  }
}

/** The pieces join up, none leads against its oneway or over a closed street, and they add up to the length. */
function assertTravelled(graph: Graph, from: Position, to: Position, way: Way, closed: ReadonlySet<number>): void {
  const { pieces } = way
  assert.deepEqual([pieces[0]!.segment, pieces[0]!.fromM], [from.segment, from.alongM])
  assert.deepEqual([pieces.at(-1)!.segment, pieces.at(-1)!.toM], [to.segment, to.alongM])
  let sum = 0
  let vertex = -1
  for (const [index, { segment, fromM, toM }] of pieces.entries()) {
    sum += Math.abs(toM - fromM)
    assert.equal(closed.has(segment), false)
    if (toM > fromM) assert.ok(graph.forwardMs[segment]! > 0)
    if (toM < fromM) assert.ok(graph.backwardMs[segment]! > 0)
    if (pieces.length === 1) break
    const { from: tails, to: heads, lengthM, forwardMs } = graph
    // A piece of no length does not say which way it goes; of a loop, either will do.
    const ends = (isForward: boolean) =>
      isForward ? [tails[segment], heads[segment]] : [heads[segment], tails[segment]]
    const canForward = index === pieces.length - 1 ? fromM === 0 : toM === lengthM[segment]!
    const canBackward = index === pieces.length - 1 ? fromM === lengthM[segment]! : toM === 0
    const fits = [canForward && forwardMs[segment]! > 0, canBackward && graph.backwardMs[segment]! > 0]
      .map((can, i) => can && ends(i === 0))
      .find((pair) => pair && (vertex < 0 || pair[0] === vertex))
    assert.ok(fits, `piece ${index} does not follow the one before it`)
    vertex = fits[1]!
  }
  assert.ok(Math.abs(sum - way.m) <= 0.02, `${sum} and ${way.m} m`)
}

async function networksOf(file: string): Promise<{ map: MapData; network: (mode: Mode) => Network }> {
  const map = await collectMap(file)
  return { map, network: (mode) => openNetwork(makeNetwork(map, mode)) }
}

const streetKinds = ['residential', 'primary', 'service', 'footway', 'cycleway', 'steps', 'path']
const oneways: Record<string, string>[] = [
  { oneway: 'yes' },
  { oneway: '-1' },
  { oneway: 'yes', 'oneway:bicycle': 'no' },
]

const barriers: Record<string, string>[] = [
  { barrier: 'bollard' },
  { barrier: 'gate', access: 'private' },
  { barrier: 'stile' },
]

test('routes and matrices are exactly as fast as plain Dijkstra says, on random cities, in every mode', async () => {
  await using folder = await temporaryFolder()
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed)
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
      const spots = Array.from({ length: 30 }, (_, i) => ({
        id: i + 1,
        east: random() * 2_000,
        north: random() * 2_000,
        ...(random() < 0.4 ? { tags: pick(barriers) } : {}),
      }))
      const any = () => pick(spots).id
      const streets = Array.from({ length: 60 }, () => ({
        refs: [any(), any(), any()],
        tags: { highway: pick(streetKinds), ...(random() < 0.4 ? pick(oneways) : {}) },
      }))
      await writeFile(`${folder.path}/m.osm`, xmlOf(spots, streets, restrictionsOn(streets, random)))
      const map = await collectMap(`${folder.path}/m.osm`)
      for (const mode of modes) {
        const parts = attempt(() => makeNetwork(map, mode))
        if (parts) checkExact(map, openNetwork(parts), mode, random, 4)
      }
    }),
    { numRuns: 25 },
  )
})

/** Turns that are forbidden, or the only ones that are not, where streets meet and over streets between; some name streets that do not meet. */
function restrictionsOn(streets: { refs: number[] }[], random: () => number): Restriction[] {
  const values = ['no_left_turn', 'no_u_turn', 'only_straight_on']
  return Array.from({ length: 150 }, (): Restriction => {
    const tags = { restriction: values[Math.floor(random() * values.length)]! }
    const from = Math.floor(random() * streets.length)
    const ways = [from]
    const nodes: number[] = []
    for (let length = random() < 0.5 ? 1 : 2; length > 0; length--) {
      const { refs } = streets[ways.at(-1)!]!
      const node = refs[random() < 0.5 ? 0 : refs.length - 1]!
      const touching = [...streets.keys()].filter((way) => streets[way]!.refs.includes(node))
      nodes.push(node)
      ways.push(touching[Math.floor(random() * touching.length)]!)
    }
    const between = ways.slice(1, -1).map((way) => way + 1)
    const via = between.length > 0 ? { ways: between } : { node: nodes[0]! }
    return { from: from + 1, to: ways.at(-1)! + 1, via, tags }
  })
}

function attempt<T>(make: () => T): T | null {
  try {
    return make()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'roads/map-empty') return null
    throw error
  }
}

test('so they are on the demo city', async () => {
  await using folder = await temporaryFolder()
  await writeMap(`${folder.path}/demo.osm.pbf`, makeDemoCity(7))
  const { map, network } = await networksOf(`${folder.path}/demo.osm.pbf`)
  for (const mode of modes) checkExact(map, network(mode), mode, seededRandom(1), 8)
})

for (const name of ['kolkata-saltlake', 'bengaluru-central']) {
  const file = sharedCity(`${name}.osm.pbf`)
  test(`so they are in ${name}`, { skip: file ? false : 'no shared data' }, async () => {
    const { map, network } = await networksOf(file!)
    for (const mode of modes) checkExact(map, network(mode), mode, seededRandom(2), 10)
  })
}
