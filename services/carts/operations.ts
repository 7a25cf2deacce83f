import { FindOffer, HoldCoupon, PutOffers, QuoteCart, ReleaseCoupon } from '../../contracts/carts.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import type { CartsContext } from './context.ts'
import { quote } from './quoting.ts'
import { dropHold, takeFromBudget } from './store/coupons.ts'
import { adminOffer, putOffers } from './store.ts'

const handle = handleOf<CartsContext>()

/** Undoes the transaction. */
class BudgetSpent extends Error {}

export const operations = [
  handle(QuoteCart, (wish, context) => quote(context, wish)),
  handle(PutOffers, async ({ offers }, { db }) => {
    await db.begin((tx) => putOffers(tx, offers))
    return { count: offers.length }
  }),
  handle(HoldCoupon, async ({ orderId, userId, code, discount }, { db, clock, config }) => {
    const heldUntilMs = clock.now() + config.couponHoldMinutes * 60_000
    try {
      await db.begin(async (tx) => {
        const hold = { orderId, userId, code, discountPaise: discount.amount, heldUntilMs }
        if (!(await takeFromBudget(tx, hold))) throw new BudgetSpent()
      })
      return { kind: 'held' as const }
    } catch (error) {
      if (error instanceof BudgetSpent) return { kind: 'spent' as const }
      throw error
    }
  }),
  handle(ReleaseCoupon, async ({ orderId }, { db }) => {
    await db.begin((tx) => dropHold(tx, orderId))
    return {}
  }),
  handle(FindOffer, async ({ code }, { db }) => {
    const found = await adminOffer(db.sql, code)
    if (!found) return { offer: null }
    const { title, active, endsAt } = found
    return { offer: { code, title, active, endsAt } }
  }),
]
