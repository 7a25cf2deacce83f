import { PutOffers, QuoteCart } from '../../contracts/carts.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import type { CartsContext } from './context.ts'
import { quote } from './quoting.ts'
import { putOffers } from './store.ts'

const handle = handleOf<CartsContext>()

export const operations = [
  handle(QuoteCart, (wish, context) => quote(context, wish)),
  handle(PutOffers, async ({ offers }, { db }) => {
    await db.begin((tx) => putOffers(tx, offers))
    return { count: offers.length }
  }),
]
