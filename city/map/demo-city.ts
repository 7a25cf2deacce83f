import { layArterials } from './arterials.ts'
import { raiseBuildings } from './buildings.ts'
import { chainsOf } from './chains.ts'
import { connect } from './connect.ts'
import { type Face, findFaces } from './faces.ts'
import { layLocals, styleOf } from './locals.ts'
import { industrialNames, neighbourhoodNames, oldTownNames, type StreetStyle } from './names.ts'
import type { Network } from './network.ts'
import type { MadeMap, MadeNode, MadeWay } from './osm.ts'
import { blob, crossing, distance, halfSideM, isInside, type Line, mix, type Spot, toLatLng } from './plane.ts'
import { type Random, seededRandom } from './random.ts'
import { makeTerrain, type Park, type Terrain } from './terrain.ts'

export const cityName = 'Tokripur'

const shortestStubM = 26

/** The demo city as OpenStreetMap data: always the same for the same seed. About 5 x 5 km, made in a second or two. */
export function makeDemoCity(seed: number): MadeMap {
  const random = seededRandom(seed)
  const terrain = makeTerrain(random)
  const { network } = layArterials(terrain, random)
  const faces = findFaces(network, terrain)
  layLocals(network, faces, random)
  const isExit = ({ x, y }: Spot) => Math.max(Math.abs(x), Math.abs(y)) > halfSideM - 30
  network.prune(shortestStubM, isExit)
  connect(network)

  const map = createDraft()
  const rail = crossRail(network, terrain)
  for (const [node, spot] of network.nodes.entries()) map.reserve(node, spot)
  const chains = chainsOf(network)
  for (const { street, bridge, nodes } of chains) {
    const { name, class: highway, oneway, roundabout } = network.streets[street]!
    map.way(
      nodes.map((node) => map.street(node)),
      {
        highway,
        name,
        ...(oneway ? { oneway: 'yes' } : {}),
        ...(roundabout ? { junction: 'roundabout', oneway: 'yes' } : {}),
        ...(bridge ? { bridge: 'yes', layer: '1' } : {}),
      },
    )
  }
  map.way(
    rail.map((stop) => (typeof stop === 'number' ? map.street(stop, { railway: 'level_crossing' }) : map.node(stop))),
    { railway: 'rail', name: `${cityName} main line` },
  )

  drawGround(map, terrain, random)
  const styles = new Map(faces.list.map((face) => [face.id, styleOf(face)]))
  const styleAt = (spot: Spot): StreetStyle => styles.get(faces.at(spot)) ?? 'suburb'
  for (const { ring, tags } of raiseBuildings({ network, chains, terrain, styleAt }, random)) map.area(ring, tags)
  nameParts(map, terrain, faces.list, random)
  return map.finish()
}

/** The railway's points: spots of its own, and the street nodes at which a street crosses it on the level. */
function crossRail(network: Network, { rail }: Terrain): (Spot | number)[] {
  const out: (Spot | number)[] = []
  for (let i = 1; i < rail.length; i++) {
    const [from, to] = [rail[i - 1]!, rail[i]!]
    out.push(from)
    const stops: { t: number; node: number }[] = []
    for (const [id, { a, b, bridge }] of [...network.edges]) {
      if (bridge) continue
      const hit = crossing(from, to, network.nodes[a]!, network.nodes[b]!)
      if (hit) stops.push({ t: hit.t, node: network.splitAt(id, mix(from, to, hit.t)) })
    }
    out.push(...stops.sort((p, q) => p.t - q.t).map((stop) => stop.node))
  }
  return [...out, rail.at(-1)!]
}

function drawGround(map: Draft, terrain: Terrain, random: Random): void {
  map.area(terrain.city, { landuse: 'residential' })
  map.area(blob({ x: -430, y: 190 }, 430, 380, 0.08, 1.2), { landuse: 'commercial' })
  map.area(blob({ x: 1_290, y: 200 }, 190, 150, 0.1, 0.6), { landuse: 'commercial' })
  map.area(blob({ x: -900, y: -1_770 }, 470, 300, 0.08, 0.3), { landuse: 'industrial' })
  map.area(terrain.river.ring, { natural: 'water', water: 'river' })
  map.line(terrain.river.line, { waterway: 'river', name: terrain.river.name })
  for (const park of terrain.parks) {
    map.area(park.ring, parkTags(park))
    if (park.pond) map.area(park.pond.ring, { natural: 'water', name: park.pond.name })
    if (park.kind === 'stadium') map.area(blob(middleOf(park.ring), 62, 44, 0, 0), { leisure: 'pitch' })
    if (park.kind === 'hospital' || park.kind === 'college' || park.kind === 'station')
      map.area(hall(park), { building: 'yes' })
  }
  plantFields(map, terrain, random)
}

const fieldKinds: Record<string, string>[] = [
  { landuse: 'farmland' },
  { landuse: 'farmland' },
  { landuse: 'farmland' },
  { landuse: 'meadow' },
  { natural: 'wood' },
]

/** Fields, meadows and groves around the city, none over another. */
function plantFields(map: Draft, terrain: Terrain, random: Random): void {
  const planted: { middle: Spot; size: number }[] = []
  for (let i = 0; i < 900; i++) {
    const middle = { x: random.between(-halfSideM, halfSideM), y: random.between(-halfSideM, halfSideM) }
    const size = random.between(45, 150)
    const field = blob(middle, size, size * random.between(0.7, 1), 0.22, random.between(0, 6), 9)
    const isClear = field.every(
      (spot) => !isInside(terrain.city, spot) && !terrain.isWater(spot, 30) && !terrain.nearRail(spot, 20),
    )
    if (!isClear || planted.some((other) => distance(other.middle, middle) < other.size + size + 4)) continue
    planted.push({ middle, size })
    map.area(field, random.pick(fieldKinds))
  }
}

function parkTags({ name, kind }: Park): Record<string, string> {
  switch (kind) {
    case 'park':
      return { leisure: 'park', name }
    case 'hospital':
      return { amenity: 'hospital', name }
    case 'college':
      return { amenity: 'college', name }
    case 'stadium':
      return { leisure: 'stadium', name }
    case 'station':
      return { landuse: 'railway', railway: 'station', name }
  }
}

const middleOf = (ring: Line): Spot => ({
  x: ring.reduce((sum, { x }) => sum + x, 0) / ring.length,
  y: ring.reduce((sum, { y }) => sum + y, 0) / ring.length,
})

/** The main building in the middle of large grounds. */
function hall({ ring, kind }: Park): Line {
  const { x, y } = middleOf(ring)
  const [w, h] = kind === 'station' ? [95, 11] : [48, 26]
  return [
    { x: x - w, y: y - h },
    { x: x + w, y: y - h },
    { x: x + w, y: y + h },
    { x: x + w * 0.3, y: y + h },
    { x: x + w * 0.3, y: y + h * 0.2 },
    { x: x - w, y: y + h * 0.2 },
  ]
}

function nameParts(map: Draft, terrain: Terrain, faces: Face[], random: Random): void {
  map.label({ x: 60, y: 60 }, { place: 'city', name: cityName })
  map.label({ x: -430, y: 150 }, { place: 'suburb', name: 'Purana Shehar' })
  map.label({ x: 1_150, y: 1_150 }, { place: 'suburb', name: 'Naya Nagar' })
  map.label({ x: -1_150, y: 1_250 }, { place: 'suburb', name: 'Talab Nagar' })
  map.label({ x: 900, y: -1_350 }, { place: 'suburb', name: 'Dakshin Vihar' })
  map.label({ x: -900, y: -1_350 }, { place: 'suburb', name: 'Udyog Vihar' })
  const names: Record<StreetStyle, string[]> = {
    old: [...oldTownNames],
    industrial: [...industrialNames],
    planned: random.shuffle(neighbourhoodNames),
    suburb: [],
  }
  for (const face of [...faces].sort((p, q) => q.areaM2 - p.areaM2)) {
    if (face.areaM2 < 60_000) continue
    const style = styleOf(face)
    const name = names[style].shift() ?? names.planned.shift()
    // A face may lie around a park: its name belongs beside that, not in it.
    const { x, y } = face.middle
    if (name) map.label(terrain.parkAt(face.middle) ? { x, y: y - 260 } : { x, y }, { place: 'neighbourhood', name })
  }
}

type Draft = ReturnType<typeof createDraft>

/** Gathers nodes and ways with ids of their own; street nodes are written only when a way uses them. */
function createDraft() {
  const nodes: MadeNode[] = []
  const ways: MadeWay[] = []
  const streetSpots = new Map<number, Spot>()
  const streetNodes = new Map<number, MadeNode>()

  function node(spot: Spot, tags?: Record<string, string>): number {
    const id = nodes.length + 1
    nodes.push({ id, ...toLatLng(spot), ...(tags ? { tags } : {}) })
    return id
  }

  function street(networkNode: number, tags?: Record<string, string>): number {
    let found = streetNodes.get(networkNode)
    if (!found) {
      found = nodes[node(streetSpots.get(networkNode)!) - 1]!
      streetNodes.set(networkNode, found)
    }
    if (tags) found.tags = { ...found.tags, ...tags }
    return found.id
  }

  const way = (refs: number[], tags: Record<string, string>) => {
    ways.push({ id: ways.length + 1, refs, tags })
  }

  return {
    node,
    way,
    street: (networkNode: number, tags?: Record<string, string>) => street(networkNode, tags),
    reserve: (networkNode: number, spot: Spot) => streetSpots.set(networkNode, spot),
    label: (spot: Spot, tags: Record<string, string>) => node(spot, tags),
    line: (line: Line, tags: Record<string, string>) =>
      way(
        line.map((spot) => node(spot)),
        tags,
      ),
    area(ring: Line, tags: Record<string, string>): void {
      const refs = ring.map((spot) => node(spot))
      way([...refs, refs[0]!], tags)
    },
    finish: (): MadeMap => ({ nodes, ways }),
  }
}
