import Type, { type Static } from 'typebox'
import { StoreId } from './ids.ts'
import { Price } from './money.ts'
import { operation } from './operation.ts'

const upTo = (maximum: number) =>
  Type.Object(
    { ...Price.properties, amount: Type.Integer({ minimum: 0, maximum, description: 'Minor units: paise' }) },
    { additionalProperties: false },
  )

/** What a broken promise gives by itself. */
export const LateCreditPolicy = Type.Object(
  {
    on: Type.Boolean(),
    /** From so many minutes beyond the promise on. */
    afterMinutes: Type.Integer({ minimum: 1, maximum: 1_440 }),
    amount: upTo(1_000_000),
    /** Of the order's total, on top of the amount. */
    percent: Type.Number({ minimum: 0, maximum: 100 }),
    /** The most that is given; never more than the order's total. */
    cap: upTo(10_000_000),
  },
  { additionalProperties: false, title: 'LateCreditPolicy' },
)
export type LateCreditPolicy = Static<typeof LateCreditPolicy>

/** `policy` is null where the store does as the installation does. */
export const StoreLateCredit = Type.Object(
  { storeId: StoreId, policy: Type.Union([LateCreditPolicy, Type.Null()]) },
  { title: 'StoreLateCredit' },
)

/** The stores that have a policy of their own. */
export const GetLateCredits = operation('stores.getLateCredits', {
  read: true,
  input: Type.Object({}),
  output: Type.Object({ stores: Type.Array(Type.Object({ storeId: StoreId, policy: LateCreditPolicy })) }),
})
