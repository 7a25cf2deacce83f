/** Metres east and north of the middle of the city. */
export type Spot = { x: number; y: number }
export type Line = Spot[]

/** Half the side of the square that the city lies in, metres. */
export const halfSideM = 2_600

// Farmland in the middle of India: there is no such city.
const centre = { lat: 21.3046, lng: 78.3112 }
const metresPerDegree = 111_195
const lngScale = metresPerDegree * Math.cos((centre.lat * Math.PI) / 180)

export const toLatLng = ({ x, y }: Spot) => ({
  lat: round7(centre.lat + y / metresPerDegree),
  lng: round7(centre.lng + x / lngScale),
})
const round7 = (degrees: number) => Math.round(degrees * 1e7) / 1e7

export const distance = (a: Spot, b: Spot) => Math.hypot(a.x - b.x, a.y - b.y)
export const mix = (a: Spot, b: Spot, share: number): Spot => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
})

export const lengthOf = (line: Line) => line.slice(1).reduce((sum, spot, i) => sum + distance(line[i]!, spot), 0)

/** Points at most `stepM` apart on a curve. */
export function curve(from: number, to: number, stepM: number, at: (s: number) => Spot): Line {
  const steps = Math.max(1, Math.ceil(Math.abs(to - from) / stepM))
  return Array.from({ length: steps + 1 }, (_, i) => at(from + ((to - from) * i) / steps))
}

/** The place where two straight pieces cross, as shares along each, or null. */
export function crossing(a: Spot, b: Spot, c: Spot, d: Spot): { t: number; u: number } | null {
  const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y]
  const cross = rx * sy - ry * sx
  if (Math.abs(cross) < 1e-9) return null
  const t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / cross
  const u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / cross
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? { t, u } : null
}

/** The nearest place on a straight piece: its share along it and how far it is. */
export function nearestOn(a: Spot, b: Spot, spot: Spot): { t: number; m: number } {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy
  const t = square > 0 ? Math.min(1, Math.max(0, ((spot.x - a.x) * dx + (spot.y - a.y) * dy) / square)) : 0
  return { t, m: distance(spot, mix(a, b, t)) }
}

export function distanceToLine(line: Line, spot: Spot): number {
  let best = Infinity
  for (let i = 1; i < line.length; i++) best = Math.min(best, nearestOn(line[i - 1]!, line[i]!, spot).m)
  return best
}

/** Even-odd rule. */
export function isInside(ring: Line, { x, y }: Spot): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i]!, ring[j]!]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

/** Leaves out points that lie within `toleranceM` of the line without them. */
export function thin(line: Line, toleranceM: number): Line {
  if (line.length <= 2) return line
  const [first, last] = [line[0]!, line.at(-1)!]
  let worst = 0
  let worstM = toleranceM
  for (let i = 1; i < line.length - 1; i++) {
    const { m } = nearestOn(first, last, line[i]!)
    if (m <= worstM) continue
    worst = i
    worstM = m
  }
  if (worst === 0) return [first, last]
  return [...thin(line.slice(0, worst + 1), toleranceM).slice(0, -1), ...thin(line.slice(worst), toleranceM)]
}

/** The line moved sideways; to the left of its direction when positive. */
export function beside(line: Line, offsetM: number | ((spot: Spot) => number)): Line {
  return line.map((spot, i) => {
    const [a, b] = [line[Math.max(0, i - 1)]!, line[Math.min(line.length - 1, i + 1)]!]
    const length = distance(a, b) || 1
    const m = typeof offsetM === 'number' ? offsetM : offsetM(spot)
    return { x: spot.x - ((b.y - a.y) / length) * m, y: spot.y + ((b.x - a.x) / length) * m }
  })
}

/** A closed, slightly irregular ring around a middle. */
export function blob(middle: Spot, radiusX: number, radiusY: number, wobble: number, phase: number, points = 28): Line {
  return Array.from({ length: points }, (_, i) => {
    const angle = (i / points) * 2 * Math.PI
    const r = 1 + wobble * (Math.sin(2 * angle + phase) * 0.6 + Math.sin(3 * angle + 2.1 * phase) * 0.4)
    return { x: middle.x + radiusX * r * Math.cos(angle), y: middle.y + radiusY * r * Math.sin(angle) }
  })
}
