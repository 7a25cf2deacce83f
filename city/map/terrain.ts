import { blob, curve, distanceToLine, halfSideM, isInside, type Line, type Spot } from './plane.ts'
import type { Random } from './random.ts'

export type ParkKind = 'park' | 'hospital' | 'college' | 'stadium' | 'station'
/** An area that streets go around: a park, or the grounds of something large. */
export type Park = { name: string; kind: ParkKind; ring: Line; pond?: { name: string; ring: Line } }

/** What streets have to go around, or cross on bridges. */
export type Terrain = {
  river: { name: string; line: Line; halfWidthM: (spot: Spot) => number; ring: Line }
  rail: Line
  parks: Park[]
  /** Where the houses end and the fields begin. */
  city: Line
  isWater(spot: Spot, marginM: number): boolean
  nearRail(spot: Spot, marginM: number): boolean
  parkAt(spot: Spot): Park | undefined
}

const beyondM = halfSideM + 60

export function makeTerrain(random: Random): Terrain {
  const phase = random.between(0.3, 0.9)
  const line = curve(beyondM, -beyondM, 40, (y) => ({
    x: 210 + 400 * Math.sin(y / 1150 + phase) + 90 * Math.sin(y / 430 + 2 + phase),
    y,
  }))
  const halfWidthM = ({ y }: Spot) => 58 + 13 * Math.sin(y / 610 + phase) + 6 * Math.sin(y / 170)
  const left = line.map((spot) => ({ x: spot.x + halfWidthM(spot) * 1.1, y: spot.y }))
  const right = line.map((spot) => ({ x: spot.x - halfWidthM(spot) * 1.1, y: spot.y }))
  const railPhase = random.between(0.2, 0.8)
  const rail = curve(-beyondM, beyondM, 60, (x) => ({ x, y: -800 + 170 * Math.sin(x / 1500 + railPhase) - 0.07 * x }))

  const lake = { x: -1_370, y: 650 }
  const railAt = (x: number) => -800 + 170 * Math.sin(x / 1500 + railPhase) - 0.07 * x
  const parks: Park[] = [
    {
      name: 'Rani Talab Park',
      kind: 'park',
      ring: blob(lake, 235, 205, 0.1, 1.1),
      pond: { name: 'Rani Talab', ring: blob(lake, 165, 135, 0.16, 1.1) },
    },
    {
      name: 'Mahatma Gandhi Udyan',
      kind: 'park',
      ring: blob({ x: 1_010, y: 700 }, 175, 205, 0.07, 2.4),
      pond: { name: 'Lotus Pond', ring: blob({ x: 1_035, y: 640 }, 62, 48, 0.2, 0.4) },
    },
    { name: 'Nehru Maidan', kind: 'park', ring: blob({ x: -480, y: -400 }, 125, 90, 0.06, 0.2) },
    { name: 'Shaheed Smarak Park', kind: 'park', ring: blob({ x: 1_565, y: -520 }, 110, 100, 0.1, 4.0) },
    { name: 'Vivekananda Udyan', kind: 'park', ring: blob({ x: -1_560, y: -1_080 }, 120, 120, 0.1, 3.1) },
    { name: 'Children’s Park', kind: 'park', ring: blob({ x: 900, y: -1_760 }, 115, 95, 0.1, 5.2) },
    { name: 'Gulmohar Garden', kind: 'park', ring: blob({ x: -300, y: 1_440 }, 105, 95, 0.12, 2.0) },
    { name: 'Jeevan Jyoti Hospital', kind: 'hospital', ring: blob({ x: 740, y: -500 }, 105, 85, 0.04, 1.0) },
    { name: 'Government Science College', kind: 'college', ring: blob({ x: -560, y: -1_130 }, 115, 88, 0.05, 2.2) },
    { name: 'Tokripur Stadium', kind: 'stadium', ring: blob({ x: 640, y: -1_070 }, 115, 88, 0.02, 0.5) },
    { name: 'Tokripur Junction', kind: 'station', ring: blob({ x: -560, y: railAt(-560) + 92 }, 150, 42, 0.03, 0.4) },
  ]
  const city = blob({ x: 40, y: 0 }, 2_330, 2_300, 0.085, random.between(0, 3), 72)
  // Both lines are drawn at even steps, so that only the pieces around a spot need to be looked at.
  const riverPiece = ({ y }: Spot) => Math.round(((beyondM - y) / (2 * beyondM)) * (line.length - 1))
  const railPiece = ({ x }: Spot) => Math.round(((x + beyondM) / (2 * beyondM)) * (rail.length - 1))
  const around = (pieces: Line, index: number) => pieces.slice(Math.max(0, index - 5), Math.max(2, index + 6))
  const nearRiver = (spot: Spot, marginM: number) =>
    Math.abs(spot.x - line[Math.min(line.length - 1, Math.max(0, riverPiece(spot)))]!.x) < 400 + marginM &&
    distanceToLine(around(line, riverPiece(spot)), spot) < halfWidthM(spot) + marginM

  return {
    river: { name: 'Chandni River', line, halfWidthM, ring: [...left, ...right.reverse()] },
    rail,
    parks,
    city,
    isWater: (spot, marginM) =>
      nearRiver(spot, marginM) || parks.some((park) => park.pond && isInside(park.pond.ring, spot)),
    nearRail: (spot, marginM) => distanceToLine(around(rail, railPiece(spot)), spot) < marginM,
    parkAt: (spot) => parks.find((park) => isInside(park.ring, spot)),
  }
}
