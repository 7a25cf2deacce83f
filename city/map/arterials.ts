import { createNetwork, type Network, type Street } from './network.ts'
import { beside, curve, distance, halfSideM, isInside, type Line, mix, type Spot, thin } from './plane.ts'
import type { Random } from './random.ts'
import type { Park, Terrain } from './terrain.ts'

/** Where big streets meet in a circle: middle and radius, metres. */
type Circle = { name: string; middle: Spot; radiusM: number }

export type Arterials = { network: Network; circles: Circle[] }

const waterMarginM = 14
const railMarginM = 16
const riverfrontM = 42

/**
 * The streets that hold the city together: a ring, an avenue across, two roads along, diagonals, riverfronts. The river is crossed at
 * four bridges; the railway on the ring's two overbridges and at two level crossings.
 */
export function layArterials(terrain: Terrain, random: Random): Arterials {
  const network = createNetwork()
  const p = random.between(0, 1)
  const ringAt = (angle: number): Spot => {
    const r = 1_760 + 110 * Math.sin(2 * angle + 1 + p) + 70 * Math.sin(3 * angle + p)
    return { x: 60 + r * Math.cos(angle), y: 20 + r * Math.sin(angle) }
  }
  const mg = (x: number): Spot => ({ x, y: 250 + 95 * Math.sin(x / 880 + p) })
  const station = (y: number): Spot => ({ x: -960 + 120 * Math.sin(y / 820 + 1 + p), y })
  const patel = (y: number): Spot => ({ x: 1_290 + 100 * Math.sin(y / 690 + p), y })
  const ring = curve(0, 2 * Math.PI, 0.06, ringAt)
  const west = meet(mg, station, -960)
  const east = meet(mg, patel, 1_290)

  const overWater = (spot: Spot) => terrain.isWater(spot, waterMarginM)
  const overRail = (spot: Spot) => terrain.nearRail(spot, railMarginM)
  const lay = (line: Line, street: Street, isBridge: (spot: Spot) => boolean = overWater) =>
    network.lay(cutAt(line, isBridge), street, isBridge)

  lay(ring, { name: 'Outer Ring Road', class: 'trunk' }, (spot) => overWater(spot) || overRail(spot))
  lay(curve(-halfSideM, halfSideM, 45, mg), { name: 'Mahatma Gandhi Road', class: 'primary' })
  lay(curve(halfSideM, -halfSideM, 45, station), { name: 'Station Road', class: 'secondary' })
  lay(curve(halfSideM, -halfSideM, 45, patel), { name: 'Sardar Patel Marg', class: 'secondary' })

  const nehru = bent(east, { x: 2_400, y: halfSideM }, 60)
  lay(nehru, { name: 'Jawaharlal Nehru Avenue', class: 'primary' })
  lay(bent(west, { x: -halfSideM, y: -620 }, -50), { name: 'Lokmanya Tilak Marg', class: 'secondary' })
  lay(bent(west, { x: -330, y: 1_800 }, 70), { name: 'Subhash Chandra Bose Marg', class: 'tertiary' })

  const crossTown = (name: string, from: number, to: number, y: number, cls: Street['class'], bend: number) => {
    const line = curve(from, to, 15, (x) => ({ x, y: y + bend * Math.sin(x / 640 + p) }))
    for (const part of dryParts(line, terrain)) lay(thin(part, 1), { name, class: cls })
  }
  crossTown('Rabindranath Tagore Road', -1_640, 1_760, 1_190, 'tertiary', 60)
  crossTown('Doctor Ambedkar Road', -1_330, -170, -1_420, 'secondary', 70)
  crossTown('Bhagat Singh Road', 300, 1_620, -1_330, 'tertiary', 60)
  crossTown('Rani Lakshmibai Marg', -1_740, 1_790, -260, 'tertiary', 45)
  // The fourth bridge: the old one below the palace, for those who know it.
  lay(bent({ x: -700, y: 830 }, { x: 1_130, y: 960 }, 40), { name: 'Purana Pul Road', class: 'tertiary' })

  for (const side of [1, -1] as const) {
    const line = beside(terrain.river.line, (spot) => side * (terrain.river.halfWidthM(spot) * 1.1 + riverfrontM))
    const name = side > 0 ? 'Ghat Road' : 'Riverfront Road'
    for (const part of partsWhere(
      line,
      (spot) => Math.abs(spot.y) < 2_350 && isInside(terrain.city, spot) && !terrain.nearRail(spot, 45),
    )) {
      if (part.length > 3) lay(part, { name, class: 'tertiary' })
    }
  }
  for (const park of terrain.parks) layAround(network, terrain, park)

  const circles: Circle[] = [
    { name: 'Gandhi Chowk', middle: west, radiusM: 34 },
    { name: 'Nehru Chowk', middle: east, radiusM: 38 },
  ]
  for (const circle of circles) layCircle(network, circle)
  return { network, circles }
}

/** Where an east-west street meets a north-south one. */
function meet(alongX: (x: number) => Spot, alongY: (y: number) => Spot, startX: number): Spot {
  let spot = alongX(startX)
  for (let i = 0; i < 30; i++) spot = alongX(alongY(spot.y).x)
  return spot
}

/** A line between two spots, bent sideways by so many metres in the middle. */
function bent(from: Spot, to: Spot, bendM: number): Line {
  const length = distance(from, to)
  return curve(0, 1, 45 / length, (s) => {
    const m = (Math.sin(Math.PI * s) * bendM) / length
    return {
      x: from.x + (to.x - from.x) * s - (to.y - from.y) * m,
      y: from.y + (to.y - from.y) * s + (to.x - from.x) * m,
    }
  })
}

/** Puts points on the line where a bridge begins and ends, so that the bridge is exactly as long as it must be. */
function cutAt(line: Line, isBridge: (spot: Spot) => boolean): Line {
  const out: Line = [line[0]!]
  for (let i = 1; i < line.length; i++) {
    const fine = curve(0, 1, 2 / Math.max(2, distance(line[i - 1]!, line[i]!)), (s) => ({
      x: line[i - 1]!.x + (line[i]!.x - line[i - 1]!.x) * s,
      y: line[i - 1]!.y + (line[i]!.y - line[i - 1]!.y) * s,
    }))
    for (let k = 1; k < fine.length; k++) {
      if (isBridge(fine[k]!) !== isBridge(fine[k - 1]!)) out.push(isBridge(fine[k]!) ? fine[k - 1]! : fine[k]!)
    }
    out.push(line[i]!)
  }
  return out
}

/** The parts of a line that end at the riverfront, just beyond the street there, and at parks. */
const dryParts = (line: Line, terrain: Terrain) =>
  partsWhere(line, (spot) => !terrain.isWater(spot, riverfrontM - 10) && !terrain.parkAt(spot))

export function partsWhere(line: Line, isWanted: (spot: Spot) => boolean): Line[] {
  const parts: Line[] = []
  let part: Line = []
  for (const spot of line) {
    if (isWanted(spot)) part.push(spot)
    else {
      if (part.length > 1) parts.push(part)
      part = []
    }
  }
  if (part.length > 1) parts.push(part)
  return parts
}

/** A street around a park or grounds, led on to the nearest street outside if none touches it. */
function layAround(network: Network, terrain: Terrain, park: Park): void {
  // A short name for the street around, as people would say it.
  const name =
    park.kind === 'park' ? `${park.name.replace(/ (Park|Udyan|Garden|Maidan)$/, '')} Circle` : `${park.name} Road`
  const middle = { x: mean(park.ring.map(({ x }) => x)), y: mean(park.ring.map(({ y }) => y)) }
  const ring = park.ring.map((spot) => mix(middle, spot, 1 + 14 / distance(middle, spot)))
  const around = network.lay([...ring, ring[0]!], { name, class: 'residential' })

  const inner = new Set<number>()
  const outer = new Set<number>()
  for (const { a, b, street } of network.edges.values())
    for (const node of [a, b]) (street === around ? inner : outer).add(node)
  if ([...inner].some((node) => outer.has(node))) return
  const isClear = (a: Spot, b: Spot) =>
    curve(0, 1, 0.05, (s) => mix(a, b, s)).every(
      (spot) => !terrain.isWater(spot, 25) && !terrain.nearRail(spot, 25) && !terrain.parkAt(spot),
    )
  let best: { from: Spot; to: Spot; m: number } | null = null
  for (const p of inner) {
    for (const q of outer) {
      const [from, to] = [network.nodes[p]!, network.nodes[q]!]
      const m = distance(from, to)
      if ((best === null || m < best.m) && isClear(from, to)) best = { from, to, m }
    }
  }
  if (best) network.lay([best.from, best.to], { name, class: 'residential' })
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Replaces a crossing by a circle, ridden clockwise as where one drives on the left. */
function layCircle(network: Network, { name, middle, radiusM }: Circle): void {
  const ring = curve(2 * Math.PI, 0, 0.33, (angle) => ({
    x: middle.x + radiusM * Math.cos(angle),
    y: middle.y + radiusM * Math.sin(angle),
  }))
  network.lay([...ring.slice(0, -1), ring[0]!], { name, class: 'primary', roundabout: true })
  for (const [id, { a, b, street }] of [...network.edges]) {
    if (network.streets[street]!.roundabout) continue
    if (distance(mix(network.nodes[a]!, network.nodes[b]!, 0.5), middle) < radiusM - 3) network.removeEdge(id)
  }
}
