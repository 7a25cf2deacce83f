import { Demand, RiderRatings } from '../../../contracts/rider.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { DeliveriesContext } from '../context.ts'
import { demandFor } from '../demand.ts'
import { ratingsOf } from '../ratings.ts'

const route = routesOf<DeliveriesContext>()

/** How a rider stands: what customers say, and where work is. */
export const standingRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/rider/ratings',
      summary: 'How customers rate the rider, without their names',
      access: ['rider'],
      answer: RiderRatings,
    },
    ({ actor }, context) => ratingsOf(context, actor.userId),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/rider/demand',
      summary: 'Where orders wait, and where they usually come from at this hour',
      access: ['rider'],
      answer: Demand,
      problems: ['deliveries/not-a-rider'],
      rateLimit: { requests: 60, perS: 60 },
    },
    ({ actor }, context) => demandFor(context, actor.userId),
  ),
]
