import MiniSearch, { type SearchResult } from 'minisearch'
import { distanceM } from '../../../contracts/geo.ts'
import type { CityMap } from '../city-map.ts'
import { areaClassMax } from '../map/place-classes.ts'
import { limits, type Place, type PlaceKind, type Point } from '../port.ts'
import type { Areas } from './areas.ts'
import { addressLine, partsOf, placeOf, placePoint } from './reverse.ts'
import { namedStreets } from './streets.ts'

type Entry = {
  id: number
  kind: PlaceKind
  name: string
  house: string
  street: string
  area: string
  parts: string[]
  point: Point
}

const resultsMax = 10
/** At this distance a result has lost half of what nearness adds. */
const nearHalfM = 1_500
const kindWeight: Record<PlaceKind, number> = { area: 1.25, street: 1.15, landmark: 1, address: 0.95 }

/** Both sides say it in full, so that "Lake Rd" finds Lake Road. */
const abbreviations: Record<string, string> = {
  rd: 'road',
  st: 'street',
  str: 'street',
  ave: 'avenue',
  av: 'avenue',
  ln: 'lane',
  blvd: 'boulevard',
  mkt: 'market',
  apt: 'apartment',
  apts: 'apartments',
  sec: 'sector',
  blk: 'block',
  hosp: 'hospital',
}
const noise = new Set(['near', 'nr', 'opp', 'opposite', 'behind', 'the', 'no', 'house', 'flat'])

/** Finds streets, areas, landmarks and houses by what people type: prefixes, small mistakes, abbreviations. */
export function createGeocoder(city: CityMap, areas: Areas) {
  const entries = makeEntries(city, areas)
  const index = new MiniSearch<Entry>({
    fields: ['name', 'house', 'street', 'area'],
    processTerm: toTerm,
    tokenize: (text) => text.split(/[\s,;/()]+/),
    searchOptions: {
      boost: { name: 3, house: 2, street: 2, area: 0.7 },
      prefix: (term) => !/^\d+$/.test(term),
      fuzzy: (term) => (/\d/.test(term) || term.length < 4 ? false : 0.25),
    },
  })
  index.addAll(entries)

  function find(text: string, near?: Point): Place[] {
    const query = text.slice(0, limits.geocodeCharacters)
    const words = query
      .split(/[\s,;/()]+/)
      .filter((word) => !/\d/.test(word))
      .join(' ')
    // A house that is not on the map still has its street; a half-remembered name still has its other half.
    const attempts = [
      () => index.search(query, { combineWith: 'AND' }),
      () => index.search(words, { combineWith: 'AND' }),
      () => index.search(words),
    ]
    for (const attempt of attempts) {
      const hits = attempt()
      if (hits.length === 0) continue
      const folded = fold(query)
      return hits
        .map((hit) => {
          const entry = entries[hit.id as number]!
          return { entry, score: hit.score * namedShare(entry, hit) * weight(entry, folded, near) }
        })
        .sort((a, b) => b.score - a.score || a.entry.id - b.entry.id)
        .slice(0, resultsMax)
        .map(({ entry }) => toPlace(entry, near))
    }
    return []
  }

  return { find }
}

/** A shop on Bagmari Road is found by that name too, but the road itself comes first. */
function namedShare(entry: Entry, hit: SearchResult): number {
  if (entry.name === '') return 1
  const found = Object.values(hit.match)
  return 0.4 + (0.6 * found.filter((fields) => fields.includes('name')).length) / found.length
}

function weight(entry: Entry, folded: string, near: Point | undefined): number {
  const isExact = fold(entry.name) === folded
  const nearness = near ? 1 / (1 + distanceM(near, entry.point) / nearHalfM) : 0
  return kindWeight[entry.kind] * (isExact ? 2 : 1) * (1 + nearness)
}

function toPlace(entry: Entry, near: Point | undefined): Place {
  const line1 = entry.house || entry.street ? addressLine(entry.house, entry.street, entry.name) : entry.name
  return placeOf(entry.kind, line1, entry.parts, entry.point, near)
}

function makeEntries(city: CityMap, areas: Areas): Entry[] {
  const { map } = city
  const entries: Entry[] = []
  const add = (entry: Omit<Entry, 'id' | 'area'>) =>
    entries.push({ ...entry, id: entries.length, area: entry.parts.join(' ') })
  const seen = new Set<string>()
  for (let p = 0; p < map.place.cls.length; p++) {
    const isArea = map.place.cls[p]! <= areaClassMax
    const point = placePoint(city, p)
    const name = map.strings[map.place.name[p]!]!
    const house = map.strings[map.place.house[p]!]!
    const street = map.strings[map.place.street[p]!]!
    // The same shop is often mapped as a point and as its building.
    const key = `${name}|${house}|${street}|${Math.round(point.lat * 500)}|${Math.round(point.lng * 500)}`
    if (seen.has(key)) continue
    seen.add(key)
    const kind = isArea ? 'area' : name ? 'landmark' : 'address'
    const parts = partsOf(city, areas, p)
    add({ kind, name, house, street, parts: parts.filter((part) => part !== name), point })
  }
  for (const { name, point } of namedStreets(city)) {
    add({ kind: 'street', name, house: '', street: '', parts: areas.partsAt(point), point })
  }
  return entries
}

const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.'’]/g, '')
    .toLowerCase()
    .trim()

function toTerm(term: string): string | null {
  const folded = fold(term).replace(/^[-#]+|[-#]+$/g, '')
  if (folded === '' || noise.has(folded)) return null
  return abbreviations[folded] ?? folded
}
