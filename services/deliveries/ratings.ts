import type { Static } from 'typebox'
import type { RiderRatings } from '../../contracts/rider.ts'
import type { DeliveriesContext } from './context.ts'
import { averagesOf, recentRatings, starsOf } from './store/ratings.ts'

const dayMs = 24 * 3_600_000
/** Riders are judged by their last months. */
const countedMs = 180 * dayMs
/** Younger ones are counted but not shown, so that a rider does not know whose they are. */
const hiddenMs = 3_600_000
const shown = 20

/** How customers rated a rider lately. */
export async function ratingsOf(
  { db, clock, config }: DeliveriesContext,
  riderId: string,
): Promise<Static<typeof RiderRatings>> {
  const nowMs = clock.now()
  const [rows, recent] = await Promise.all([
    starsOf(db.sql, riderId, new Date(nowMs - countedMs)),
    recentRatings(db.sql, riderId, { before: new Date(nowMs - hiddenMs), limit: shown, timeZone: config.timeZone }),
  ])
  const stars = [1, 2, 3, 4, 5].map((each) => rows.find((row) => row.stars === each)?.count ?? 0)
  const count = stars.reduce((sum, each) => sum + each, 0)
  const sum = stars.reduce((total, each, index) => total + each * (index + 1), 0)
  return {
    average: count === 0 ? null : Math.round((sum / count) * 100) / 100,
    count,
    stars,
    recent: recent.map((row) => ({
      stars: row.stars,
      date: row.date,
      ...(row.comment === null || row.comment.trim() === '' ? {} : { comment: row.comment }),
    })),
  }
}

/** The average of each of some riders, over the time that `ratingsOf` counts. */
export const averageRatings = ({ db, clock }: DeliveriesContext, riderIds: readonly string[]) =>
  averagesOf(db.sql, riderIds, new Date(clock.now() - countedMs))
