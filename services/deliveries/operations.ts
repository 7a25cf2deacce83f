import { DescribeDelivery, GetRoadLoads } from '../../contracts/care.ts'
import {
  EstimateTravel,
  FindRiders,
  LiveSnapshot,
  PutCity,
  PutRiders,
  RecallDelivery,
  TrackOrder,
} from '../../contracts/deliveries.ts'
import { FindReach } from '../../contracts/reach.ts'
import { reachFrom } from '../../engines/roads/index.ts'
import { handle as handler } from '../../kit/calls.ts'
import type { DeliveriesContext } from './context.ts'
import { describeDelivery } from './describe.ts'
import { asking } from './map.ts'
import { usualMode } from './modes.ts'
import { toTracking } from './picture.ts'
import { recall } from './recall.ts'
import { liveSnapshot } from './snapshot.ts'
import { putCity } from './store/city.ts'
import { ridersOf } from './store/coming.ts'
import { roadLoads } from './store/history.ts'
import { putRiders } from './store/riders.ts'
import { pictureOf } from './store/tracking.ts'
import { isReachable } from './travel.ts'

const handle = handler<DeliveriesContext>()

export const operations = [
  handle(EstimateTravel, async ({ from, to }, { travel }) => {
    const [legs] = await travel.matrix([from], to, usualMode)
    return {
      estimates: legs!.map((leg, place) => {
        // JSON knows no `Infinity`, and who knows nothing of `reachable` reads an estimate.
        const { durationS, distanceM, approximate } = isReachable(leg)
          ? leg
          : travel.estimate(from, to[place]!, usualMode)
        return {
          durationS: Math.round(durationS),
          distanceM: Math.round(distanceM),
          approximate,
          ...(isReachable(leg) ? {} : { reachable: false }),
        }
      }),
    }
  }),

  handle(FindReach, async ({ from, minutes, resolution }, context) => {
    const { cells, approximate } = await asking(context, (roads) =>
      reachFrom(roads, from, { withinS: minutes * 60, resolution }),
    )
    return {
      cells: cells.map(({ cell, durationS }) => ({ cell, durationS: Math.round(durationS) })),
      approximate: approximate ?? false,
    }
  }),

  handle(TrackOrder, async ({ orderId }, { db, stores }) => {
    const [picture, names] = await Promise.all([pictureOf(db.sql, { orderId }), stores.names()])
    // Until it is packed, who comes for it is the store's business.
    return picture?.packed ? toTracking(picture, names) : null
  }),

  handle(RecallDelivery, async (wish, context) => ({
    kind: await context.db.begin((tx) => recall(context, tx, wish)),
  })),
  handle(GetRoadLoads, async (_, { db, city, clock, config }) => {
    const nowMs = clock.now()
    const heardSince = new Date(nowMs - config.silentS * 1000)
    const [stores, { speed }] = await Promise.all([roadLoads(db.sql, { now: new Date(nowMs), heardSince }), city()])
    return { stores: [...stores], ...(speed === 1 ? {} : { speed }) }
  }),
  handle(DescribeDelivery, async ({ orderId }, context) => ({ delivery: await describeDelivery(context, orderId) })),
  handle(LiveSnapshot, ({ storeIds }, context) => liveSnapshot(context, storeIds)),

  handle(FindRiders, async ({ orderIds }, { db }) => ({ riders: await ridersOf(db.sql, orderIds) })),

  handle(PutRiders, async ({ riders }, { db }) => {
    await putRiders(db.sql, riders)
    return { count: riders.length }
  }),

  handle(PutCity, async ({ name, demo, speed, logins }, { db, installation, forgetCity }) => {
    // Demo accounts do not exist in production, so nobody is told of any.
    const isDemo = demo && !installation.production
    await putCity(db.sql, { name, demo: isDemo, speed: isDemo ? (speed ?? 1) : 1, logins: isDemo ? logins : [] })
    forgetCity()
    return {}
  }),
]
