/** Coordinates of a tile, `[x0, y0, x1, y1, …]`; y grows downwards. */
export type Flat = number[]

/** The parts of a line that lie inside the square `[low, high]` (Liang and Barsky 1984, piece by piece). */
export function clipLine(line: Flat, low: number, high: number): Flat[] {
  const parts: Flat[] = []
  let part: Flat = []
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [ax, ay, bx, by] = [line[i]!, line[i + 1]!, line[i + 2]!, line[i + 3]!]
    const [dx, dy] = [bx - ax, by - ay]
    let enter = 0
    let leave = 1
    let outside = false
    for (const [p, q] of [
      [-dx, ax - low],
      [dx, high - ax],
      [-dy, ay - low],
      [dy, high - ay],
    ] as const) {
      if (p === 0) outside ||= q < 0
      else if (p < 0) enter = Math.max(enter, q / p)
      else leave = Math.min(leave, q / p)
    }
    if (outside || enter > leave) continue
    if (part.length === 0) part.push(ax + enter * dx, ay + enter * dy)
    part.push(ax + leave * dx, ay + leave * dy)
    if (leave < 1) {
      parts.push(part)
      part = []
    }
  }
  if (part.length > 0) parts.push(part)
  return parts
}

/** A ring cut to the square `[low, high]` (Sutherland and Hodgman 1974); empty when nothing is left. */
export function clipRing(ring: Flat, low: number, high: number): Flat {
  let result = ring
  for (const [axis, bound, sign] of [
    [0, low, 1],
    [0, high, -1],
    [1, low, 1],
    [1, high, -1],
  ] as const) {
    if (result.length === 0) return result
    result = clipHalf(result, axis, bound, sign)
  }
  return result
}

function clipHalf(ring: Flat, axis: 0 | 1, bound: number, sign: 1 | -1): Flat {
  const out: Flat = []
  let [px, py] = [ring[ring.length - 2]!, ring[ring.length - 1]!]
  let wasInside = ((axis === 0 ? px : py) - bound) * sign >= 0
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i]!, ring[i + 1]!]
    const isInside = ((axis === 0 ? x : y) - bound) * sign >= 0
    if (isInside !== wasInside) {
      const share = axis === 0 ? (bound - px) / (x - px) : (bound - py) / (y - py)
      out.push(px + (x - px) * share, py + (y - py) * share)
    }
    if (isInside) out.push(x, y)
    ;[px, py, wasInside] = [x, y, isInside]
  }
  return out
}

/** Fewer points, none moved, none left out that was further than `tolerance` away (Douglas and Peucker 1973, without recursion). */
export function simplify(line: Flat, tolerance: number): Flat {
  const points = line.length / 2
  if (points <= 2 || tolerance <= 0) return line
  const keep = new Uint8Array(points)
  keep[0] = 1
  keep[points - 1] = 1
  const open: [number, number][] = [[0, points - 1]]
  const most = tolerance * tolerance
  for (let range = open.pop(); range; range = open.pop()) {
    const [first, last] = range
    let furthest = -1
    let furthestSquare = most
    for (let i = first + 1; i < last; i++) {
      const square = squareToSegment(line, i, first, last)
      if (square <= furthestSquare) continue
      furthest = i
      furthestSquare = square
    }
    if (furthest < 0) continue
    keep[furthest] = 1
    open.push([first, furthest], [furthest, last])
  }
  return line.filter((_, i) => keep[i >> 1])
}

function squareToSegment(line: Flat, i: number, first: number, last: number): number {
  const [x, y] = [line[2 * i]!, line[2 * i + 1]!]
  const [ax, ay] = [line[2 * first]!, line[2 * first + 1]!]
  const [dx, dy] = [line[2 * last]! - ax, line[2 * last + 1]! - ay]
  const square = dx * dx + dy * dy
  const share = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0
  return (x - ax - dx * share) ** 2 + (y - ay - dy * share) ** 2
}

/** Whole coordinates without repeated points. */
export function snapToGrid(line: Flat): Flat {
  const out: Flat = []
  for (let i = 0; i < line.length; i += 2) {
    const [x, y] = [Math.round(line[i]!), Math.round(line[i + 1]!)]
    if (out.length === 0 || out[out.length - 2] !== x || out[out.length - 1] !== y) out.push(x, y)
  }
  return out
}

/** Twice the area of a ring; positive when it runs clockwise on the screen, as outer rings of a tile must. */
export function doubleArea(ring: Flat): number {
  let sum = 0
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    sum += ring[j]! * ring[i + 1]! - ring[i]! * ring[j + 1]!
  return sum
}

/** The same ring the other way round. */
export function reverseRing(ring: Flat): Flat {
  const out: Flat = []
  for (let i = ring.length - 2; i >= 0; i -= 2) out.push(ring[i]!, ring[i + 1]!)
  return out
}

/** Joins lines that meet end to start, so that a street cut at every crossing is drawn and labelled as one. */
export function joinLines(lines: Flat[]): Flat[] {
  const key = (x: number, y: number) => `${x},${y}`
  const byStart = new Map<string, Flat>()
  const joined = new Set<Flat>()
  const ends = new Set<string>()
  for (const line of lines) {
    byStart.set(key(line[0]!, line[1]!), line)
    ends.add(key(line[line.length - 2]!, line[line.length - 1]!))
  }
  const out: Flat[] = []
  const follow = (start: Flat) => {
    const chain = [...start]
    joined.add(start)
    for (;;) {
      const next = byStart.get(key(chain[chain.length - 2]!, chain[chain.length - 1]!))
      if (!next || joined.has(next)) break
      joined.add(next)
      for (let i = 2; i < next.length; i++) chain.push(next[i]!)
    }
    out.push(chain)
  }
  // Chains begin where no line ends; what is left after that are closed loops.
  for (const line of lines) if (!ends.has(key(line[0]!, line[1]!))) follow(line)
  for (const line of lines) if (!joined.has(line)) follow(line)
  return out
}
