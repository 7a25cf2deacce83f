import type { Point } from '../../contracts/geo.ts'
import type { Mode } from '../../engines/roads/port.ts'
import type { FixedTravel } from './fixed-travel.ts'
import { usualMode } from './modes.ts'
import type { PlanDelivery, PlanRider } from './planner/types.ts'
import { isReachable, type Travel } from './travel.ts'

/** For one store: of more drops than these, pairs are not looked at in one round. */
const pairsPerStore = 40

/** What the streets take in one mode of travel, and how long they are. */
export interface ModeTimes {
  readonly durationS: number[][]
  /** By nodes, as `from>to`. */
  readonly metres: ReadonlyMap<string, number>
  readonly approximate: boolean
}

interface Asked {
  readonly travel: Pick<Travel, 'matrix'>
  /** Remembers what does not move. */
  readonly fixed: FixedTravel
  readonly config: { readonly capacity: number; readonly batchDetourS: number }
  readonly speed: number
  /** Where the nodes are. */
  readonly points: readonly Point[]
  /** How many of the nodes are ridden to. */
  readonly columns: number
  readonly storeNodes: readonly number[]
  readonly deliveries: readonly PlanDelivery[]
  readonly riders: readonly PlanRider[]
  readonly soonFree: readonly PlanRider[]
}

/** The times that a plan can need of those who travel in one mode. */
export async function timesBy(mode: Mode, asked: Asked): Promise<ModeTimes> {
  const { columns, storeNodes, config, speed } = asked
  const durationS = Array.from({ length: asked.points.length }, () =>
    new Array<number>(columns).fill(Number.POSITIVE_INFINITY),
  )
  const metres = new Map<string, number>()
  let approximate = false
  const points = (list: readonly number[]) => list.map((node) => asked.points[node]!)
  const ask = async (travel: Pick<Travel, 'matrix'>, from: readonly number[], to: readonly number[]) => {
    if (from.length === 0 || to.length === 0) return
    const legs = await travel.matrix(points(from), points(to), mode)
    for (const [i, a] of from.entries())
      for (const [j, b] of to.entries()) {
        const leg = legs[i]![j]!
        approximate ||= leg.approximate
        // To a tenth of a second: kept rounds are a third of the size.
        durationS[a]![b] = Math.round((leg.durationS / speed) * 10) / 10
        if (isReachable(leg)) metres.set(`${a}>${b}`, leg.distanceM)
      }
  }

  const travels = (rider: PlanRider) => (rider.mode ?? usualMode) === mode
  const [riders, soonFree] = [asked.riders.filter(travels), asked.soonFree.filter(travels)]
  // Riders move, so their times are asked for anew: one search per store. Those who are busy set out from a door.
  await ask(asked.travel, [...new Set(riders.map((each) => each.node))], storeNodes)
  await ask(asked.fixed, [...new Set(soonFree.map((each) => each.node))], storeNodes)
  const stops = [...asked.deliveries, ...[...riders, ...soonFree].flatMap((rider) => rider.route)]
  for (const storeNode of storeNodes) {
    const drops = [...new Set(stops.filter((each) => each.storeNode === storeNode).map((each) => each.dropNode))]
    await ask(asked.fixed, [storeNode], drops)
    if (config.batchDetourS > 0 && config.capacity > 1) {
      const pairs = drops.slice(0, pairsPerStore)
      if (pairs.length > 1) await ask(asked.fixed, pairs, pairs)
      // Two orders for one door need no way between them, whatever else waits.
      for (const drop of drops) durationS[drop]![drop] = 0
    }
    // From each door a rider goes on to whichever store has work.
    await ask(asked.fixed, drops, storeNodes)
  }
  return { durationS, metres, approximate }
}
