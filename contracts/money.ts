import Type, { type Static } from 'typebox'

export const currency = 'INR'

/** An amount in minor units (paise) with its currency. Never a float, never a bare number. */
export const Money = Type.Object(
  {
    amount: Type.Integer({ minimum: -1e12, maximum: 1e12, description: 'Minor units: paise' }),
    currency: Type.Literal(currency),
  },
  { additionalProperties: false, title: 'Money' },
)
export type Money = Static<typeof Money>

/** Money that may not be negative: a price, a fee, a tip. */
export const Price = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: 1e10, description: 'Minor units: paise' }),
    currency: Type.Literal(currency),
  },
  { additionalProperties: false, title: 'Price' },
)

/** For the rider, within reason: a slip of the finger must not cost a month's wages. */
export const Tip = Type.Object(
  { ...Price.properties, amount: Type.Integer({ minimum: 0, maximum: 100_000, description: 'Minor units: paise' }) },
  { additionalProperties: false, title: 'Tip' },
)

export const money = (amount: number): Money => ({ amount, currency })
export const zero = money(0)
export const add = (...amounts: Money[]): Money => money(amounts.reduce((sum, each) => sum + each.amount, 0))
export const subtract = (from: Money, what: Money): Money => money(from.amount - what.amount)
export const times = (price: Money, quantity: number): Money => money(price.amount * quantity)

/** A share in basis points (1 % = 100), rounded half up to a whole paisa. */
export const share = (of: Money, basisPoints: number): Money =>
  money(Math.floor((of.amount * basisPoints + 5_000) / 10_000))

/** The tax contained in a price that includes it: price × rate ÷ (1 + rate), rounded half up per line. */
export const taxIncluded = (price: Money, basisPoints: number): Money =>
  money(Math.floor((price.amount * basisPoints) / (10_000 + basisPoints) + 0.5))
