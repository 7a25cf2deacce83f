import { distanceM } from '../../../contracts/geo.ts'
import type { RouteStep, Turn } from '../port.ts'

type Path = [lng: number, lat: number][]

/** One piece of street that is ridden, as it lies. An empty name where the map has none. */
export interface Stretch {
  readonly street: string
  readonly path: Path
  readonly lengthM: number
}

/** A bend within a street that is called straight on; a sharper one is a turn even if the name stays. */
const bendDegrees = 55
/** How far before and behind a corner one looks for its angle: corners are drawn round. */
const lookM = 20

/**
 * What a rider is told on the way: one step per street, and where the way turns off sharply. The first says `depart`, each
 * next one how one comes into its street, the last `arrive`, 0 m long.
 */
export function stepsOf(stretches: readonly Stretch[]): RouteStep[] {
  const steps: (RouteStep & { ridden: Path })[] = []
  for (const { street, path, lengthM } of stretches) {
    if (path.length < 2 || lengthM < 0.5) continue
    const last = steps.at(-1)
    const degrees = last ? turnDegrees(last.ridden, path) : 0
    if (last && (last.street === street || lengthM < 3) && Math.abs(degrees) < bendDegrees) {
      last.distanceM += lengthM
      last.ridden.push(...path.slice(1))
    } else
      steps.push({
        turn: last ? turnOf(degrees) : 'depart',
        street,
        distanceM: lengthM,
        at: path[0]!,
        ridden: [...path],
      })
  }
  const end = steps.at(-1)
  if (!end) return []
  const arrive: RouteStep = { turn: 'arrive', street: end.street, distanceM: 0, at: end.ridden.at(-1)! }
  return [...steps.map(({ ridden: _, ...step }) => step), arrive]
}

function turnOf(degrees: number): Turn {
  const size = Math.abs(degrees)
  if (size < 25) return 'straight'
  if (size > 160) return 'uturn'
  const side = degrees < 0 ? 'left' : 'right'
  if (size < 55) return `slight_${side}`
  return size > 120 ? `sharp_${side}` : side
}

/** Degrees by which one turns from one line into the next: positive to the right, between -180 and 180. */
function turnDegrees(from: Path, into: Path): number {
  const before = backFrom(from)
  const difference = bearing(into[0]!, aheadOf(into)) - bearing(before, from.at(-1)!)
  return ((difference + 540) % 360) - 180
}

const aheadOf = (path: Path) => farEnough(path[0]!, path.slice(1))
const backFrom = (path: Path) => farEnough(path.at(-1)!, path.slice(0, -1).reverse())

const farEnough = (from: Path[number], others: Path): Path[number] =>
  others.find((each) => distanceM(pointOf(from), pointOf(each)) >= lookM) ?? others.at(-1)!

const pointOf = ([lng, lat]: Path[number]) => ({ lat, lng })

function bearing([lngA, latA]: Path[number], [lngB, latB]: Path[number]): number {
  const east = (lngB - lngA) * Math.cos((latA * Math.PI) / 180)
  return (Math.atan2(east, latB - latA) * 180) / Math.PI
}
