import type { Tags } from '../osm/elements.ts'

/** What a named or addressed thing is. The index is what the map file stores, so new ones go to the end. */
export const placeClasses = [
  'city',
  'town',
  'suburb',
  'neighbourhood',
  'address',
  'building',
  'shop',
  'food',
  'health',
  'education',
  'worship',
  'transport',
  'park',
  'water',
  'finance',
  'office',
  'leisure',
  'civic',
  'lodging',
  'other',
] as const
export type PlaceClass = (typeof placeClasses)[number]

/** Classes below this one are parts of the city, not things in it. */
export const areaClassMax = placeClasses.indexOf('neighbourhood')

const byPlace: Record<string, PlaceClass> = {
  city: 'city',
  town: 'town',
  suburb: 'suburb',
  quarter: 'suburb',
  borough: 'suburb',
  village: 'suburb',
  neighbourhood: 'neighbourhood',
  locality: 'neighbourhood',
  hamlet: 'neighbourhood',
  city_block: 'neighbourhood',
}

const amenities: [PlaceClass, string][] = [
  ['food', 'restaurant cafe fast_food bar pub ice_cream food_court'],
  ['health', 'hospital clinic doctors pharmacy dentist veterinary'],
  ['education', 'school college university kindergarten library'],
  ['worship', 'place_of_worship'],
  ['transport', 'bus_station taxi ferry_terminal fuel parking charging_station'],
  ['finance', 'bank atm'],
  ['shop', 'marketplace'],
  ['leisure', 'cinema theatre arts_centre'],
  ['civic', 'police post_office townhall courthouse fire_station community_centre'],
]
const byAmenity = new Map(amenities.flatMap(([cls, names]) => names.split(' ').map((name) => [name, cls] as const)))

/** Houses are often mapped with their number as the name: `343`, `AB-17`. */
export const isHouseNumber = (name: string) => /^[A-Z]{0,3}[-/ ]?\d{1,4}[A-Z]?$/i.test(name)

/** What a named or addressed object is to somebody looking for it, or null when it is not worth finding. */
export function classifyPlace(tags: NonNullable<Tags>): PlaceClass | null {
  if (!tags.name && !tags['addr:housename']) return tags['addr:housenumber'] ? 'address' : null
  if (tags.place) return byPlace[tags.place] ?? null
  const amenity = byAmenity.get(tags.amenity ?? '')
  if (amenity) return amenity
  if (tags.shop) return 'shop'
  if (tags.healthcare) return 'health'
  if (tags.railway === 'station' || tags.railway === 'halt' || tags.public_transport === 'station') return 'transport'
  if (tags.highway === 'bus_stop') return 'transport'
  if (tags.tourism === 'hotel' || tags.tourism === 'guest_house' || tags.tourism === 'hostel') return 'lodging'
  if (tags.leisure === 'park' || tags.leisure === 'garden' || tags.leisure === 'playground') return 'park'
  if (tags.leisure || tags.tourism || tags.historic) return 'leisure'
  if (tags.natural === 'water') return 'water'
  if (tags.office || tags.craft) return 'office'
  if (tags.building && tags.building !== 'no') return 'building'
  return tags.amenity || tags.man_made || tags.landuse || tags['addr:housenumber'] ? 'other' : null
}
