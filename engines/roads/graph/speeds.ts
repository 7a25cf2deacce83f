import { access } from '../map/access.ts'
import { classes, flag } from '../map/classes.ts'
import type { Mode } from '../port.ts'

/**
 * What each mode makes of each class in Indian city traffic, km/h, waits at crossings included. Rough by nature: riders' own
 * positions will correct them; the order of the classes matters more than the figures.
 */
const kmhByClass: Record<Mode, Readonly<Record<string, number>>> = {
  motorbike: {
    motorway: 55,
    trunk: 38,
    primary: 32,
    secondary: 28,
    tertiary: 25,
    unclassified: 22,
    residential: 18,
    living_street: 12,
    service: 12,
    road: 18,
    track: 12,
    path: 8,
  },
  bicycle: {
    motorway: 16,
    trunk: 16,
    primary: 16,
    secondary: 15,
    tertiary: 15,
    unclassified: 14,
    residential: 13,
    living_street: 11,
    service: 11,
    road: 13,
    track: 11,
    path: 12,
  },
  foot: {},
}
const walkKmh = 4.8
const stepsKmh = 2.4
const pushKmh = 4.2
const linkFactor = 0.8
const unpavedFactor: Record<Mode, number> = { motorbike: 0.7, bicycle: 0.75, foot: 1 }

export type WayPace = { cls: number; flags: number; access: number; maxKmh: number }

/** Speed on a way, km/h. A sign is never exceeded; a generous one lifts a motorbike's speed, as such streets flow better than their class. */
export function speedKmh(mode: Mode, way: WayPace): number {
  if (mode === 'foot') return way.access & access.steps ? stepsKmh : walkKmh
  if (mode === 'bicycle' && way.access & access.pushed) return pushKmh
  let kmh = kmhByClass[mode][classes.road[way.cls]!] ?? 12
  if (mode === 'motorbike' && way.flags & flag.link) kmh *= linkFactor
  if (way.maxKmh > 0) kmh = Math.min(way.maxKmh, mode === 'motorbike' ? Math.max(kmh, 0.6 * way.maxKmh) : kmh)
  return way.flags & flag.slow ? kmh * unpavedFactor[mode] : kmh
}
