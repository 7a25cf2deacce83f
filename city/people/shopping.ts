import type { Random } from '../map/random.ts'

/**
 * Lines in a basket, as shares of baskets that have at most so many: Indian online groceries, median 7, a tenth above
 * 14, the largest near 40 (`../shared/data/demand`).
 */
const basketShares: readonly (readonly [share: number, lines: number])[] = [
  [0, 1],
  [0.07, 1],
  [0.25, 4],
  [0.5, 7],
  [0.75, 10],
  [0.9, 14],
  [0.95, 17],
  [0.99, 24],
  [1, 36],
]

/** How many different products somebody buys. */
export function basketLines(random: Random): number {
  const share = random.next()
  const at = basketShares.findIndex(([upTo], index) => index > 0 && share <= upTo)
  const [fromShare, fromLines] = basketShares[at - 1]!
  const [toShare, toLines] = basketShares[at]!
  return Math.round(fromLines + ((share - fromShare) / (toShare - fromShare)) * (toLines - fromLines))
}

/** What people look for, with how often of each kind; more vegetables, pulses and milk than anything else. */
const wants: readonly (readonly [weight: number, terms: readonly string[]])[] = [
  [10, ['onion', 'potato', 'tomato', 'beans', 'brinjal', 'cucumber', 'carrot', 'coriander', 'lady finger', 'palak']],
  [4, ['banana', 'apple', 'lemon', 'papaya', 'mango']],
  [8, ['milk', 'curd', 'dahi', 'paneer', 'butter', 'ghee', 'cheese', 'lassi']],
  [6, ['bread', 'eggs', 'pav', 'rusk']],
  [7, ['toor dal', 'moong dal', 'urad dal', 'chana', 'rajma', 'besan', 'poha', 'sooji']],
  [6, ['atta', 'rice', 'basmati rice', 'sugar', 'salt', 'jaggery', 'sunflower oil', 'mustard oil']],
  [3, ['turmeric', 'chilli powder', 'jeera', 'garam masala', 'ketchup']],
  [6, ['namkeen', 'chips', 'biscuits', 'cookies', 'noodles', 'chocolate', 'ice cream']],
  [4, ['tea', 'coffee', 'juice', 'cold drink', 'water']],
  [4, ['soap', 'toothpaste', 'detergent', 'shampoo', 'dishwash', 'tissue']],
]
const weightOfAll = wants.reduce((sum, [weight]) => sum + weight, 0)

/** What somebody types into the search field. */
export function searchTerm(random: Random): string {
  let left = random.next() * weightOfAll
  for (const [weight, terms] of wants) {
    left -= weight
    if (left < 0) return random.pick(terms)
  }
  return 'milk'
}

/** Which of a list somebody takes: mostly one of the first. */
export const choose = <T>(random: Random, list: readonly T[]): T | undefined =>
  list[Math.min(list.length - 1, Math.floor(-Math.log(1 - random.next()) * 2.5))]

/** How many packs of one product: mostly one. */
export const packsOf = (random: Random, most: number): number => {
  const draw = random.next()
  return Math.max(1, Math.min(most, draw < 0.7 ? 1 : draw < 0.92 ? 2 : draw < 0.97 ? 3 : 4))
}

export const paymentWays = ['cash', 'card', 'upi', 'wallet'] as const
export type PaymentWay = (typeof paymentWays)[number]

/** How somebody pays: cash 30 %, card 35 %, UPI 25 %, wallet 10 %. */
export const paymentWay = (random: Random): PaymentWay => {
  const draw = random.next()
  return draw < 0.3 ? 'cash' : draw < 0.65 ? 'card' : draw < 0.9 ? 'upi' : 'wallet'
}

/**
 * When so many customers set out, in milliseconds from the start: a Poisson process, so that the pauses between them are
 * exponential with the rate's mean.
 */
export function arrivals(random: Random, count: number, perMinute: number): number[] {
  let atMs = 0
  return Array.from({ length: count }, () => {
    atMs += (-Math.log(1 - random.next()) * 60_000) / perMinute
    return atMs
  })
}
