// npm run bench:promise -- [--data DIR] [--city FILE] [--days NAME,NAME] [--planner horizon|greedy] [--ahead SECONDS] [--minutes N] [--seed N] [--no-curve] [--picture FILE] [--json]
//
// Replays real days of deliveries on the streets of another city: what is promised, whether it is kept, and with how many
// riders. The product's own promise and planner, beside a rule without either: the nearest store, the nearest free rider,
// and the same promise for everybody. What the promise has learnt when a day begins it learnt on another day. Days are those
// of the folder, unless some are named. Planner and `--ahead` (seconds before an order is expected to be packed from which the
// planner sees it) are the product's where nobody names others. `--picture` draws the first day's supplies into a file.
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openRoads } from '../engines/roads/index.ts'
import { readConfig } from '../kit/config.ts'
import { deliveriesConfig } from '../services/deliveries/config.ts'
import type { Planner } from '../services/deliveries/planner/types.ts'
import type { PromiseState } from '../services/stores/promise/model.ts'
import { missesOf } from '../services/stores/promising.ts'
import { drawCurves } from './promise/curve.ts'
import { chosenOf, daysIn } from './promise/days.ts'
import { type Day, readBaskets, readDay } from './promise/demand.ts'
import { type Measures, measure } from './promise/measures.ts'
import { type Fate, fatesOf, pickersOf } from './promise/nature.ts'
import { plannerNamed } from './promise/planners.ts'
import { flat, learning } from './promise/promisers.ts'
import { type Promiser, simulate } from './promise/simulate.ts'
import { openStreets, type Streets } from './promise/streets.ts'

const folderOfData = process.env.TOKRI_SHARED_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url))
const shared = (path: string) => join(folderOfData, path)
const usual = readConfig(deliveriesConfig, {})
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: shared('demand') },
    city: { type: 'string', default: shared('city/kolkata-saltlake.osm.pbf') },
    days: { type: 'string', default: 'all' },
    planner: { type: 'string', default: usual.planner },
    ahead: { type: 'string', default: String(usual.earlyS) },
    minutes: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    picture: { type: 'string' },
    curve: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
})

/** As the product is set when nobody sets it: see services/stores/config.ts. */
const rules = {
  pickBaseS: 120,
  pickQueueS: 20,
  handoverS: 150,
  floorMinutes: 8,
  misses: missesOf({
    pickBaseS: 120,
    pickQueueS: 20,
    handoverS: 150,
    promiseFloorMinutes: 8,
    promiseKeptPercent: 96,
    promiseConfidencePercent: 90,
  }),
  /** Later than this no order is taken: what an operator sets (`promiseMostMinutes`); without it each is, however late. */
  mostMinutes: 45,
}
/** What the rule that all is compared with keeps at the supply at which it is compared. */
const ruleKeeps = 80
/** Supplies that are tried for the picture, of the first day, by that one. */
const supplies = [0.5, 0.65, 0.8, 1, 1.25, 1.5]
const capacity = 2

interface World {
  readonly day: Day
  readonly fates: readonly Fate[]
  readonly pickers: readonly (readonly number[])[]
  readonly streets: Streets
}

interface Result {
  readonly day: string
  readonly facts: Day['facts']
  /** Whether the rule reached what it is to keep; else its supply is that of its best. */
  readonly ruleReached: boolean
  readonly rule: Measures
  readonly tokri: Measures
  /** The same without anything learnt before the day. */
  readonly tokriFromPriors: Measures
  readonly curve: readonly { readonly supply: number; readonly rule: Measures; readonly tokri: Measures }[]
}

for (const path of [values.data, values.city])
  if (!existsSync(path)) {
    console.error(`bench:promise needs ${path}: name another with --data or --city`)
    process.exit(2)
  }

const folder = await mkdtemp(join(tmpdir(), 'tokri-bench-promise-'))
try {
  const planner = plannerNamed(values.planner)
  const results = await run(planner)
  const drawn = results.find(({ curve }) => curve.length > 1)
  const { picture: file } = values
  if (file !== undefined && drawn) await writeFile(file, picture(drawn))
  if (values.json)
    console.log(
      JSON.stringify({ planner: values.planner, aheadS: Number(values.ahead), seed: Number(values.seed), results }),
    )
  else for (const result of results) report(result)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function run(planner: Planner): Promise<Result[]> {
  const roads = await openRoads({ file: values.city, cacheDir: folder })
  const baskets = await readBaskets(values.data)
  const seed = Number(values.seed)
  const worldOf = async (files: string, rhythm?: 'bigbasket'): Promise<World> => {
    const day = await readDay(values.data, files, { roads, baskets, seed, ...(rhythm ? { rhythm } : {}) })
    const doors = day.orders.map((order) => order.door)
    const streets = openStreets(roads, day.stores, doors)
    return { day, fates: fatesOf(day, seed), pickers: pickersOf(day, streets), streets }
  }
  const results: Result[] = []
  for (const { name, files, learntOn, rhythm } of chosenOf(await daysIn(values.data), values.days)) {
    const world = await worldOf(files, rhythm)
    const tried = values.curve && results.length === 0 ? supplies : [1]
    results.push({ ...evaluate(world, await worldOf(learntOn), planner, tried), day: name })
  }
  return results
}

function play(world: World, riders: number, planner: Planner | null, promiser: Promiser): Measures {
  const aheadS = planner ? Number(values.ahead) : 0
  return measure(simulate({ ...world, riders, planner, promiser, capacity, aheadS }), riders, world.day.orders.length)
}

function evaluate(world: World, before: World, planner: Planner, tried: readonly number[]): Omit<Result, 'day'> {
  const { riders, reached } = supplyOfRule(world)
  const learnt: PromiseState[] = []
  const asMany = Math.round((riders * before.day.orders.length) / world.day.orders.length)
  play(before, asMany, planner, learning(rules, learnt))
  const tokri = (count: number) => play(world, count, planner, learning(rules, structuredClone(learnt)))
  const rule = (count: number) => play(world, count, null, flat(Number(values.minutes)))
  const curve = tried.map((supply) => {
    const count = Math.round(riders * supply)
    return { supply, rule: rule(count), tokri: tokri(count) }
  })
  const here = curve.find(({ supply }) => supply === 1)!
  return {
    facts: world.day.facts,
    ruleReached: reached,
    rule: here.rule,
    tokri: here.tokri,
    tokriFromPriors: play(world, riders, planner, learning(rules, [])),
    curve,
  }
}

/** The fewest riders with which the rule keeps what it is to keep, or, where it never does, half a point less than its best. */
function supplyOfRule(world: World): { riders: number; reached: boolean } {
  const keeps = new Map<number, number>()
  const kept = (riders: number): number => {
    const known = keeps.get(riders) ?? play(world, riders, null, flat(Number(values.minutes))).keptPercent
    keeps.set(riders, known)
    return known
  }
  const most = world.day.shifts.length
  const best = kept(most)
  const wanted = Math.min(ruleKeeps, best - 0.5)
  let [few, many] = [10, most]
  while (many - few > 4) {
    const middle = Math.round((few + many) / 2)
    if (kept(middle) >= wanted) many = middle
    else few = middle
  }
  return { riders: many, reached: best >= ruleKeeps }
}

function picture({ day, curve }: Result): string {
  const line = (of: 'rule' | 'tokri', figure: 'keptPercent' | 'promiseMedianMin') =>
    curve.map((point) => ({ x: point[of].riders, y: point[of][figure] }))
  const [grey, green] = ['#777', '#0a7d4f']
  return drawCurves(
    [
      {
        title: `Promises kept, percent (${day})`,
        curves: [
          {
            name: `${values.minutes} minutes for all, nearest free rider`,
            colour: grey,
            points: line('rule', 'keptPercent'),
          },
          { name: 'Tokri', colour: green, points: line('tokri', 'keptPercent') },
        ],
        from: 0,
        to: 100,
        step: 20,
        mark: 95,
      },
      {
        title: 'Median promise, minutes',
        curves: [
          { name: `${values.minutes} minutes for all`, colour: grey, points: line('rule', 'promiseMedianMin') },
          { name: 'Tokri', colour: green, points: line('tokri', 'promiseMedianMin') },
        ],
        from: 0,
        to: 30,
        step: 6,
        mark: 12,
      },
    ],
    'riders of the day',
  )
}

function report({ day, facts, ruleReached, rule, tokri, tokriFromPriors, curve }: Result): void {
  console.log(
    `\n${day}: ${facts.orders} orders (${facts.ordersPerKm2} by km² and day), ${facts.offMap} off the map left out`,
  )
  if (!ruleReached) console.log(`The rule never keeps ${ruleKeeps} %: compared at half a point less than its best.`)
  console.table({ rule, tokri, 'tokri, nothing learnt before': tokriFromPriors })
  console.table(
    curve.map(({ supply, rule: plain, tokri: ours }) => ({
      supply,
      riders: ours.riders,
      'rule kept %': plain.keptPercent,
      'kept %': ours.keptPercent,
      'median min': ours.promiseMedianMin,
      'p90 min': ours.promiseP90Min,
      'in interval %': ours.coveragePercent,
      refused: ours.refused,
      'orders/rider-hour': ours.ordersPerRiderHour,
    })),
  )
}
