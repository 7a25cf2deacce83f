import { makeBusiness, makeHouseName } from './businesses.ts'
import type { Chain } from './chains.ts'
import type { StreetStyle } from './names.ts'
import type { Network, StreetClass } from './network.ts'
import { distance, halfSideM, isInside, type Line, type Spot } from './plane.ts'
import type { Random } from './random.ts'
import type { Terrain } from './terrain.ts'

export type Building = { ring: Line; tags: Record<string, string> }

/** Half of a street with its pavement, metres. */
const halfWidthM: Record<StreetClass, number> = {
  trunk: 15,
  primary: 13,
  secondary: 11,
  tertiary: 8.5,
  residential: 6,
  living_street: 4.5,
  service: 4,
}

type Plot = { width: [number, number]; depth: [number, number]; setback: [number, number]; empty: number }
const plots: Record<StreetStyle, Plot> = {
  old: { width: [8, 14], depth: [10, 17], setback: [0.5, 2], empty: 0.05 },
  planned: { width: [12, 19], depth: [12, 18], setback: [2, 4.5], empty: 0.1 },
  suburb: { width: [13, 22], depth: [10, 17], setback: [3, 8], empty: 0.3 },
  industrial: { width: [30, 58], depth: [26, 44], setback: [6, 12], empty: 0.3 },
}

const cellM = 2

/** Builds houses along every street, numbered odd on its left and even on its right, none on a street or in another. */
export function raiseBuildings(
  {
    network,
    chains,
    terrain,
    styleAt,
  }: { network: Network; chains: Chain[]; terrain: Terrain; styleAt: (spot: Spot) => StreetStyle },
  random: Random,
): Building[] {
  const ground = createGround()
  for (const { a, b, street } of network.edges.values()) {
    ground.pave(network.nodes[a]!, network.nodes[b]!, halfWidthM[network.streets[street]!.class])
  }
  const buildings: Building[] = []
  const lastNumber = new Map<string, number>()
  for (const chain of chains) {
    const street = network.streets[chain.street]!
    if (chain.bridge || street.roundabout || street.class === 'trunk') continue
    const line = chain.nodes.map((node) => network.nodes[node]!)
    for (const side of [1, -1] as const) {
      const key = `${street.name}|${side}`
      let number = lastNumber.get(key) ?? (side > 0 ? -1 : 0)
      for (const lot of lotsAlong(line, side, halfWidthM[street.class], styleAt, random)) {
        number += 2
        if (random.chance(plots[lot.style].empty) || !isBuildable(lot.ring, terrain) || !ground.isFree(lot.ring))
          continue
        ground.build(lot.ring)
        buildings.push({
          ring: shaped(lot.ring, lot.style, random),
          tags: tagsFor(lot.style, street.class, street.name, number, random),
        })
      }
      lastNumber.set(key, number)
    }
  }
  return buildings
}

function tagsFor(
  style: StreetStyle,
  cls: StreetClass,
  street: string,
  number: number,
  random: Random,
): Record<string, string> {
  const address = { 'addr:housenumber': String(number), 'addr:street': street }
  const isBusy = cls === 'primary' || cls === 'secondary' || cls === 'tertiary'
  if (random.chance(isBusy ? 0.12 : style === 'old' ? 0.07 : 0.012))
    return { building: 'commercial', ...address, ...makeBusiness(random) }
  if (style === 'industrial') return { building: 'industrial', ...address }
  if (random.chance(isBusy ? 0.05 : 0.03)) return { building: 'apartments', ...address, name: makeHouseName(random) }
  return { building: random.chance(0.6) ? 'house' : 'yes', ...address }
}

/** Rectangles along one side of a line, one after another. */
function* lotsAlong(line: Line, side: 1 | -1, halfWidth: number, styleAt: (spot: Spot) => StreetStyle, random: Random) {
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const length = distance(a, b)
    const [dx, dy] = [(b.x - a.x) / length, (b.y - a.y) / length]
    for (let along = 3; along < length - 8; ) {
      const style = styleAt({ x: a.x + dx * along - dy * side * 25, y: a.y + dy * along + dx * side * 25 })
      const plot = plots[style]
      const width = random.between(...plot.width)
      if (along + width > length - 1) break
      const near = halfWidth + random.between(...plot.setback)
      const far = near + random.between(...plot.depth)
      const corner = (s: number, t: number): Spot => ({
        x: a.x + dx * s - dy * side * t,
        y: a.y + dy * s + dx * side * t,
      })
      const gap = random.between(1, style === 'old' ? 1.6 : 3)
      yield {
        style,
        ring: [
          corner(along, near),
          corner(along + width - gap, near),
          corner(along + width - gap, far),
          corner(along, far),
        ],
      }
      along += width
    }
  }
}

/** Some houses have a courtyard cut out of a corner behind. */
function shaped(ring: Line, style: StreetStyle, random: Random): Line {
  if (!random.chance(style === 'industrial' ? 0.4 : 0.25)) return ring
  const [a, b, c, d] = ring as [Spot, Spot, Spot, Spot]
  const [s, t] = [random.between(0.45, 0.7), random.between(0.5, 0.75)]
  const inside = (u: number, v: number): Spot => ({
    x: a.x + (b.x - a.x) * u + (d.x - a.x) * v,
    y: a.y + (b.y - a.y) * u + (d.y - a.y) * v,
  })
  return random.chance(0.5)
    ? [a, b, inside(1, t), inside(s, t), inside(s, 1), d]
    : [a, b, c, inside(1 - s, 1), inside(1 - s, t), inside(0, t)]
}

function isBuildable(ring: Line, terrain: Terrain): boolean {
  return ring.every(
    (corner) =>
      isInside(terrain.city, corner) &&
      !terrain.isWater(corner, 14) &&
      !terrain.nearRail(corner, 22) &&
      !terrain.parkAt(corner),
  )
}

/** Which square metres are taken, on a grid. */
function createGround() {
  const side = Math.ceil((2 * halfSideM) / cellM)
  const taken = new Uint8Array(side * side)
  const index = (x: number, y: number) => {
    const [c, r] = [Math.floor((x + halfSideM) / cellM), Math.floor((y + halfSideM) / cellM)]
    return c >= 0 && r >= 0 && c < side && r < side ? r * side + c : -1
  }

  /** The cells well inside a rectangle: neighbours may stand a metre apart, which is less than a cell. */
  function* cellsOf(ring: Line): Generator<number> {
    const [a, b, , d] = insetBy(ring as [Spot, Spot, Spot, Spot], 1.2)
    const [across, down] = [Math.ceil(distance(a, b) / 1.5), Math.ceil(distance(a, d) / 1.5)]
    for (let i = 0; i <= across; i++) {
      for (let j = 0; j <= down; j++) {
        const [u, v] = [i / across, j / down]
        yield index(a.x + (b.x - a.x) * u + (d.x - a.x) * v, a.y + (b.y - a.y) * u + (d.y - a.y) * v)
      }
    }
  }

  return {
    pave(from: Spot, to: Spot, halfWidth: number): void {
      const length = distance(from, to)
      const steps = Math.max(1, Math.ceil(length / cellM))
      for (let s = 0; s <= steps; s++) {
        const [x, y] = [from.x + ((to.x - from.x) * s) / steps, from.y + ((to.y - from.y) * s) / steps]
        for (let dx = -halfWidth; dx <= halfWidth; dx += cellM) {
          for (let dy = -halfWidth; dy <= halfWidth; dy += cellM) {
            const cell = dx * dx + dy * dy <= halfWidth * halfWidth ? index(x + dx, y + dy) : -1
            if (cell >= 0) taken[cell] = 1
          }
        }
      }
    },
    isFree(ring: Line): boolean {
      for (const cell of cellsOf(ring)) if (cell < 0 || taken[cell]) return false
      return true
    },
    build(ring: Line): void {
      for (const cell of cellsOf(ring)) if (cell >= 0) taken[cell] = 1
    },
  }
}

function insetBy([a, b, , d]: [Spot, Spot, Spot, Spot], m: number): [Spot, Spot, Spot, Spot] {
  const [u, v] = [m / distance(a, b), m / distance(a, d)]
  const at = (s: number, t: number): Spot => ({
    x: a.x + (b.x - a.x) * s + (d.x - a.x) * t,
    y: a.y + (b.y - a.y) * s + (d.y - a.y) * t,
  })
  return [at(u, v), at(1 - u, v), at(1 - u, 1 - v), at(u, 1 - v)]
}
