import type { Point } from '../../contracts/geo.ts'

export type { Point }

export const modes = ['motorbike', 'bicycle', 'foot'] as const
/** How one travels. Where nothing is said: a motorbike in city traffic. */
export type Mode = (typeof modes)[number]

/** A journey along streets. */
export type Route = {
  durationS: number
  distanceM: number
  /** [lng, lat] pairs from the first point's street to the last point's. */
  path: [lng: number, lat: number][]
  /** Names of the streets in the order they are ridden, unnamed ones left out. */
  streets: string[]
  /** What to tell the rider on the way, in order, if it was asked for. */
  steps: RouteStep[]
  /** The provider that is configured did not answer; the own map did. */
  approximate?: boolean
}

export type TravelOptions = { mode?: Mode }

/** `steps`: also tell the turns. */
export type RouteOptions = TravelOptions & { steps?: boolean }

export const turns = [
  'depart',
  'straight',
  'slight_left',
  'left',
  'sharp_left',
  'slight_right',
  'right',
  'sharp_right',
  'uturn',
  'arrive',
] as const
export type Turn = (typeof turns)[number]

/** How one comes into a street, and how far one follows it. */
export type RouteStep = {
  turn: Turn
  /** Empty where the map has no name. */
  street: string
  distanceM: number
  /** [lng, lat] of the turn. */
  at: [lng: number, lat: number]
}

/** `[row][column]` = `[from][to]`; `Infinity` where a point is off the map or there is no way, as closed streets cut it off. */
export type Matrix = {
  durationS: number[][]
  distanceM: number[][]
  /** Which points are off the map: of ways from and to these nothing is known. Absent: none is. Between others `Infinity` says that there is no way. */
  offMap?: { from: number[]; to: number[] }
  /** The provider that is configured did not answer; the own map did. */
  approximate?: boolean
}

export type Snap = { point: Point; distanceM: number; street?: string }

export type PlaceKind = 'address' | 'street' | 'area' | 'landmark'

/** Somewhere that a person can name. */
export type Place = {
  kind: PlaceKind
  /** One readable line: `12 Lake Road, Salt Lake`. */
  label: string
  /** House and street, or `near <landmark>` where streets have no names. */
  line1: string
  /** The part of the city. */
  line2: string
  point: Point
  /** From the asked or near point, where there is one. */
  distanceM?: number
}

export type Bounds = { minLng: number; minLat: number; maxLng: number; maxLat: number }

/** Where one gets from a place within a time: hexagons of H3, by the time to their middles. */
export type Reach = {
  cells: { cell: string; durationS: number }[]
  /** The provider that is configured was not asked; the own map was. */
  approximate?: boolean
}

/** `resolution`: how small the hexagons are, as H3 counts it. */
export type ReachOptions = TravelOptions & { withinS: number; resolution: number }

/** What closed streets change of legs: all times as they are now, and of which of them the way would be another one if nothing were closed. */
export type Detours = { matrix: Matrix; isChanged: boolean[][] }

/** Of an engine in which streets can be closed: what a provider before it, which knows nothing of that, asks it. */
export interface KnowsClosed {
  /** Null while nothing is closed. Changed is a leg whose fastest way would lead over a closed street, or begin or end on one. */
  detours(from: Point[], to: Point[], options?: TravelOptions): Promise<Detours | null>
  /** Whether a line on the map, such as a provider's way, follows a closed street. */
  followsClosed(path: Route['path'], options?: TravelOptions): Promise<boolean>
  /** Another number whenever something has been closed, or opened again. */
  closedEdition(): number
}

/**
 * What Tokri asks of any roads engine: times and ways, and names for places.
 * Problems: `roads/off-map`, `roads/no-way` (closed streets cut one end off), `roads/too-many-points`, `roads/bad-point`, `roads/unavailable`.
 */
export interface Roads {
  /** At most `limits.matrixCells` cells. Points off the map get `Infinity`, so that one lost rider does not stop a plan. */
  matrix(from: Point[], to: Point[], options?: TravelOptions): Promise<Matrix>
  /** Through 2 to `limits.routePoints` points in their order. */
  route(points: Point[], options?: RouteOptions): Promise<Route>
  /** The nearest place on a street that can be travelled, or null when there is none within `limits.snapM`. */
  snap(point: Point, options?: TravelOptions): Promise<Snap | null>
  /** The readable address of a point, or null off the map. */
  reverse(point: Point): Promise<Place | null>
  /** Best first, at most 10; nearer ones first among equals. */
  geocode(text: string, near?: Point): Promise<Place[]>
  /** Of an engine that can look in all directions at once. `reachFrom` in `reach.ts` asks for it, or else for a matrix. */
  reach?(from: Point, options: ReachOptions): Promise<Reach>
  /** Of an engine that asks a provider: what it is, or throws when it does not answer now. */
  check?(): Promise<string>
  readonly bounds: Bounds
  /** To be shown wherever the map, or anything computed from it, is shown. */
  readonly attribution: string
}

/** `reachAsked`: hexagons that are asked for by matrices, for one reach. */
export const limits = {
  matrixCells: 250_000,
  routePoints: 100,
  snapM: 1_000,
  geocodeCharacters: 200,
  reachAsked: 10_000,
} as const
