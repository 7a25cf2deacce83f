import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** Keeps how a rider was rated: the stars for the rider where they were told apart, else those for the order. */
export async function addRating(
  tx: Tx,
  rating: { orderId: string; stars: number; riderStars?: number; riderId?: string; comment?: string },
  at: string,
): Promise<void> {
  if (rating.riderId === undefined) return
  await tx`
    insert into deliveries.ratings (order_id, rider_id, stars, comment, at)
    values (${rating.orderId}, ${rating.riderId}, ${rating.riderStars ?? rating.stars}, ${rating.comment ?? null},
      ${new Date(at)})
    on conflict (order_id) do nothing`
}

export const starsOf = (sql: SqlOrTx, riderId: string, since: Date) => sql<{ stars: number; count: number }[]>`
  select stars, count(*)::int count from deliveries.ratings
  where rider_id = ${riderId} and at >= ${since} group by stars`

/** Of some riders at once; those without stars are left out. */
export const averagesOf = async (
  sql: SqlOrTx,
  riderIds: readonly string[],
  since: Date,
): Promise<Map<string, { average: number; count: number }>> => {
  const rows = await sql<{ riderId: string; average: number; count: number }[]>`
    select rider_id "riderId", round(avg(stars), 2)::float8 average, count(*)::int count from deliveries.ratings
    where rider_id = any(${[...riderIds]}) and at >= ${since} group by rider_id`
  return new Map(rows.map(({ riderId, ...rest }) => [riderId, rest]))
}

/** The latest, without who wrote them. `before` leaves out what is so new that the rider would know whose it is. */
export const recentRatings = (
  sql: SqlOrTx,
  riderId: string,
  options: { before: Date; limit: number; timeZone: string },
) =>
  sql<{ stars: number; comment: string | null; date: string }[]>`
  select stars, comment, to_char(at at time zone ${options.timeZone}, 'YYYY-MM-DD') date
  from deliveries.ratings where rider_id = ${riderId} and at < ${options.before}
  order by at desc limit ${options.limit}`
