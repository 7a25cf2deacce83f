import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planHorizon } from '../../services/deliveries/planner/horizon.ts'
import { readInstance } from './mdrp/instance.ts'
import { type Metrics, score } from './mdrp/score.ts'
import { simulate } from './mdrp/simulate.ts'
import type { BenchOptions, BenchResult, BenchRow, BenchSet } from './set.ts'
import { missesOf } from './targets.ts'

/**
 * The Meal Delivery Routing Problem: whole days, minute by minute, by the planner that also dispatches Tokri's riders, and
 * judged by a scorer that trusts nothing of it. Couriers whose shift begins within the hour are known to the planner.
 */
export const mdrpSets: readonly BenchSet[] = [
  {
    name: 'mdrp-table4',
    about: 'MDRP, instances of Table 4 in Reyes et al. 2018',
    run: (options) =>
      runSet(
        options,
        (anchor) => anchor.published !== undefined,
        () => ({
          ctdMin: 30.7,
          rtpMin: 1.2,
          undeliveredPct: 0,
          costPerOrder: 10.95,
        }),
      ),
  },
  {
    name: 'mdrp-large',
    about: 'MDRP, the other instances; each is to be better than FoodMatch',
    run: (options) => runSet(options, (anchor) => anchor.published === undefined, betterThanFoodMatch, true),
  },
]

/** A round of the product comes a second after the one before. */
const roundMostMs = 1_000

/** FoodMatch's own means, where it is known on every instance. */
const betterThanFoodMatch = (known: readonly BenchRow[]): BenchRow | undefined => {
  const peer = known.find(({ who }) => who === foodMatch)
  return peer && { ...peer, roundP99Ms: roundMostMs }
}
const foodMatch = 'FoodMatch, measured'

/** What others reach on an instance: `anchors.json`. */
interface Anchor {
  readonly instance: string
  readonly published?: Record<'rolling_horizon_heuristic' | 'exact_clairvoyant_min_total_ctd', Means>
  readonly measured_peers?: Record<'FoodMatch' | 'Reyes_reimplementation', Measured>
  readonly direct_delivery_bound_ctd_mean_min?: number
}
interface Means {
  readonly ctd_mean_min: number
  readonly rtp_mean_min: number
}
interface Measured {
  readonly ctd_mean: number
  readonly rtp_mean: number
  readonly undelivered_pct: number
  readonly cost_per_order: number
}

async function runSet(
  options: BenchOptions,
  belongs: (anchor: Anchor) => boolean,
  targetOf: (known: readonly BenchRow[]) => BenchRow | undefined,
  /** Each instance by itself is to be better than FoodMatch, too. */
  each = false,
): Promise<BenchResult | { skipped: string }> {
  const folder = join(options.dataDir, 'mdrp')
  if (!existsSync(folder)) return { skipped: `${folder} is not there (--data DIR)` }
  const anchors = (await anchorsOf(folder)).filter(belongs)
  if (anchors.length === 0) return { skipped: `${folder} has none of these instances` }
  const days: { anchor: Anchor; row: BenchRow }[] = []
  const roundsMs: number[] = []
  for (const anchor of anchors) {
    const took: number[] = []
    const metrics = await liveThrough(join(folder, anchor.instance), options, took)
    roundsMs.push(...took)
    days.push({ anchor, row: { ...rowOf(anchor, metrics), roundP99Ms: decimals(p99(took), 1) } })
    options.say(`  ${anchor.instance}: click to door ${decimals(metrics.clickToDoorMin.mean, 2)} min`)
  }
  const ours = {
    who: 'Tokri',
    ctdMin: meanOf(days, ({ row }) => row.ctdMin as number),
    rtpMin: meanOf(days, ({ row }) => row.rtpMin as number),
    undeliveredPct: meanOf(days, ({ row }) => row.undeliveredPct as number),
    costPerOrder: meanOf(days, ({ row }) => row.costPerOrder as number),
    roundP99Ms: decimals(p99(roundsMs), 1),
  }
  const known = peers(days.map(({ anchor }) => anchor))
  const best = targetOf(known)
  const target = best && { ...best, who: 'target' }
  const beaten = days.flatMap(({ anchor, row }) =>
    each ? missesOf(anchor.instance, row, { ctdMin: row.foodMatchCtd ?? null }) : [],
  )
  return {
    rows: days.map(({ row }) => row),
    compared: [ours, ...(target ? [target] : []), ...known],
    ...(target ? { missed: [...missesOf('mean', ours, target), ...beaten] } : {}),
  }
}

/** Every folder is an instance; what others reach on it is known only if `anchors.json` has it. */
async function anchorsOf(folder: string): Promise<Anchor[]> {
  const file = join(folder, 'anchors.json')
  const known = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Anchor[]) : []
  const folders = (await readdir(folder, { withFileTypes: true })).filter((each) => each.isDirectory())
  const names = folders.map((each) => each.name).sort()
  return names.map((instance) => known.find((each) => each.instance === instance) ?? { instance })
}

async function liveThrough(folder: string, { seed, clockMs }: BenchOptions, tookMs: number[]): Promise<Metrics> {
  const instance = await readInstance(folder)
  const onRound = (ms: number) => void tookMs.push(ms)
  const result = score(instance, simulate(instance, planHorizon, { aheadMin: 60, seed, clockMs, onRound }))
  if (result.kind === 'legal') return result
  const faults = result.faults.map((each) => `${each.rule} (${each.courierId}: ${each.text})`)
  throw new Error(`${instance.name}: not a legal plan: ${faults.slice(0, 5).join('; ')}`)
}

const rowOf = (anchor: Anchor, metrics: Metrics): BenchRow => ({
  instance: anchor.instance,
  orders: metrics.orders,
  ctdMin: decimals(metrics.clickToDoorMin.mean, 2),
  ctdP10: decimals(metrics.clickToDoorMin.p10, 1),
  ctdP50: decimals(metrics.clickToDoorMin.p50, 1),
  ctdP90: decimals(metrics.clickToDoorMin.p90, 1),
  overageMin: decimals(metrics.overageMin, 2),
  rtpMin: decimals(metrics.readyToPickupMin.mean, 2),
  rtpP90: decimals(metrics.readyToPickupMin.p90, 1),
  undeliveredPct: decimals(metrics.undeliveredPct, 3),
  costPerOrder: decimals(metrics.costPerOrder, 2),
  ordersPerBundle: decimals(metrics.ordersPerBundle, 3),
  utilisation: decimals(metrics.utilisation, 3),
  reyesCtd: anchor.published?.rolling_horizon_heuristic.ctd_mean_min ?? null,
  exactCtd: anchor.published?.exact_clairvoyant_min_total_ctd.ctd_mean_min ?? null,
  foodMatchCtd: anchor.measured_peers?.FoodMatch.ctd_mean ?? null,
  foodMatchUndeliveredPct: anchor.measured_peers?.FoodMatch.undelivered_pct ?? null,
})

/** Means of those who are known on every instance of the set. */
function peers(anchors: readonly Anchor[]): BenchRow[] {
  const rows: BenchRow[] = []
  const add = (who: string, values: (anchor: Anchor) => Omit<BenchRow, 'who'> | undefined) => {
    const all = anchors.map(values)
    if (!all.every((each) => each !== undefined)) return
    const names = Object.keys(all[0]!)
    rows.push({ who, ...Object.fromEntries(names.map((name) => [name, meanOf(all, (each) => each[name] as number)])) })
  }
  const published = (means?: Means) => means && { ctdMin: means.ctd_mean_min, rtpMin: means.rtp_mean_min }
  const measured = (peer?: Measured) =>
    peer && {
      ctdMin: peer.ctd_mean,
      rtpMin: peer.rtp_mean,
      undeliveredPct: peer.undelivered_pct,
      costPerOrder: peer.cost_per_order,
    }
  add('Reyes et al. 2018, published', (each) => published(each.published?.rolling_horizon_heuristic))
  add('exact with hindsight, published', (each) => published(each.published?.exact_clairvoyant_min_total_ctd))
  add(foodMatch, (each) => measured(each.measured_peers?.FoodMatch))
  add('Reyes et al. reimplemented, measured', (each) => measured(each.measured_peers?.Reyes_reimplementation))
  add('direct delivery, a lower bound', (each) => {
    const bound = each.direct_delivery_bound_ctd_mean_min
    return bound === undefined ? undefined : { ctdMin: bound }
  })
  return rows
}

const meanOf = <T>(list: readonly T[], value: (each: T) => number): number =>
  decimals(list.reduce((sum, each) => sum + value(each), 0) / list.length, 3)
const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0
const decimals = (value: number, digits: number): number => Number(value.toFixed(digits))
