import { partsWhere } from './arterials.ts'
import type { Face, Faces } from './faces.ts'
import { createStreetNames, type StreetStyle } from './names.ts'
import type { Network } from './network.ts'
import { distance, halfSideM, type Line, lengthOf, type Spot, thin } from './plane.ts'
import type { Random } from './random.ts'

/** How the small streets of a part of the city run. Distances in metres. */
type Pattern = {
  main: [number, number]
  side: [number, number]
  bendM: number
  waveM: number
  skip: number
  gap: number
}

const patterns: Record<StreetStyle, Pattern> = {
  old: { main: [95, 150], side: [44, 66], bendM: 15, waveM: 95, skip: 0.16, gap: 0.34 },
  planned: { main: [170, 260], side: [74, 96], bendM: 5, waveM: 300, skip: 0.07, gap: 0.22 },
  suburb: { main: [165, 250], side: [76, 112], bendM: 24, waveM: 190, skip: 0.12, gap: 0.36 },
  industrial: { main: [260, 380], side: [150, 220], bendM: 6, waveM: 300, skip: 0.2, gap: 0.2 },
}

const stepM = 10
const shortestM = 55
const reachM = 64

export function styleOf({ middle }: Face): StreetStyle {
  if (distance(middle, { x: -420, y: 180 }) < 640) return 'old'
  if (middle.x < -450 && middle.y < -1_380) return 'industrial'
  return distance(middle, { x: 60, y: 20 }) > 1_680 || middle.y < -900 ? 'suburb' : 'planned'
}

/** Fills every face with streets of its own direction and pattern, joined to the streets around it. */
export function layLocals(network: Network, faces: Faces, random: Random): void {
  const nameOf = createStreetNames(random)
  let eastwards = false
  for (const face of faces.list) {
    const style = styleOf(face)
    const pattern = patterns[style]
    const angle =
      nearestDirection(network, face.middle) +
      (style === 'planned' ? random.between(-0.05, 0.05) : random.between(-0.3, 0.3))
    for (const line of hatch(face, faces, angle + Math.PI / 2, pattern, pattern.main, random)) {
      network.lay(line, {
        name: nameOf(style, 'main'),
        class: lengthOf(line) > 320 && style !== 'old' ? 'tertiary' : 'residential',
      })
    }
    for (const line of hatch(face, faces, angle, pattern, pattern.side, random)) {
      const cls = style === 'old' && random.chance(0.5) ? 'living_street' : 'residential'
      const oneway = style === 'old' && cls === 'residential'
      // Neighbouring oneway streets run against each other, so that they make pairs.
      if (oneway) eastwards = !eastwards
      const directed = oneway && eastwards ? [...line].reverse() : line
      network.lay(directed, { name: nameOf(style, 'side'), class: cls, ...(oneway ? { oneway } : {}) })
    }
  }
}

/** The direction of the nearest big street, so that small ones run along it and across it. */
function nearestDirection(network: Network, spot: Spot): number {
  let best = Infinity
  let angle = 0
  for (const { a, b } of network.edges.values()) {
    const [from, to] = [network.nodes[a]!, network.nodes[b]!]
    const m = distance(spot, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 })
    if (m >= best) continue
    best = m
    angle = Math.atan2(to.y - from.y, to.x - from.x)
  }
  return angle
}

/** Roughly parallel lines across a face: bent, unevenly spaced, some left out, some with a gap that leaves two dead ends. */
function hatch(
  face: Face,
  faces: Faces,
  angle: number,
  pattern: Pattern,
  spacing: [number, number],
  random: Random,
): Line[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const phase = random.between(0, 6)
  const reach = 1.2 * halfSideM
  const lines: Line[] = []
  for (let across = -reach + random.between(0, spacing[1]); across < reach; across += random.between(...spacing)) {
    const whole: Line = []
    for (let along = -reach; along <= reach; along += stepM) {
      const t = across + pattern.bendM * Math.sin(along / pattern.waveM + phase + across / 700)
      whole.push({ x: face.middle.x + along * cos - t * sin, y: face.middle.y + along * sin + t * cos })
    }
    for (const part of partsWhere(whole, (spot) => faces.at(spot) === face.id)) {
      if (lengthOf(part) < shortestM || random.chance(pattern.skip)) continue
      const joined = reachOut(part, faces)
      if (!joined) continue
      const withGap = lengthOf(joined) > 230 && random.chance(pattern.gap)
      for (const piece of withGap ? breakUp(joined, random) : [joined])
        if (lengthOf(piece) >= shortestM) lines.push(thin(piece, 1.2))
    }
  }
  return lines
}

/** Leads both ends on to the street that bounds the face, if there is one near; nothing if neither end finds one. */
function reachOut(part: Line, faces: Faces): Line | null {
  const ends = [part, [...part].reverse()].map((line) => {
    const [last, before] = [line.at(-1)!, line.at(-2)!]
    const m = distance(last, before)
    const [dx, dy] = [(last.x - before.x) / m, (last.y - before.y) / m]
    for (let far = 0; far <= reachM; far += 4) {
      if (!faces.isStreet({ x: last.x + dx * far, y: last.y + dy * far })) continue
      return { x: last.x + dx * (far + 22), y: last.y + dy * (far + 22) }
    }
    return null
  })
  if (!ends[0] && !ends[1]) return null
  return [...(ends[1] ? [ends[1]] : []), ...part, ...(ends[0] ? [ends[0]] : [])]
}

function breakUp(line: Line, random: Random): Line[] {
  const at = Math.floor(line.length * random.between(0.35, 0.65))
  return [line.slice(0, at - 2), line.slice(at + 3)].filter((piece) => piece.length > 1)
}
