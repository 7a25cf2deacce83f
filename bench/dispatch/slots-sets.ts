import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planGreedy } from '../../services/deliveries/planner/greedy.ts'
import type { Planner } from '../../services/deliveries/planner/types.ts'
import { planWindows } from '../../services/deliveries/planner/windows.ts'
import type { BenchOptions, BenchResult, BenchRow, BenchSet } from './set.ts'
import { planInsertion } from './windows/insertion.ts'
import { judge } from './windows/judge.ts'
import { liveThrough } from './windows/live.ts'
import { readCustomers, sameDay } from './windows/same-day.ts'
import { meansOf, rounded } from './windows-sets.ts'

/** Solomon's customers as orders for today, planned round by round as the dispatcher does. */
export const slotsSets: readonly BenchSet[] = [
  {
    name: 'slots-1h',
    about: "Solomon's 100 customers as orders for slots of one hour, 8 riders",
    run: (options) => runSet({ slotHours: 1, riders: 8 }, options),
  },
  {
    name: 'slots-2h',
    about: 'the same for slots of two hours',
    run: (options) => runSet({ slotHours: 2, riders: 8 }, options),
  },
  {
    name: 'slots-scarce',
    about: 'slots of one hour with 4 riders, which are too few',
    run: (options) => runSet({ slotHours: 1, riders: 4 }, options),
  },
]

const instances = ['C104', 'R105', 'RC103', 'C203', 'R202', 'RC203']
const planners: Record<string, Planner> = { planWindows, planGreedy, 'cheapest insertion': planInsertion }
/** For improving a plan, a sixtieth of what the dispatcher gives by default; without a clock it counts as tries, so figures are the same everywhere. */
const usualMs = 5
/** As many as `TOKRI_DELIVERIES_CAPACITY` allows at most: a house that lives from slots sets it so. It is 2 where nobody has set it. */
const usualPlaces = 4

async function runSet(
  shape: { slotHours: number; riders: number },
  { dataDir, seed, seconds, places = usualPlaces, clockMs, say }: BenchOptions,
): Promise<BenchResult | { skipped: string }> {
  const folder = join(dataDir, 'vrptw')
  const there = instances.filter((each) => existsSync(join(folder, `${each}.txt`)))
  if (there.length === 0) return { skipped: `${folder} has none of these instances (--data DIR)` }
  const budgetMs = seconds === undefined ? usualMs : seconds * 1000
  const rows: BenchRow[] = []
  for (const [who, plan] of Object.entries(planners))
    for (const instance of there) {
      const day = sameDay(readCustomers(await readFile(join(folder, `${instance}.txt`), 'utf8')), {
        ...shape,
        places,
        seed,
      })
      const took: number[] = []
      const trips = liveThrough(day, plan, { budgetMs, seed, clockMs, onRound: (ms) => void took.push(ms) })
      const { faults, missed, riderS, riders, batch, km } = judge(day, trips)
      if (faults.length > 0) throw new Error(`${who}, ${instance}: ${faults.slice(0, 5).join('; ')}`)
      rows.push({
        who,
        instance,
        keptPct: 100 - (100 * missed.length) / day.orders.length,
        km,
        riderHours: riderS / 3_600,
        ordersPerRiderHour: day.orders.length / (riderS / 3_600),
        riders,
        batch,
        roundP99Ms: took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0,
      })
      say(`  ${who}, ${instance}: ${missed.length} missed, ${km.toFixed(0)} km, ${(riderS / 3_600).toFixed(1)} h`)
    }
  return { rows: rows.map(rounded), compared: Object.keys(planners).map((who) => meansOf(who, rows)) }
}
