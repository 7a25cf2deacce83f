import { FindOffer, PutOffers, QuoteCart } from '../../contracts/carts.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import type { CartsContext } from './context.ts'
import { quote } from './quoting.ts'
import { adminOffer, putOffers } from './store.ts'

const handle = handleOf<CartsContext>()

export const operations = [
  handle(QuoteCart, (wish, context) => quote(context, wish)),
  handle(PutOffers, async ({ offers }, { db }) => {
    await db.begin((tx) => putOffers(tx, offers))
    return { count: offers.length }
  }),
  handle(FindOffer, async ({ code }, { db }) => {
    const found = await adminOffer(db.sql, code)
    if (!found) return { offer: null }
    const { title, active, endsAt } = found
    return { offer: { code, title, active, endsAt } }
  }),
]
