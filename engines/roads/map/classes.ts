import type { Tags } from '../osm/elements.ts'
import { accessOf, onewayOf } from './access.ts'

/** What a way is drawn or ridden as. The index is what the map file stores, so new ones go to the end. */
export const kinds = ['road', 'rail', 'waterway', 'water', 'green', 'land', 'building'] as const
export type Kind = (typeof kinds)[number]

const roadClasses = [
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'unclassified',
  'residential',
  'living_street',
  'service',
  'road',
  'track',
  'path',
] as const
const greenClasses = ['park', 'garden', 'pitch', 'grass', 'wood', 'farmland', 'cemetery', 'wetland'] as const
const landClasses = ['residential', 'commercial', 'industrial', 'campus', 'hospital', 'railway'] as const

/** The classes of each kind, by the number that is stored. */
export const classes: Record<Kind, readonly string[]> = {
  road: roadClasses,
  rail: ['rail', 'metro', 'tram'],
  waterway: ['river', 'canal', 'stream'],
  water: ['water'],
  green: greenClasses,
  land: landClasses,
  building: ['building'],
}

/** Bits of a feature. `reversed`: the one way of a `oneway` street is against its points. Who may travel it is in `access`. */
export const flag = { reversed: 2, link: 4, bridge: 8, tunnel: 16, oneway: 32, slow: 64 } as const

/** `access`: bits of `access.ts`, 0 for what is no road. */
export type WayClass = { kind: Kind; cls: number; flags: number; access: number; maxKmh: number }

/** What a way is to us, or null when it is neither drawn nor ridden. */
export function classifyWay(tags: NonNullable<Tags>): WayClass | null {
  if (tags.highway) return classifyRoad(tags, tags.highway)
  const rail = railClass(tags)
  if (rail) return feature('rail', rail, structure(tags))
  if (tags.building && tags.building !== 'no') return feature('building', 'building')
  if (isWater(tags)) return feature('water', 'water')
  const waterway = { river: 'river', canal: 'canal', stream: 'stream', drain: 'stream', ditch: 'stream' }[
    tags.waterway ?? ''
  ]
  if (waterway) return feature('waterway', waterway, structure(tags))
  const green = greenClass(tags)
  if (green) return feature('green', green)
  const land = landClass(tags)
  return land ? feature('land', land) : null
}

function feature(kind: Kind, cls: string, flags = 0): WayClass {
  return { kind, cls: classes[kind].indexOf(cls), flags, access: 0, maxKmh: 0 }
}

const structure = (tags: NonNullable<Tags>) =>
  (tags.bridge && tags.bridge !== 'no' ? flag.bridge : 0) | (tags.tunnel && tags.tunnel !== 'no' ? flag.tunnel : 0)

function classifyRoad(tags: NonNullable<Tags>, highway: string): WayClass | null {
  if (tags.area === 'yes') return null
  const link = highway.endsWith('_link')
  const name = link ? highway.slice(0, -5) : (pathNames[highway] ?? highway)
  const cls = (roadClasses as readonly string[]).indexOf(name)
  if (cls < 0) return null
  let flags = structure(tags) | (link ? flag.link : 0)
  const oneway = onewayOf(tags, name, ['oneway:motorcycle', 'oneway:motor_vehicle'])
  if (oneway !== 0 && cls <= vehiclesMax) flags |= flag.oneway | (oneway < 0 ? flag.reversed : 0)
  if (unpaved.has(tags.surface ?? '')) flags |= flag.slow
  const plain = link ? name : highway
  return { kind: 'road', cls, flags, access: accessOf(tags, plain), maxKmh: parseKmh(tags.maxspeed) }
}

/** Classes up to this one are made for vehicles. */
const vehiclesMax = roadClasses.indexOf('road')
const pathNames: Record<string, string> = {
  footway: 'path',
  pedestrian: 'path',
  cycleway: 'path',
  steps: 'path',
  bridleway: 'path',
  corridor: 'path',
}
const unpaved = new Set([
  'unpaved',
  'dirt',
  'earth',
  'ground',
  'mud',
  'sand',
  'gravel',
  'grass',
  'cobblestone',
  'compacted',
])
/** `40`, `40 km/h` or `25 mph` in km/h; 0 for none or anything else. */
function parseKmh(text: string | undefined): number {
  const [, digits, unit] = /^(\d{1,3})(?:\.\d+)?\s*(mph|km\/h|kmh)?$/.exec(text ?? '') ?? []
  const kmh = Number(digits ?? 0) * (unit === 'mph' ? 1.609 : 1)
  return Math.min(255, Math.round(kmh))
}

function railClass(tags: NonNullable<Tags>): string | undefined {
  return { rail: 'rail', narrow_gauge: 'rail', subway: 'metro', light_rail: 'metro', monorail: 'metro', tram: 'tram' }[
    tags.railway ?? ''
  ]
}

function isWater(tags: NonNullable<Tags>): boolean {
  return (
    tags.natural === 'water' ||
    tags.waterway === 'riverbank' ||
    tags.waterway === 'dock' ||
    tags.landuse === 'reservoir' ||
    tags.landuse === 'basin' ||
    tags.leisure === 'swimming_pool'
  )
}

const greens: Record<string, (typeof greenClasses)[number]> = {
  'leisure=park': 'park',
  'leisure=nature_reserve': 'park',
  'leisure=golf_course': 'park',
  'leisure=recreation_ground': 'park',
  'leisure=garden': 'garden',
  'leisure=playground': 'garden',
  'leisure=pitch': 'pitch',
  'leisure=track': 'pitch',
  'leisure=stadium': 'pitch',
  'leisure=sports_centre': 'pitch',
  'landuse=recreation_ground': 'park',
  'landuse=village_green': 'park',
  'landuse=grass': 'grass',
  'landuse=meadow': 'grass',
  'landuse=greenfield': 'grass',
  'landuse=forest': 'wood',
  'landuse=orchard': 'wood',
  'landuse=farmland': 'farmland',
  'landuse=allotments': 'farmland',
  'landuse=cemetery': 'cemetery',
  'natural=wood': 'wood',
  'natural=scrub': 'wood',
  'natural=grassland': 'grass',
  'natural=wetland': 'wetland',
}
const lands: Record<string, (typeof landClasses)[number]> = {
  'landuse=residential': 'residential',
  'landuse=commercial': 'commercial',
  'landuse=retail': 'commercial',
  'landuse=industrial': 'industrial',
  'landuse=railway': 'railway',
  'landuse=education': 'campus',
  'amenity=school': 'campus',
  'amenity=college': 'campus',
  'amenity=university': 'campus',
  'amenity=hospital': 'hospital',
}

const greenClass = (tags: NonNullable<Tags>) =>
  greens[`leisure=${tags.leisure}`] ?? greens[`landuse=${tags.landuse}`] ?? greens[`natural=${tags.natural}`]
const landClass = (tags: NonNullable<Tags>) => lands[`amenity=${tags.amenity}`] ?? lands[`landuse=${tags.landuse}`]
