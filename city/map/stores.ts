import { cityName } from './demo-city.ts'
import { blob, crossing, type Line, mix, type Spot, toLatLng } from './plane.ts'
import { seededRandom } from './random.ts'
import { makeTerrain } from './terrain.ts'

/** A dark store of the demo city. `area` is a ring of [lng, lat] pairs. */
export type DemoStore = { name: string; lat: number; lng: number; area: [lng: number, lat: number][] }

const farM = 4_000
const stepM = 60

/**
 * The demo city's stores, with areas that end at the river and the railway: what lies behind them is near as the crow flies and far by road.
 * Belongs to the map that `makeDemoCity` makes of the same seed.
 */
export function demoPlaces(seed: number): DemoStore[] {
  const { river, rail } = makeTerrain(seededRandom(seed))
  const riverAt = (y: number) =>
    valueAt(
      river.line.map((spot) => [-spot.y, spot.x]),
      -y,
    )
  const railAt = (x: number) =>
    valueAt(
      rail.map((spot) => [spot.x, spot.y]),
      x,
    )
  const middle = () => 480
  const edge = (y: number) => () => y

  const plans: {
    name: string
    at: Spot
    side: 'west' | 'east'
    top: (x: number) => number
    bottom: (x: number) => number
  }[] = [
    { name: 'Talab Nagar', at: { x: -900, y: 930 }, side: 'west', top: edge(farM), bottom: middle },
    { name: 'Purana Shehar', at: { x: -760, y: 10 }, side: 'west', top: middle, bottom: railAt },
    { name: 'Udyog Vihar', at: { x: -820, y: -1_300 }, side: 'west', top: railAt, bottom: edge(-farM) },
    { name: 'Naya Nagar', at: { x: 1_240, y: 1_060 }, side: 'east', top: edge(farM), bottom: middle },
    { name: 'Nehru Chowk', at: { x: 1_200, y: -130 }, side: 'east', top: middle, bottom: railAt },
    { name: 'Dakshin Vihar', at: { x: 1_050, y: -1_400 }, side: 'east', top: railAt, bottom: edge(-farM) },
  ]
  // The city's rough outline: beyond it are fields, and nobody to deliver to.
  const limit = blob({ x: 40, y: 0 }, 2_480, 2_450, 0, 0, 48)
  return plans.map(({ name, at, side, top, bottom }) => {
    const outer = side === 'west' ? -farM : farM
    const region = [
      ...alongRoof(outer, riverAt, top),
      ...alongRiver(riverAt, top, bottom),
      ...alongRoof(outer, riverAt, bottom).reverse(),
    ]
    const area = clipTo(limit, region).map((spot) => {
      const { lat, lng } = toLatLng(spot)
      return [lng, lat] as [number, number]
    })
    return { name: `${cityName} ${name}`, ...toLatLng(at), area }
  })
}

/** From the outside to the river along the northern or southern edge of an area. */
function alongRoof(outer: number, riverAt: (y: number) => number, edge: (x: number) => number): Line {
  const line: Line = []
  const sign = Math.sign(-outer)
  for (let x = outer; (riverAt(edge(x)) - x) * sign > 0; x += stepM * sign) line.push({ x, y: edge(x) })
  return line
}

function alongRiver(riverAt: (y: number) => number, top: (x: number) => number, bottom: (x: number) => number): Line {
  const line: Line = []
  for (let y = farM; y >= -farM; y -= stepM) {
    const x = riverAt(y)
    if (y < top(x) && y > bottom(x)) line.push({ x, y })
  }
  return line
}

/** Sutherland and Hodgman 1974: what of a region lies in a convex ring that runs anticlockwise. */
function clipTo(convex: Line, region: Line): Line {
  let left = region
  for (const [i, from] of convex.entries()) {
    const to = convex[(i + 1) % convex.length]!
    const isIn = ({ x, y }: Spot) => (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) >= 0
    const beyond = (spot: Spot) => mix(from, to, spot === from ? -50 : 50)
    const next: Line = []
    for (const [k, spot] of left.entries()) {
      const before = left[(k + left.length - 1) % left.length]!
      if (isIn(spot) !== isIn(before)) {
        const hit = crossing(before, spot, beyond(from), beyond(to))
        if (hit) next.push(mix(before, spot, hit.t))
      }
      if (isIn(spot)) next.push(spot)
    }
    left = next
  }
  return left
}

/** Between given points, which run upwards; the nearest beyond them. */
function valueAt(points: [number, number][], at: number): number {
  let i = 1
  while (i < points.length - 1 && points[i]![0] < at) i++
  const [[a, va], [b, vb]] = [points[i - 1]!, points[i]!]
  const share = Math.min(1, Math.max(0, (at - a) / (b - a)))
  return va + (vb - va) * share
}
