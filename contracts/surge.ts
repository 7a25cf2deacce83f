import Type, { type Static } from 'typebox'
import { Polygon } from './geo.ts'
import { StoreId } from './ids.ts'
import { Price } from './money.ts'
import { defineProblems } from './problem.ts'

export const areas = defineProblems({
  'stores/area-invalid': [422, 'This outline cannot be a service area'],
  'stores/nothing-reached': [422, 'The store reaches too little in so many minutes to make an area of it'],
} as const)

export const surgeReasons = ['busy-store', 'few-riders', 'manual'] as const
/** Why delivery costs more at the moment. */
export const SurgeReason = Type.Enum([...surgeReasons], { title: 'SurgeReason' })
export type SurgeReason = (typeof surgeReasons)[number]

const perHead = Type.Number({ minimum: 0.5, maximum: 100 })

/** How a store answers to more orders than its people can carry. */
export const SurgeSettings = Type.Object(
  {
    /** `auto` follows the load, `manual` adds `manualFee` whatever the load. */
    mode: Type.Enum(['off', 'auto', 'manual']),
    /** Orders that wait for each picker who is at work, from which on the fee grows. */
    ordersPerPicker: perHead,
    /** Deliveries that are open for each rider on shift, from which on the fee grows. */
    ordersPerRider: perHead,
    /** The fee grows with the load from nothing at the threshold to this at twice the threshold, and no further. */
    cap: Price,
    manualFee: Price,
    /** Orders that wait in the store from which on no more are taken for now; 0 never refuses. */
    refuseAbove: Type.Integer({ minimum: 0, maximum: 10_000 }),
    /** No order is taken for now whose promise would be longer, in minutes; absent or 0: any promise is made. */
    promiseMostMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 240 })),
    /**
     * What is answered while it is known that no rider is at work around the store, or that nobody picks in it: no order is
     * taken for now (`refuse`), or it is promised as if one were there (`promise`). Absent: what the installation sets.
     */
    whenUnstaffed: Type.Optional(Type.Enum(['refuse', 'promise'])),
  },
  { additionalProperties: false, title: 'SurgeSettings' },
)
export type SurgeSettings = Static<typeof SurgeSettings>

/** What a store has to do, and who does it. `riders` is null while deliveries cannot be asked. */
export const StoreLoad = Type.Object(
  {
    waiting: Type.Integer(),
    pickers: Type.Integer(),
    open: Type.Union([Type.Integer(), Type.Null()]),
    riders: Type.Union([Type.Integer(), Type.Null()]),
  },
  { title: 'StoreLoad' },
)
export type StoreLoad = Static<typeof StoreLoad>

/** What customers pay more at this moment, why, and where it follows the load, to what it may grow. */
export const Surge = Type.Object({ fee: Price, reason: SurgeReason, most: Type.Optional(Price) }, { title: 'Surge' })
export type Surge = Static<typeof Surge>

export const StoreSurge = Type.Object(
  {
    storeId: StoreId,
    settings: SurgeSettings,
    load: StoreLoad,
    surge: Type.Union([Surge, Type.Null()]),
    refusing: Type.Boolean(),
    /** Who is known not to be at work: no rider around the store, nobody who picks. */
    missing: Type.Optional(Type.Enum(['riders', 'pickers'])),
    /** Of the orders of the last 24 hours that are at their doors: how they were promised, and what came of it. */
    promises: Type.Optional(
      Type.Object({
        delivered: Type.Integer(),
        kept: Type.Integer(),
        /** Within the interval that was shown. */
        inside: Type.Integer(),
        medianMinutes: Type.Union([Type.Number(), Type.Null()]),
      }),
    ),
  },
  { title: 'StoreSurge' },
)

/** How small the hexagons of H3 are by which areas are counted: about 0.1 km² each. */
export const areaResolution = 9

/** What an outline covers. */
export const AreaFacts = Type.Object(
  {
    areaKm2: Type.Number(),
    /** Hexagons of `areaResolution`. */
    cells: Type.Integer(),
    vertices: Type.Integer(),
    /** The farthest corner from the store, in a straight line. */
    farthestM: Type.Integer(),
    /** Other stores whose areas it shares ground with. */
    overlaps: Type.Array(StoreId),
  },
  { title: 'AreaFacts' },
)
export type AreaFacts = Static<typeof AreaFacts>

export const StoreArea = Type.Object(
  { storeId: StoreId, name: Type.String(), area: Polygon, facts: AreaFacts },
  { title: 'StoreArea' },
)
