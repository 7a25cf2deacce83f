import type { Sql } from '../../../kit/sql.ts'
import { type PlannerName, planners } from '../planner/table.ts'
import { decodeRound, type KeptRound } from '../rounds.ts'
import { pastDeliveries } from '../store/replay.ts'
import { roundsBetween } from '../store/rounds.ts'
import { compareRounds, type RoundsCompared } from './compare.ts'
import { type DayConfig, replayDay } from './day.ts'
import { KnownTravel } from './known-travel.ts'
import { Presence } from './presence.ts'
import { type DayReport, outcomesOf, reportOf, sameRider } from './report.ts'

const page = 200

export interface ReplayReport {
  readonly from: string
  readonly to: string
  readonly orders: number
  readonly riders: number
  readonly roundsKept: number
  /** As it was. */
  readonly actual: DayReport
  /** By planner: second by second, and the whole day once more. */
  readonly planners: Readonly<Record<string, { rounds: RoundsCompared; day: DayReport; sameRiderAsThen: number }>>
}

/**
 * What planners would have done in a span of time of the past. Reads only; rounds come a page at a time, so that a day of
 * a large city fits into memory.
 */
export async function replay(
  sql: Sql,
  options: { from: Date; to: Date; planners: readonly PlannerName[]; onProgress?: (text: string) => void },
): Promise<ReplayReport> {
  const { from, to, onProgress = () => {} } = options
  const deliveries = [...(await pastDeliveries(sql, { from, to }))]
  const travel = new KnownTravel()
  const presence = new Presence()
  const compared = new Map(
    options.planners.map((name): [PlannerName, RoundsCompared] => [name, compareRounds([], planners[name])]),
  )
  let config: DayConfig | undefined
  let roundsKept = 0
  for await (const round of rounds(sql, { from, to })) {
    travel.learn(round)
    presence.see(round)
    config ??= configOf(round)
    for (const [name, sums] of compared) add(sums, compareRounds([round], planners[name]))
    roundsKept += 1
    if (roundsKept % page === 0) onProgress(`${roundsKept} rounds read`)
  }
  for (const row of deliveries) presence.rode(row)
  const stints = presence.stints()
  const then = outcomesOf(deliveries)
  const report: Record<string, ReplayReport['planners'][string]> = {}
  for (const [name, sums] of compared) {
    onProgress(`the day once more, by ${name}`)
    const outcomes = config ? await replayDay({ deliveries, stints, travel, config }, planners[name]) : []
    report[name] = {
      rounds: sums,
      day: reportOf(deliveries, outcomes, stints),
      sameRiderAsThen: sameRider(then, outcomes),
    }
  }
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    orders: deliveries.length,
    riders: new Set(stints.map((each) => each.riderId)).size,
    roundsKept,
    actual: reportOf(deliveries, then, stints),
    planners: report,
  }
}

async function* rounds(sql: Sql, span: { from: Date; to: Date }): AsyncGenerator<KeptRound> {
  let after: { at: Date; id: string } | undefined
  for (;;) {
    const rows = await roundsBetween(sql, { ...span, ...(after ? { after } : {}), limit: page })
    for (const row of rows) yield decodeRound(row.body)
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = { at: last.at, id: last.id }
  }
}

/** The settings of the first round, at real speed as the scene takes them. */
const configOf = ({ input, speed }: KeptRound): DayConfig => ({
  capacity: input.riders[0]?.capacity ?? 1,
  handoverS: input.config.handoverS * speed,
  batchDetourS: input.config.batchDetourS * speed,
  planBudgetMs: input.config.budgetMs ?? 0,
  followUpS: (input.config.followUpS ?? 0) * speed,
  speed,
})

function add(sums: RoundsCompared, more: RoundsCompared): void {
  for (const key of Object.keys(sums) as (keyof RoundsCompared)[]) sums[key] += more[key]
}
