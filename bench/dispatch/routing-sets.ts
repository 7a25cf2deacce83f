import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RoutingProblem } from '../../services/deliveries/planner/routing/problem.ts'
import { solveRoutes, timeBudget } from '../../services/deliveries/planner/routing/solve.ts'
import { checkPlan } from './check-plan.ts'
import { makeProblem } from './made-problem.ts'
import { readPdptw } from './read-pdptw.ts'
import { readVrptw } from './read-vrptw.ts'
import { type RoutingSet, routingTable } from './routing-peers.ts'
import type { BenchOptions, BenchResult, BenchSet } from './set.ts'
import { missesOf } from './targets.ts'

/** Li & Lim and Solomon: fewest vehicles, then least distance to two decimals, beside the best known plans. */
export const routingSets: readonly BenchSet[] = routingTable.map((set) => ({
  name: set.name,
  about: set.about,
  run: (options) => runSet(set, options),
}))

interface Known {
  readonly instance: string
  readonly nominal_tasks?: number
  readonly bks_vehicles: number
  readonly bks_distance: number
}

const readers = { pdptw: readPdptw, vrptw: readVrptw }

async function runSet(set: RoutingSet, options: BenchOptions): Promise<BenchResult | { skipped: string }> {
  const folder = join(options.dataDir, set.folder)
  const list = join(folder, 'best-known.json')
  if (!existsSync(list)) return { skipped: `${list} is not there (--data DIR)` }
  const { instances } = JSON.parse(await readFile(list, 'utf8')) as { instances: readonly Known[] }
  const known = instances.filter((each) => set.nominalTasks === undefined || each.nominal_tasks === set.nominalTasks)
  if (known.length === 0) return { skipped: `${folder} has no instance of ${set.nominalTasks} tasks` }

  const seconds = options.seconds ?? set.seconds
  warmUp(options)
  const measured: Measured[] = []
  for (const each of known) {
    const text = await readFile(join(folder, `${each.instance}.txt`), 'utf8')
    measured.push(solve(each, readers[set.folder](text), seconds, options))
    options.say(`  ${each.instance}: ${measured.at(-1)!.vehicles} vehicles, ${measured.at(-1)!.distance}`)
  }
  const target = set.target && { who: 'target', ...set.target, same: null, seconds: set.seconds }
  const ours = meansOf(measured)
  return {
    rows: measured.map((row) => ({ ...row })),
    compared: [ours, ...(target ? [target] : []), ...set.peers],
    ...(target ? { missed: missesOf(set.name, ours, target) } : {}),
  }
}

interface Measured {
  readonly instance: string
  readonly requests: number
  readonly vehicles: number
  readonly knownVehicles: number
  readonly distance: number
  readonly knownDistance: number
  /** Only where the vehicles are as many. */
  readonly longerPct: number | null
  readonly seconds: number
  readonly iterations: number
}

function solve(known: Known, problem: RoutingProblem, seconds: number, { seed, clockMs }: BenchOptions): Measured {
  const startedAtMs = clockMs()
  const plan = solveRoutes(problem, { seed, progress: timeBudget(seconds * 1000, clockMs) })
  const tookMs = clockMs() - startedAtMs
  const { faults, vehicles, distance } = checkPlan(problem, plan.routes)
  if (faults.length > 0) throw new Error(`${known.instance}: not a legal plan: ${faults.join('; ')}`)
  const rounded = Math.round(distance * 100) / 100
  return {
    instance: known.instance,
    requests: problem.requests.length,
    vehicles,
    knownVehicles: known.bks_vehicles,
    distance: rounded,
    knownDistance: known.bks_distance,
    longerPct: vehicles === known.bks_vehicles ? decimals((rounded / known.bks_distance - 1) * 100, 3) : null,
    seconds: decimals(tookMs / 1000, 2),
    iterations: plan.iterations,
  }
}

function meansOf(rows: readonly Measured[]) {
  const longer = rows.flatMap((row) => (row.longerPct === null ? [] : [row.longerPct]))
  return {
    who: 'Tokri',
    extraVehicles: decimals(mean(rows.map((row) => row.vehicles - row.knownVehicles)), 2),
    same: `${longer.length} of ${rows.length}`,
    longerPct: longer.length > 0 ? decimals(mean(longer), 3) : null,
    seconds: decimals(mean(rows.map((row) => row.seconds)), 2),
  }
}

/** A server that plans all day runs compiled code: made-up problems bring it there, so that none is seen twice. */
function warmUp({ clockMs }: BenchOptions): void {
  for (const [index, windowShare] of [0.1, 0.5, 1].entries())
    solveRoutes(makeProblem({ seed: index + 1, requests: 50, windowShare }), { progress: timeBudget(500, clockMs) })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const decimals = (value: number, digits: number) => Number(value.toFixed(digits))
