import { classes, type Kind } from '../map/classes.ts'
import { placeClasses } from '../map/place-classes.ts'

/** The zoom levels that are made; the map draws closer ones from the last. */
export const minZoom = 9
export const maxZoom = 16

const roadFrom: Record<string, number> = {
  motorway: 9,
  trunk: 9,
  primary: 9,
  secondary: 11,
  tertiary: 12,
  unclassified: 13,
  residential: 13,
  road: 13,
  living_street: 14,
  service: 14,
  track: 15,
  path: 15,
}
const otherFrom: Partial<Record<Kind, Record<string, number>>> = {
  rail: { rail: 11, metro: 12, tram: 13 },
  waterway: { river: 9, canal: 12, stream: 14 },
}
const kindFrom: Record<Kind, number> = { road: 13, rail: 12, waterway: 12, water: 9, green: 10, land: 11, building: 15 }

/** The zoom from which a class is in the tiles. */
export function featureFrom(kind: Kind, cls: number): number {
  const name = classes[kind][cls] ?? ''
  return (kind === 'road' ? roadFrom[name] : otherFrom[kind]?.[name]) ?? kindFrom[kind]
}

const placeFrom: Record<string, number> = {
  city: 9,
  town: 10,
  suburb: 11,
  neighbourhood: 13,
  park: 14,
  education: 15,
  health: 15,
  transport: 15,
  water: 14,
}

/** The zoom from which a place has its label. */
export const labelFrom = (cls: number): number => placeFrom[placeClasses[cls]!] ?? 16
