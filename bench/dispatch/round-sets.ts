import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mode, openRoads, type Point } from '../../engines/roads/index.ts'
import { silentLog } from '../../kit/log.ts'
import { FixedTravel } from '../../services/deliveries/fixed-travel.ts'
import { type PlannerName, plannerNames } from '../../services/deliveries/planner/table.ts'
import { openPlanning } from '../../services/deliveries/planning.ts'
import { toPlanInput } from '../../services/deliveries/scene.ts'
import type { Leg, Travel } from '../../services/deliveries/travel.ts'
import { CityRows, type Shape } from './round/city-rows.ts'
import type { BenchOptions, BenchResult, BenchRow, BenchSet } from './set.ts'
import { missesOf } from './targets.ts'

/** Rounds of a city by the dispatcher's own code: rows in, offers out; on real streets, in the planner's own thread. */
export const roundSets: readonly BenchSet[] = [
  {
    name: 'round-200',
    about: '200 orders (as many as a round looks at), 200 riders, six stores, the streets of Kolkata',
    run: (options) => runSet({ orders: 200, riders: 200, stores: 6 }, options),
  },
  {
    name: 'round-400',
    about: '400 orders at once, twice what a round looks at, and the same riders',
    run: (options) => runSet({ orders: 400, riders: 200, stores: 6 }, options),
  },
  {
    name: 'round-bicycles',
    about: 'as round-200, and one rider in four on a bicycle',
    run: (options) => runSet({ orders: 200, riders: 200, stores: 6, bicycleEvery: 4 }, options),
  },
]

const rounds = 60
/** A round comes a second after the one before: it is to be over by then. */
const target = { who: 'target', p99Ms: 1_000 }
/** As the dispatcher has them where nobody has chosen. */
const config = { capacity: 2, handoverS: 60, batchDetourS: 180, planBudgetMs: 300, followUpS: 120 }

async function runSet(
  shape: Omit<Shape, 'seed'>,
  { dataDir, seed, seconds, say }: BenchOptions,
): Promise<BenchResult | { skipped: string }> {
  const file = join(dataDir, '../city/kolkata-saltlake.osm.pbf')
  if (!existsSync(file)) return { skipped: `${file} is not there (--data DIR)` }
  const cacheDir = await mkdtemp(join(tmpdir(), 'tokri-bench-round-'))
  try {
    const roads = await openRoads({ file, cacheDir })
    const travel = {
      matrix: async (from: readonly Point[], to: readonly Point[], mode: Mode): Promise<Leg[][]> => {
        const { durationS, distanceM } = await roads.matrix([...from], [...to], { mode })
        return from.map((_, i) =>
          to.map((_, j) => ({ durationS: durationS[i]![j]!, distanceM: distanceM[i]![j]!, approximate: false })),
        )
      },
    }
    const planBudgetMs = seconds === undefined ? config.planBudgetMs : seconds * 1000
    const rows: BenchRow[] = []
    for (const planner of plannerNames) {
      const addresses = roads.addresses({ count: 3_000, seed })
      const row = await live({ planner, city: new CityRows(addresses, { ...shape, seed }), travel, planBudgetMs })
      rows.push(row)
      say(`  ${planner}: a round takes ${row.p50Ms} ms, ${row.p99Ms} ms at the 99th percentile`)
    }
    return {
      rows,
      compared: [target],
      missed: rows.flatMap((row) => missesOf(`a round by ${row.planner}`, row, target)),
    }
  } finally {
    await rm(cacheDir, { recursive: true, force: true })
  }
}

interface Stage {
  readonly planner: PlannerName
  readonly city: CityRows
  readonly travel: Pick<Travel, 'matrix'>
  readonly planBudgetMs: number
}

async function live({ planner, city, travel, planBudgetMs }: Stage): Promise<BenchRow> {
  const fixed = new FixedTravel(travel)
  await using planning = openPlanning({ planner, deadlineMs: 10_000, log: silentLog })
  const took: { pictureMs: number; planMs: number }[] = []
  let [offers, refused, fallbacks] = [0, 0, 0]
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now()
    const { input } = await toPlanInput({
      ...city.rows(),
      travel,
      fixed,
      config: { ...config, planBudgetMs },
      speed: 1,
      cashRoom: async (riderIds) => new Map(riderIds.map((id) => [id, 500_000])),
    })
    const pictured = performance.now()
    const planned = await planning.plan(input)
    took.push({ pictureMs: pictured - began, planMs: performance.now() - pictured })
    for (const count of planned.refused.values()) refused += count
    if (planned.fallback) fallbacks += 1
    offers += planned.output.offers.length
    city.next(planned.output.offers)
  }
  // The first round asks for every street, and begins the thread.
  const [first, ...later] = took
  const at = (share: number, of: (each: (typeof took)[number]) => number) =>
    Math.round(later.map(of).toSorted((a, b) => a - b)[Math.floor((later.length - 1) * share)]!)
  const whole = ({ pictureMs, planMs }: (typeof took)[number]) => pictureMs + planMs
  return {
    planner,
    p50Ms: at(0.5, whole),
    p99Ms: at(0.99, whole),
    pictureP50Ms: at(0.5, (each) => each.pictureMs),
    pictureP99Ms: at(0.99, (each) => each.pictureMs),
    planP50Ms: at(0.5, (each) => each.planMs),
    planP99Ms: at(0.99, (each) => each.planMs),
    firstMs: Math.round(whole(first!)),
    offersARound: Number((offers / took.length).toFixed(1)),
    refused,
    fallbacks,
  }
}
