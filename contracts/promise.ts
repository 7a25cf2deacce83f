import Type, { type Static } from 'typebox'

export const promiseReasons = [
  'queue',
  'few-riders',
  'far',
  'estimated-ride',
  'riders-unknown',
  'still-learning',
] as const
/**
 * Why a promise is not shorter (`queue`, `few-riders`, `far`) or not tighter: a part of it could only be estimated
 * (`estimated-ride`, `riders-unknown`), or the store has delivered too little to know itself.
 */
export const PromiseReason = Type.Enum([...promiseReasons], { title: 'PromiseReason' })
export type PromiseReason = (typeof promiseReasons)[number]

/** When an order placed now would be at the door. */
export const DeliveryPromise = Type.Object(
  {
    /** What the store is held to. */
    minutes: Type.Integer(),
    /** Between these it comes with a probability of `confidence`. */
    earliestMinutes: Type.Integer(),
    latestMinutes: Type.Integer(),
    confidence: Type.Number({ minimum: 0, maximum: 1 }),
    reasons: Type.Array(PromiseReason),
  },
  { title: 'DeliveryPromise' },
)
export type DeliveryPromise = Static<typeof DeliveryPromise>

const OrNull = Type.Union([Type.Integer(), Type.Null()])

/** What a promise was made on: goes with the order, and comes back to the store when it is at the door, to learn from. */
export const PromiseBasis = Type.Object({
  expectedS: Type.Number(),
  spreadS: Type.Number(),
  earliestMinutes: Type.Integer(),
  latestMinutes: Type.Integer(),
  /** In a demo city whose riders ride so many times faster, time is counted as many times. */
  speed: Type.Optional(Type.Number()),
  situation: Type.Object({
    /** Orders that wait for a picker or are being picked. */
    ahead: Type.Integer(),
    /** People who pick; 0 where nobody has picked for a while. */
    pickers: Type.Integer(),
    /** Packed orders that are not at their doors yet, and riders on shift; null while nobody can say. */
    open: OrNull,
    riders: OrNull,
    /** The same of this store and those so near that its riders serve them, too. */
    openAround: OrNull,
    ridersAround: OrNull,
    /** By road from the store to the door. */
    rideS: Type.Number(),
    /** The ride is estimated from a straight line. */
    approximate: Type.Boolean(),
    /** Of the day, as the store's clock shows it. */
    band: Type.Integer(),
  }),
})
export type PromiseBasis = Static<typeof PromiseBasis>
