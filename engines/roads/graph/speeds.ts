import { classes, flag } from '../map/classes.ts'

/**
 * What a motorbike makes of each class in Indian city traffic, km/h, waits at crossings included. Rough by nature: riders' own
 * positions will correct them; the order of the classes matters more than the figures.
 */
const kmhByClass: Record<string, number> = {
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
}
const linkFactor = 0.8
const unpavedFactor = 0.7

/** Speed on a street, km/h. A sign is never exceeded; a generous one lifts the speed, as such streets flow better than their class. */
export function speedKmh(cls: number, flags: number, maxKmh: number): number {
  let kmh = kmhByClass[classes.road[cls]!] ?? 12
  if (flags & flag.link) kmh *= linkFactor
  if (maxKmh > 0) kmh = Math.min(maxKmh, Math.max(kmh, 0.6 * maxKmh))
  return flags & flag.slow ? kmh * unpavedFactor : kmh
}
