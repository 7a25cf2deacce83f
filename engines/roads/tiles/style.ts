import { type Palette, palettes, type Theme } from './palette.ts'
import { maxZoom, minZoom } from './zooms.ts'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type StyleLayer = { id: string; type: string } & Record<string, Json>
/** A MapLibre style, ready to be sent as JSON. */
export type MapStyle = { version: 8; name: string; sources: Record<string, Json>; layers: StyleLayer[] }

export type MapStyleOptions = {
  /** With `{z}`, `{x}` and `{y}`; absolute, as MapLibre asks for. */
  tilesUrl: string
  theme?: Theme
  attribution?: string
  /** A CSS family that the page has loaded; the browser's own sans-serif otherwise. */
  fontFamily?: string
}

/**
 * The look of the map. There is no `glyphs` address on purpose: without one MapLibre 6 draws all letters in the browser, so that the map
 * needs no fonts from anywhere. Who draws it as a picture reads these layers too (`web/shared/map/still/`) and knows the expressions that
 * are used here; one more is to be added there.
 */
export function mapStyle({
  tilesUrl,
  theme = 'light',
  attribution = '',
  fontFamily = 'sans-serif',
}: MapStyleOptions): MapStyle {
  const colours = palettes[theme]
  return {
    version: 8,
    name: `Tokri ${theme}`,
    sources: { city: { type: 'vector', tiles: [tilesUrl], minzoom: minZoom, maxzoom: maxZoom, attribution } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      ...groundLayers(colours),
      ...waterLayers(colours),
      ...buildingLayers(colours),
      ...streetLayers(colours),
      ...labelLayers(colours, fontFamily),
    ],
  }
}

const layer = (id: string, type: string, from: string, rest: Record<string, Json>): StyleLayer => ({
  id,
  type,
  source: 'city',
  'source-layer': from,
  ...rest,
})

/** A size that grows with the zoom, exponentially as the streets do. */
const byZoom = (...stops: [zoom: number, size: Json][]): Json => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  ...stops.flat(),
]
const isClass = (...names: string[]): Json => ['in', ['get', 'class'], ['literal', names]]
const isBridge: Json = ['==', ['get', 'bridge'], true]
const isTunnel: Json = ['==', ['get', 'tunnel'], true]

function groundLayers(c: Palette): StyleLayer[] {
  const landColour: Json = [
    'match',
    ['get', 'class'],
    'commercial',
    c.commercial,
    'industrial',
    c.industrial,
    'railway',
    c.industrial,
    'campus',
    c.campus,
    'hospital',
    c.hospital,
    c.residential,
  ]
  const greenColour: Json = [
    'match',
    ['get', 'class'],
    ['park', 'garden', 'cemetery'],
    c.park,
    'pitch',
    c.pitch,
    'wood',
    c.wood,
    'wetland',
    c.wetland,
    'farmland',
    c.farmland,
    c.grass,
  ]
  return [
    layer('land', 'fill', 'land', { paint: { 'fill-color': landColour } }),
    layer('green', 'fill', 'green', { paint: { 'fill-color': greenColour } }),
  ]
}

function waterLayers(c: Palette): StyleLayer[] {
  return [
    layer('water', 'fill', 'water', { paint: { 'fill-color': c.water, 'fill-outline-color': c.waterEdge } }),
    layer('waterway', 'line', 'waterway', {
      filter: ['!', isTunnel],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': c.water,
        'line-width': byZoom(
          [10, ['match', ['get', 'class'], 'river', 2, 'canal', 1, 0.5]],
          [16, ['match', ['get', 'class'], 'river', 14, 'canal', 9, 2]],
        ),
      },
    }),
  ]
}

function buildingLayers(c: Palette): StyleLayer[] {
  return [
    layer('building', 'fill', 'building', {
      minzoom: 15,
      paint: {
        'fill-color': c.building,
        'fill-outline-color': c.buildingEdge,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 15, 0, 15.7, 1],
      },
    }),
  ]
}

const small = ['living_street', 'service']
const local = ['residential', 'unclassified', 'road']
const middling = ['tertiary']
const arterials = ['primary', 'secondary']
const trunks = ['motorway', 'trunk']

/** Line widths in pixels at zoom 12, 15 and 18. */
const tiers: {
  id: string
  classes: string[]
  from: number
  px: [number, number, number]
  fill: keyof Palette
  casing: keyof Palette
}[] = [
  { id: 'small', classes: small, from: 14, px: [0.3, 2, 11], fill: 'street', casing: 'streetCasing' },
  { id: 'local', classes: local, from: 12.5, px: [0.6, 3.6, 18], fill: 'street', casing: 'streetCasing' },
  { id: 'middling', classes: middling, from: 11.5, px: [1.2, 5.5, 24], fill: 'street', casing: 'streetCasing' },
  { id: 'arterial', classes: arterials, from: 9, px: [2, 7, 28], fill: 'arterial', casing: 'arterialCasing' },
  { id: 'trunk', classes: trunks, from: 9, px: [2.6, 8, 32], fill: 'trunk', casing: 'trunkCasing' },
]

function streetLayers(c: Palette): StyleLayer[] {
  const round: Json = { 'line-cap': 'round', 'line-join': 'round' }
  const flat: Json = { 'line-cap': 'butt', 'line-join': 'round' }
  const street = (tier: (typeof tiers)[number], part: 'casing' | 'fill', over: boolean) => {
    const extra = part === 'casing' ? [0.8, 1.6, 2.6] : [0, 0, 0]
    return layer(`street-${over ? 'bridge-' : ''}${tier.id}-${part}`, 'line', 'road', {
      minzoom: tier.from,
      filter: ['all', isClass(...tier.classes), over ? isBridge : ['!', isBridge]],
      layout: part === 'casing' && over ? flat : round,
      paint: {
        'line-color': c[tier[part]],
        'line-width': byZoom([12, tier.px[0] + extra[0]!], [15, tier.px[1] + extra[1]!], [18, tier.px[2] + extra[2]!]),
        'line-opacity': ['case', isTunnel, 0.5, 1],
      },
    })
  }
  const level = (over: boolean) => [
    ...tiers.map((tier) => street(tier, 'casing', over)),
    ...tiers.map((tier) => street(tier, 'fill', over)),
  ]
  return [
    layer('path', 'line', 'road', {
      minzoom: 15,
      filter: isClass('path', 'track'),
      paint: { 'line-color': c.path, 'line-width': byZoom([15, 0.8], [18, 3]), 'line-dasharray': [2, 1.5] },
    }),
    ...level(false),
    ...railLayers(c),
    ...level(true),
    layer('oneway', 'symbol', 'road', {
      minzoom: 16.5,
      filter: ['has', 'oneway'],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 120,
        'text-field': ['case', ['==', ['get', 'oneway'], -1], '←', '→'],
        'text-size': 12,
        'text-keep-upright': false,
        'text-font': ['sans-serif'],
      },
      paint: { 'text-color': c.textQuiet, 'text-opacity': 0.7 },
    }),
  ]
}

function railLayers(c: Palette): StyleLayer[] {
  const open: Json = ['all', ['!', isTunnel], isClass('rail', 'metro')]
  return [
    layer('rail', 'line', 'rail', {
      filter: open,
      paint: {
        'line-color': ['match', ['get', 'class'], 'metro', c.metro, c.rail],
        'line-width': byZoom([11, 1], [16, 3.6]),
      },
    }),
    layer('rail-ties', 'line', 'rail', {
      minzoom: 13,
      filter: open,
      paint: { 'line-color': c.railTies, 'line-width': byZoom([13, 0.6], [16, 2.2]), 'line-dasharray': [3, 3] },
    }),
    layer('tram', 'line', 'rail', {
      minzoom: 14,
      filter: isClass('tram'),
      paint: { 'line-color': c.rail, 'line-width': 0.8 },
    }),
  ]
}

function labelLayers(c: Palette, fontFamily: string): StyleLayer[] {
  const halo: Record<string, Json> = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 }
  const font: Json = [fontFamily]
  const streetNames = (id: string, minzoom: number, classes: string[], size: Json) =>
    layer(id, 'symbol', 'road', {
      minzoom,
      filter: ['all', ['has', 'name'], isClass(...classes)],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 320,
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': size,
      },
      paint: { 'text-color': c.text, ...halo },
    })
  const poiColour: Json = ['match', ['get', 'class'], 'park', c.textPark, 'water', c.textWater, c.textPoi]
  return [
    layer('waterway-name', 'symbol', 'waterway', {
      minzoom: 13,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line',
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': 13,
        'text-letter-spacing': 0.12,
      },
      paint: { 'text-color': c.textWater, ...halo },
    }),
    layer('house', 'symbol', 'house', {
      minzoom: 17.5,
      layout: { 'text-field': ['get', 'number'], 'text-font': font, 'text-size': 10 },
      paint: { 'text-color': c.textQuiet, ...halo },
    }),
    layer('poi', 'symbol', 'poi', {
      minzoom: 14.5,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': byZoom([14, 10], [18, 13]),
        'text-max-width': 8,
        'text-padding': 6,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': poiColour, ...halo },
    }),
    streetNames('street-name-small', 15.5, [...small, ...local], byZoom([15, 10], [18, 14])),
    streetNames('street-name', 13, [...middling, ...arterials, ...trunks], byZoom([13, 10], [18, 15])),
    layer('area-name', 'symbol', 'place', {
      filter: isClass('neighbourhood', 'suburb', 'town', 'city'),
      maxzoom: 17,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': ['match', ['get', 'class'], 'city', 20, 'town', 17, 'suburb', 15, 12],
        'text-letter-spacing': 0.06,
        'text-transform': ['match', ['get', 'class'], 'suburb', 'uppercase', 'none'],
        'text-max-width': 7,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': ['match', ['get', 'class'], 'neighbourhood', c.textQuiet, c.text], ...halo },
    }),
  ]
}
