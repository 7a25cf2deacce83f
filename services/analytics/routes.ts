import Type from 'typebox'
import { analytics, type Figures, MetricsReport } from '../../contracts/analytics.ts'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { StoreId } from '../../contracts/ids.ts'
import { stores } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { routesOf } from '../../kit/routes.ts'
import type { AnalyticsContext } from './context.ts'
import { addDays, dayAt, daysIn, isDay, noSums, placesOf, toFigures, weeksBack } from './domain.ts'
import { type RiderGroup, readRiders } from './store/rider-time.ts'
import { type Group, readAsOf, readGroups, type Stretch } from './store.ts'

const route = routesOf<AnalyticsContext>()
const daysMax = 92
const hoursDaysMax = 8

const Day = Type.String({
  pattern: '^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'A day: 2026-11-22',
})

/** The stores that are counted: the one asked for, or all that one may see. @throws stores/not-your-store */
function seenStores(actor: Actor, store: string | undefined): string[] | null {
  if (store !== undefined) {
    if (!worksAt(actor, store)) throw stores('stores/not-your-store')
    return [store]
  }
  return hasRole(actor, 'admin', 'support') ? null : [...actor.storeIds]
}

const keyOf = ({ of, at, storeId }: Pick<Group, 'of' | 'at' | 'storeId'>): string =>
  of === 'series' ? `series ${at}` : of === 'store' ? `store ${storeId}` : of

/** The figures of each group of orders and of the riders beside them. */
function figuresOf(groups: readonly Group[], riders: readonly RiderGroup[]): (key: string) => Figures {
  const sums = new Map(groups.map((group) => [keyOf(group), group]))
  const times = new Map(riders.map((group) => [keyOf(group), group]))
  return (key) => toFigures(sums.get(key) ?? noSums, times.get(key))
}

async function report(
  { db, clock, config }: AnalyticsContext,
  { from, to, by, storeIds }: { from: string; to: string; by: 'hour' | 'day'; storeIds: string[] | null },
): Promise<MetricsReport> {
  const { timeZone } = config
  const back = weeksBack(daysIn(from, to))
  const stretch: Stretch = { from, until: addDays(to, 1), timeZone, storeIds }
  const former: Stretch = { ...stretch, from: addDays(from, -back), until: addDays(to, 1 - back) }
  const nowMs = clock.now()
  return db.read(async (sql) => {
    const [now, before, riders, ridersBefore, asOf] = await Promise.all([
      readGroups(sql, stretch, by),
      readGroups(sql, former, by),
      readRiders(sql, stretch, by, nowMs),
      readRiders(sql, former, by, nowMs),
      readAsOf(sql),
    ])
    const figures = figuresOf(now, riders)
    const figuresBefore = figuresOf(before, ridersBefore)
    const [total, totalBefore] = [figures('total'), figuresBefore('total')]
    const storesSeen = new Set(
      [...now, ...before, ...riders, ...ridersBefore].flatMap(({ of, storeId }) => (of === 'store' && storeId) || []),
    )
    return {
      from,
      to,
      timeZone,
      by,
      total,
      before: totalBefore,
      riderUse: total.riderUse,
      riderUseBefore: totalBefore.riderUse,
      series: placesOf(from, to, by).map((at) => ({
        at,
        now: figures(`series ${at}`),
        before: figuresBefore(`series ${addDays(at.slice(0, 10), -back)}${at.slice(10)}`),
      })),
      stores: [...storesSeen].sort().map((storeId) => ({
        storeId,
        now: figures(`store ${storeId}`),
        before: figuresBefore(`store ${storeId}`),
      })),
      heat: now.flatMap(({ of, weekday, hour, orders }) =>
        of === 'heat' && weekday !== null && hour !== null ? { weekday, hour, orders } : [],
      ),
      ...(asOf ? { asOf: toTimestamp(asOf.getTime()) } : {}),
    }
  })
}

export const routes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/metrics',
      summary: 'How the shop does, by hour or day and by store, beside the same days some weeks before',
      access: ['manager', 'support', 'admin'],
      query: Type.Object({
        store: Type.Optional(StoreId),
        /** The last seven days unless told. */
        from: Type.Optional(Day),
        to: Type.Optional(Day),
        by: Type.Optional(Type.Enum(['hour', 'day'])),
      }),
      answer: MetricsReport,
      problems: ['analytics/bad-range', 'stores/not-your-store'],
    },
    ({ query, actor }, context) => {
      for (const day of [query.from, query.to])
        if (day !== undefined && !isDay(day)) throw analytics('analytics/bad-range', { detail: `There is no ${day}` })
      const today = dayAt(context.clock.now(), context.config.timeZone)
      const to = query.to ?? (query.from && query.from > today ? query.from : today)
      const from = query.from ?? addDays(to, -6)
      const days = daysIn(from, to)
      const by = query.by ?? (days <= 2 ? 'hour' : 'day')
      const most = by === 'hour' ? hoursDaysMax : daysMax
      if (!(days >= 1 && days <= most))
        throw analytics('analytics/bad-range', { detail: `From 1 to ${most} days by ${by}` })
      return report(context, { from, to, by, storeIds: seenStores(actor, query.store) })
    },
  ),
]
