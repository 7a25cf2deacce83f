import Type, { type Static } from 'typebox'
import { Zone } from './catalogue.ts'
import { event } from './event.ts'
import { Point, Polygon } from './geo.ts'
import { ActorName } from './identity.ts'
import { OrderId, PickId, ProductId, StoreId, UserId } from './ids.ts'
import { Price } from './money.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { DeliveryPromise, PromiseBasis } from './promise.ts'
import { LocalDate, SlotRefusal } from './slots.ts'
import { Surge } from './surge.ts'
import { Timestamp } from './time.ts'

export const stores = defineProblems({
  'stores/not-found': [404, 'There is no such store'],
  'stores/closed': [409, 'The store is closed'],
  'stores/not-your-store': [403, 'You do not work in this store'],
  'stores/product-not-stocked': [404, 'The store does not stock this product'],
  'stores/stock-below-reserved': [409, 'Fewer would remain than customers have reserved'],
  'stores/pick-not-found': [404, 'There is no such picking task'],
  'stores/pick-taken': [409, 'Somebody else is picking this order'],
  'stores/pick-wrong-state': [409, 'The picking task is not in a state that allows this'],
  'stores/line-not-in-pick': [404, 'The product is not on this picking task'],
  'stores/quantity-not-possible': [422, 'The quantity is not possible for this line'],
  'stores/proposal-open': [409, 'The customer has not answered yet'],
  'stores/pick-incomplete': [409, 'Some lines are neither picked nor marked short'],
  'stores/bags-do-not-add-up': [422, 'The bags by temperature do not add up to the number of bags'],
  'stores/shelf-life-too-short': [422, 'These goods are not good for long enough to be sold'],
  'stores/receipt-differs': [409, 'A delivery with other lines was received under this reference already'],
  'stores/pause-in-the-past': [422, 'A pause ends in the future'],
  'stores/wrong-handover-code': [422, 'This code belongs to other bags'],
} as const)

/** Local opening hours of a day, minutes after midnight; `close` may be 1440, or beyond it for after midnight. */
export const OpeningHours = Type.Array(
  Type.Object({
    /** 0 is Sunday. */
    day: Type.Integer({ minimum: 0, maximum: 6 }),
    open: Type.Integer({ minimum: 0, maximum: 1439 }),
    close: Type.Integer({ minimum: 1, maximum: 2880 }),
  }),
  { maxItems: 28 },
)

/** A day that is not as other days of its weekday, in local time: closed, or open at other hours. */
export const HoursException = Type.Object(
  {
    date: LocalDate,
    closed: Type.Optional(Type.Boolean()),
    open: Type.Optional(Type.Integer({ minimum: 0, maximum: 1439 })),
    close: Type.Optional(Type.Integer({ minimum: 1, maximum: 2880 })),
    note: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false, title: 'HoursException' },
)
export type HoursException = Static<typeof HoursException>

export const StoreInput = Type.Object(
  {
    /** The operator's own stable key: the same code again updates. */
    code: Type.String({ minLength: 1, maxLength: 40 }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    address: Type.String({ maxLength: 300 }),
    point: Point,
    area: Polygon,
    timeZone: Type.String({ maxLength: 60, default: 'Asia/Kolkata' }),
    hours: OpeningHours,
    paused: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'StoreInput' },
)
export type StoreInput = Static<typeof StoreInput>

export const Store = Type.Object(
  {
    id: StoreId,
    ...StoreInput.properties,
    paused: Type.Boolean(),
    pausedReason: Type.Optional(Type.String()),
    /** When the pause ends by itself. */
    pausedUntil: Type.Optional(Timestamp),
    exceptions: Type.Optional(Type.Array(HoursException)),
    open: Type.Boolean(),
    /** When it opens next, if it is closed and not paused. */
    opensAt: Type.Optional(Timestamp),
  },
  { title: 'Store' },
)
export type Store = Static<typeof Store>

export const StoreBrief = Type.Object({
  id: StoreId,
  name: Type.String(),
  point: Point,
  open: Type.Boolean(),
  opensAt: Type.Optional(Timestamp),
})

/** Whether a point is served, by which store, and how soon. `approximate` when the road engine could not be asked. */
export const Serviceability = Type.Union([
  Type.Object({
    serviceable: Type.Literal(true),
    store: StoreBrief,
    promiseMinutes: Type.Integer(),
    /** The same as an interval, with what it depends on. */
    promise: Type.Optional(DeliveryPromise),
    distanceM: Type.Integer(),
    approximate: Type.Boolean(),
    /** What delivery costs more because of the load. */
    surge: Type.Optional(Surge),
  }),
  Type.Object({
    serviceable: Type.Literal(false),
    /** All but the first two are of now: windows can be chosen. `no-way`: closed streets cut the door off. */
    reason: Type.Enum(['outside-every-area', 'no-store-open', 'too-busy', 'no-riders', 'no-pickers', 'no-way']),
    opensAt: Type.Optional(Timestamp),
    /** With `no-store-open`: a store was paused by its people. */
    paused: Type.Optional(Type.Boolean()),
    /** The store that brings nothing now and something in a window, of which the first that is free begins at `from`. */
    later: Type.Optional(Type.Object({ store: StoreBrief, distanceM: Type.Integer(), from: Timestamp })),
  }),
])
export type Serviceability = Static<typeof Serviceability>

const [Served, NotServed] = Serviceability.anyOf

/** `basis` is for the order that is placed on it. */
export const Located = Type.Union([
  Type.Object({ ...Served.properties, basis: Type.Optional(PromiseBasis) }),
  NotServed,
])
export type Located = Static<typeof Located>

export const Locate = operation('stores.locate', {
  read: true,
  input: Type.Object({
    point: Point,
    storeId: Type.Optional(StoreId),
    /** The store that serves the person now: it stays unless another is clearly better. */
    servingId: Type.Optional(StoreId),
    /** For a window of a later time: stores that are closed now are asked as well. */
    later: Type.Optional(Type.Boolean()),
    /** What is wanted: a store that has it is worth some minutes. */
    lines: Type.Optional(
      Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer({ minimum: 1 }) }), { maxItems: 60 }),
    ),
  }),
  output: Located,
})

export const GetStore = operation('stores.get', {
  read: true,
  input: Type.Object({ storeId: StoreId }),
  output: Store,
})

export const ListStores = operation('stores.list', {
  read: true,
  input: Type.Object({}),
  output: Type.Object({ stores: Type.Array(Store) }),
})

/**
 * Orders that are not packed, the earliest promises first: when each would be if a picker took it now, or is likely to be
 * by the one who has it, and how long the ride from there was expected to take.
 */
export const ListUnpacked = operation('stores.listUnpacked', {
  read: true,
  input: Type.Object({ promisedBefore: Timestamp, limit: Type.Integer({ minimum: 1, maximum: 2_000 }) }),
  output: Type.Object({
    orders: Type.Array(
      Type.Object({
        orderId: OrderId,
        storeId: StoreId,
        promisedAt: Timestamp,
        readyAt: Timestamp,
        /** Seconds, at real speed; null where the order was promised without one. */
        rideS: Type.Union([Type.Number(), Type.Null()]),
      }),
    ),
  }),
})

export const PutStores = operation('stores.put', {
  idempotentBy: 'stores',
  input: Type.Object({ stores: Type.Array(StoreInput, { minItems: 1, maxItems: 200 }) }),
  output: Type.Object({ stores: Type.Array(Type.Object({ code: Type.String(), storeId: StoreId })) }),
})

export const Level = Type.Object(
  {
    productId: ProductId,
    onHand: Type.Integer(),
    reserved: Type.Integer(),
    /** On hand and not reserved: what can be sold. */
    available: Type.Integer(),
  },
  { title: 'Level' },
)
export type Level = Static<typeof Level>

export const GetLevels = operation('stores.getLevels', {
  read: true,
  input: Type.Object({ storeId: StoreId, productIds: Type.Array(ProductId, { maxItems: 500 }) }),
  output: Type.Object({ levels: Type.Array(Level) }),
})

/** What stores have of products, to be compared: what a store never had is not among it. */
export const CompareLevels = operation('stores.compareLevels', {
  read: true,
  input: Type.Object({
    storeIds: Type.Array(StoreId, { maxItems: 1_000 }),
    productIds: Type.Array(ProductId, { maxItems: 100 }),
  }),
  output: Type.Object({
    stores: Type.Array(Type.Object({ storeId: StoreId, levels: Type.Array(Level) })),
  }),
})

/** What of every product can be sold in a store: to fill a search index. Pages by product id. */
export const ScanLevels = operation('stores.scanLevels', {
  read: true,
  input: Type.Object({ storeId: StoreId, after: Type.Optional(ProductId), limit: Type.Integer({ maximum: 5_000 }) }),
  output: Type.Object({ levels: Type.Array(Level) }),
})

export const ReservationLine = Type.Object({
  productId: ProductId,
  quantity: Type.Integer({ minimum: 1, maximum: 1_000 }),
})

export const Shortage = Type.Object({ productId: ProductId, wanted: Type.Integer(), available: Type.Integer() })
export type Shortage = Static<typeof Shortage>

/**
 * Keeps stock for an order: all lines or none. Kept until the order is confirmed, cancelled, or known not to exist
 * after `expiresAt`. A repeat with the same order gives the first answer.
 */
export const ReserveStock = operation('stores.reserve', {
  idempotentBy: 'orderId',
  input: Type.Object({
    orderId: OrderId,
    storeId: StoreId,
    lines: Type.Array(ReservationLine, { minItems: 1, maxItems: 100 }),
    /** The window that a place is taken in, in the same commit. */
    slotId: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  output: Type.Union([
    Type.Object({ kind: Type.Literal('reserved'), expiresAt: Timestamp }),
    Type.Object({ kind: Type.Literal('short'), shortages: Type.Array(Shortage) }),
    Type.Object({ kind: Type.Literal('closed'), opensAt: Type.Optional(Timestamp) }),
    Type.Object({ kind: Type.Literal('slot-unavailable'), reason: SlotRefusal }),
  ]),
})

/** Gives an order's reservation back at once: for a placing that did not come to its end. */
export const ReleaseStock = operation('stores.release', {
  idempotentBy: 'orderId',
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({ released: Type.Boolean() }),
})

export const stockReasons = ['receive', 'count', 'waste'] as const
/** One movement of stock. `receive` adds, `waste` takes away, `count` sets what is on the shelf. */
export const StockMove = Type.Object({
  storeId: StoreId,
  productId: ProductId,
  kind: Type.Enum([...stockReasons]),
  quantity: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
  bin: Type.Optional(Type.String({ maxLength: 20 })),
  /** Of delivered goods: who brought them, their batch, their date, and what one pack cost. */
  supplier: Type.Optional(Type.String({ maxLength: 120 })),
  batch: Type.Optional(Type.String({ maxLength: 60 })),
  expiresOn: Type.Optional(LocalDate),
  cost: Type.Optional(Price),
})
export type StockMove = Static<typeof StockMove>

export const movementKinds = ['receive', 'count', 'waste', 'sale', 'missing', 'return', 'expired'] as const

/** A line of the ledger of what was on the shelf: never edited. */
export const Movement = Type.Object(
  {
    id: Type.Integer(),
    kind: Type.Enum([...movementKinds]),
    delta: Type.Integer(),
    /** What was there afterwards; moves of before it was kept have none. */
    onHand: Type.Optional(Type.Integer()),
    reason: Type.Optional(Type.String()),
    actor: ActorName,
    actorName: Type.Optional(Type.String()),
    orderId: Type.Optional(OrderId),
    details: Type.Optional(
      Type.Object({
        supplier: Type.Optional(Type.String()),
        batch: Type.Optional(Type.String()),
        expiresOn: Type.Optional(Type.String()),
        cost: Type.Optional(Price),
      }),
    ),
    at: Timestamp,
  },
  { title: 'Movement' },
)
export type Movement = Static<typeof Movement>

/** Moves stock in a batch, for imports and the demo. A repeat with the same batch id changes nothing. */
export const MoveStock = operation('stores.moveStock', {
  idempotentBy: 'batchId',
  input: Type.Object({
    batchId: Type.String({ minLength: 1, maxLength: 120 }),
    actor: ActorName,
    moves: Type.Array(StockMove, { minItems: 1, maxItems: 5_000 }),
  }),
  output: Type.Object({ moved: Type.Integer() }),
})

/** What is on shelves, with the last move of each, so that a later count knows what it has not seen. */
export const GetShelves = operation('stores.getShelves', {
  read: true,
  input: Type.Object({ storeId: StoreId, productIds: Type.Array(ProductId, { maxItems: 500 }) }),
  output: Type.Object({
    /** Products that were never there have none. */
    shelves: Type.Array(Type.Object({ productId: ProductId, onHand: Type.Integer(), moveId: Type.Integer() })),
  }),
})

/** A count that was taken when the shelf was as `seen`, from `GetShelves`; nothing and no move where there was none. */
export const StockCount = Type.Object({
  storeId: StoreId,
  productId: ProductId,
  quantity: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  seen: Type.Object({ onHand: Type.Integer(), moveId: Type.Integer() }),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
})
export type StockCount = Static<typeof StockCount>

/**
 * `counted`: with what is on hand now, and what customers took (below zero) or brought back since the shelf was seen.
 * `changed`: somebody else counted, filled or cleared it since. `reserved`: customers have bought or reserved more than
 * was counted. Nothing was written then.
 */
export const Counted = Type.Union([
  Type.Object({ kind: Type.Literal('counted'), before: Type.Integer(), onHand: Type.Integer(), moved: Type.Integer() }),
  Type.Object({ kind: Type.Enum(['changed', 'reserved']), onHand: Type.Integer() }),
])
export type Counted = Static<typeof Counted>

/** Writes counts of a while ago without undoing sales since; each for itself. A repeat gets the first answer. */
export const CountStock = operation('stores.countStock', {
  idempotentBy: 'batchId',
  input: Type.Object({
    batchId: Type.String({ minLength: 1, maxLength: 120 }),
    actor: ActorName,
    counts: Type.Array(StockCount, { minItems: 1, maxItems: 500 }),
  }),
  /** One for each count, in their order. */
  output: Type.Object({ results: Type.Array(Counted) }),
})

export const pickStates = ['queued', 'picking', 'completed', 'cancelled'] as const

/** Where in a store a product stands, read from its bin `A03-7`: aisle, bay of the aisle, place in the bay. */
export const Location = Type.Object(
  { aisle: Type.String(), bay: Type.Integer(), bin: Type.String() },
  { title: 'Location' },
)
export type Location = Static<typeof Location>

export const shortReasons = ['not-there', 'damaged', 'expired', 'wrong-place'] as const

/** Bags of an order by temperature. */
export const ZoneBags = Type.Object(
  {
    ambient: Type.Integer({ minimum: 0, maximum: 50 }),
    chilled: Type.Integer({ minimum: 0, maximum: 50 }),
    frozen: Type.Integer({ minimum: 0, maximum: 50 }),
  },
  { additionalProperties: false, title: 'ZoneBags' },
)
export type ZoneBags = Static<typeof ZoneBags>

export const PickLine = Type.Object(
  {
    productId: ProductId,
    name: Type.String(),
    pack: Type.String(),
    image: Type.String(),
    bin: Type.Union([Type.String(), Type.Null()]),
    /** What the customer pays for one pack. */
    price: Price,
    ordered: Type.Integer(),
    /** The customer's wish for this line; without one `substitutions` of the pick holds. */
    substitution: Type.Optional(Type.Enum(['allow', 'refund', 'ask'])),
    /** Null until the picker has been at the shelf. Fewer than ordered means the rest is short. */
    picked: Type.Union([Type.Integer(), Type.Null()]),
    substitute: Type.Optional(
      Type.Object({
        productId: ProductId,
        name: Type.String(),
        nameHi: Type.Optional(Type.String()),
        quantity: Type.Integer(),
        price: Price,
        pack: Type.Optional(Type.String()),
        image: Type.Optional(Type.String()),
        barcodes: Type.Optional(Type.Array(Type.String())),
        /** Where the customer wants to be asked: the question, and until when it may be answered. */
        proposalId: Type.Optional(Type.String()),
        state: Type.Optional(Type.Enum(['asked', 'approved'])),
        expiresAt: Type.Optional(Timestamp),
      }),
    ),
    /** Products that the customer did not want instead, or did not answer about. */
    declined: Type.Optional(Type.Array(ProductId)),
    /** What came of the last question, where nothing goes in because of it. */
    answer: Type.Optional(Type.Enum(['refused', 'expired'])),
    /** What the catalogue told when the pick was taken: absent until then, and where it could not be asked. */
    zone: Type.Optional(Zone),
    barcodes: Type.Optional(Type.Array(Type.String())),
    location: Type.Optional(Location),
    /** The date on the pack that is to be taken first. */
    expiresOn: Type.Optional(Type.String()),
    /** Why fewer were found than ordered. */
    shortReason: Type.Optional(Type.Enum([...shortReasons])),
  },
  { title: 'PickLine' },
)

/** A task for a picker: one order's lines, in shelf order. */
export const Pick = Type.Object(
  {
    id: PickId,
    orderId: OrderId,
    number: Type.String(),
    storeId: StoreId,
    state: Type.Enum([...pickStates]),
    pickerId: Type.Union([UserId, Type.Null()]),
    /** In lists for staff, where it could be asked. */
    pickerName: Type.Optional(Type.String()),
    promisedAt: Timestamp,
    queuedAt: Timestamp,
    startedAt: Type.Union([Timestamp, Type.Null()]),
    completedAt: Type.Union([Timestamp, Type.Null()]),
    /** When it is likely to be packed, once somebody has taken it. */
    expectedAt: Type.Optional(Timestamp),
    /** The customer's wish for lines that are short. */
    substitutions: Type.Enum(['allow', 'refund', 'ask']),
    bags: Type.Union([Type.Integer(), Type.Null()]),
    lines: Type.Array(PickLine),
    /** Four characters on the bags and on the rider's screen: who says them may take the bags. */
    handover: Type.Optional(Type.String()),
    /** Where the picker counted by temperature; adds up to `bags`. */
    zoneBags: Type.Optional(ZoneBags),
    /** When the bags left the store. */
    handedOverAt: Type.Optional(Timestamp),
    /** What the customer wants written on a card. */
    giftNote: Type.Optional(Type.String()),
  },
  { title: 'Pick' },
)
export type Pick = Static<typeof Pick>

/** Bags that are packed and in the store, and who comes for them. */
export const Handover = Type.Object(
  {
    pickId: PickId,
    orderId: OrderId,
    number: Type.String(),
    code: Type.String(),
    bags: Type.Integer(),
    zoneBags: Type.Optional(ZoneBags),
    packedAt: Timestamp,
    promisedAt: Timestamp,
    rider: Type.Optional(Type.Object({ name: Type.String(), here: Type.Boolean() })),
  },
  { title: 'Handover' },
)
export type Handover = Static<typeof Handover>

/**
 * Key: store + product. Published when what a shopper sees changes: sold out, back again, or the count of the last
 * few (`available` up to 10); not for every pack sold from a full shelf.
 */
export const StockChanged = event(
  'stock.changed',
  1,
  Type.Object({ storeId: StoreId, productId: ProductId, available: Type.Integer() }),
)

/** Key: order. */
export const PickStarted = event(
  'pick.started',
  1,
  Type.Object({
    pickId: PickId,
    orderId: OrderId,
    storeId: StoreId,
    pickerId: UserId,
    /** When it is likely to be packed, and into how many bags: for whoever plans the ride. Older programs tell neither. */
    expectedAt: Type.Optional(Timestamp),
    expectedBags: Type.Optional(ZoneBags),
  }),
)

/** Key: order. The picking goes faster or slower than was told, or begins anew. */
export const PickExpected = event(
  'pick.expected',
  1,
  Type.Object({ pickId: PickId, orderId: OrderId, storeId: StoreId, expectedAt: Timestamp }),
)

/** Key: order. What is in the bags. A line picked short of `ordered` is refunded for the rest. */
export const PickCompleted = event(
  'pick.completed',
  1,
  Type.Object({
    pickId: PickId,
    orderId: OrderId,
    storeId: StoreId,
    pickerId: UserId,
    bags: Type.Integer(),
    handover: Type.Optional(Type.String()),
    zoneBags: Type.Optional(ZoneBags),
    lines: Type.Array(
      Type.Object({
        productId: ProductId,
        ordered: Type.Integer(),
        picked: Type.Integer(),
        substitute: Type.Optional(
          Type.Object({
            productId: ProductId,
            name: Type.String(),
            nameHi: Type.Optional(Type.String()),
            quantity: Type.Integer(),
            price: Price,
          }),
        ),
      }),
    ),
  }),
)
