import { planGreedy } from '../../services/deliveries/planner/greedy.ts'
import { planHorizon } from '../../services/deliveries/planner/horizon.ts'
import type { Planner } from '../../services/deliveries/planner/types.ts'
import { planWindows } from '../../services/deliveries/planner/windows.ts'
import type { BenchOptions, BenchRow, BenchSet } from './set.ts'
import { type AfternoonShape, makeAfternoon } from './windows/afternoon.ts'
import { judge } from './windows/judge.ts'
import { liveThrough } from './windows/live.ts'

/** Afternoons of one store with 120 orders for windows, by routes and by those who know of none. Needs no data. */
export const windowsSets: readonly BenchSet[] = [
  {
    name: 'windows-alone',
    about: '120 orders for four windows of an hour, at one store, 10 riders',
    run: (options) => runSet({ windowed: 120, atOnce: 0, riders: 10 }, options),
  },
  {
    name: 'windows-mixed',
    about: 'the same and 100 orders to come at once, 16 riders',
    run: (options) => runSet({ windowed: 120, atOnce: 100, riders: 16 }, options),
  },
  {
    name: 'windows-scarce',
    about: '120 orders for windows and 100 to come at once, 11 riders',
    run: (options) => runSet({ windowed: 120, atOnce: 100, riders: 11 }, options),
  },
]

const planners: Record<string, Planner> = { 'routes (planWindows)': planWindows, planHorizon, planGreedy }
/** Afternoons, of seeds one after the other. */
const days = 3
/** For improving a plan, a tenth of what the dispatcher gives by default: an afternoon has some 500 rounds. */
const usualMs = 30

async function runSet(shape: Omit<AfternoonShape, 'seed'>, { seed, seconds, clockMs, say }: BenchOptions) {
  const budgetMs = seconds === undefined ? usualMs : seconds * 1000
  const rows: BenchRow[] = []
  for (const [who, plan] of Object.entries(planners))
    for (let day = seed; day < seed + days; day++) {
      const afternoon = makeAfternoon({ ...shape, seed: day })
      const took: number[] = []
      const trips = liveThrough(afternoon, plan, { budgetMs, seed: day, clockMs, onRound: (ms) => void took.push(ms) })
      const { faults, missed, late, clickToDoorS, riderS, riders, batch } = judge(afternoon, trips)
      if (faults.length > 0) throw new Error(`${who}, seed ${day}: ${faults.slice(0, 5).join('; ')}`)
      rows.push({
        who,
        seed: day,
        missedPct: (100 * missed.length) / shape.windowed,
        riderHours: riderS / 3_600,
        riders,
        batch,
        ...(shape.atOnce > 0 ? { latePct: (100 * late.length) / shape.atOnce, clickToDoorMin: clickToDoorS / 60 } : {}),
        roundP99Ms: took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0,
      })
      say(`  ${who}, seed ${day}: ${missed.length} missed, ${(riderS / 3_600).toFixed(1)} h`)
    }
  return { rows: rows.map(rounded), compared: Object.keys(planners).map((who) => meansOf(who, rows)) }
}

/** Means of the numbers of one planner's rows. */
export function meansOf(who: string, rows: readonly BenchRow[]): BenchRow {
  const own = rows.filter((row) => row.who === who)
  const names = Object.keys(own[0]!).filter((name) => typeof own[0]![name] === 'number' && name !== 'seed')
  const mean = (name: string) => own.reduce((sum, row) => sum + (row[name] as number), 0) / own.length
  return rounded({ who, ...Object.fromEntries(names.map((name) => [name, mean(name)])) })
}

export const rounded = (row: BenchRow): BenchRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Number(value.toFixed(2)) : value]),
  )
