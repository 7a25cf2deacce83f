import { type CityMap, mainMode } from './city-map.ts'
import { type Closure, checkClosure, closedSegments } from './closures.ts'
import type { GraphReport } from './graph/graph.ts'
import type { Mode } from './port.ts'
import { roadsProblem } from './problems.ts'
import { createTravel, type Travel } from './travel.ts'

/** The modes of travel in a city, each made when it is first asked for, and what is closed in all of them. */
export function openTravels(city: CityMap, now: () => number) {
  const closures = new Map<string, Closure>()
  const ready = new Map<Mode, Travel>()
  const coming = new Map<Mode, Promise<void>>()
  /** When the next closure ends. */
  let changesAtMs = Infinity
  let edition = 0

  function add(travel: Travel): void {
    ready.set(travel.mode, travel)
    travel.close(closures.values())
  }
  add(createTravel(city.map, city, mainMode))

  async function prepare(mode: Mode = mainMode): Promise<GraphReport> {
    const known = ready.get(mode)
    if (known) return known.network.graph.report
    let started = coming.get(mode)
    if (!started) {
      started = city.network(mode).then((network) => add(createTravel(city.map, network, mode)))
      coming.set(mode, started)
    }
    try {
      await started
    } finally {
      coming.delete(mode)
    }
    return ready.get(mode)!.network.graph.report
  }

  function get(mode: Mode): Travel {
    end()
    const travel = ready.get(mode)
    if (!travel) throw new Error(`the mode ${mode} is not prepared`)
    return travel
  }

  function end(): void {
    if (now() >= changesAtMs) update()
  }

  /** Drops what has ended and hands the rest to every mode. */
  function update(): void {
    const atMs = now()
    edition++
    for (const [id, { untilMs }] of closures) if (untilMs <= atMs) closures.delete(id)
    changesAtMs = Math.min(...[...closures.values()].map(({ untilMs }) => untilMs))
    for (const travel of ready.values()) travel.close(closures.values())
  }

  return {
    prepare,
    get,
    close(closure: Closure): Partial<Record<Mode, number>> {
      checkClosure(closure)
      const taken: Partial<Record<Mode, number>> = {}
      for (const { mode, network } of ready.values()) {
        if (closure.modes && !closure.modes.includes(mode)) continue
        taken[mode] = closedSegments(city.map, network, closure).size
      }
      const counts = Object.values(taken)
      if (counts.length > 0 && counts.every((count) => count === 0)) {
        throw roadsProblem('roads/bad-closure', { detail: `${closure.id} lies on no street` })
      }
      closures.set(closure.id, structuredClone(closure))
      update()
      return taken
    },
    reopen(id: string): boolean {
      const was = closures.delete(id)
      if (was) update()
      return was
    },
    edition(): number {
      end()
      return edition
    },
    closures(): Closure[] {
      const atMs = now()
      return [...closures.values()].filter(({ untilMs }) => untilMs > atMs).map((closure) => structuredClone(closure))
    },
  }
}
