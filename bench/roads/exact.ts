import { type CityMap, loadCityMap } from '../../engines/roads/city-map.ts'
import { msOf } from '../../engines/roads/graph/costs.ts'
import type { Position } from '../../engines/roads/graph/position.ts'
import { type Mode, modes } from '../../engines/roads/index.ts'
import { seededRandom } from '../../engines/roads/places/random.ts'
import { plainDijkstra } from '../../engines/roads/testing/plain.ts'
import { createTravel } from '../../engines/roads/travel.ts'

/** Routes, costs and matrix cells that differ from plain Dijkstra with the same turn costs, over all modes, open and with streets closed. */
export async function countInexact(file: string, cacheDir: string): Promise<{ compared: number; inexact: number }> {
  const city = await loadCityMap(file, cacheDir)
  let compared = 0
  let inexact = 0
  for (const mode of modes) {
    const found = await inMode(city, mode)
    compared += found.compared
    inexact += found.inexact
  }
  return { compared, inexact }
}

async function inMode(city: CityMap, mode: Mode): Promise<{ compared: number; inexact: number }> {
  const random = seededRandom(3)
  const network = await city.network(mode)
  const { graph } = network
  const { search } = createTravel(city.map, network, mode)
  const plain = plainDijkstra(city.map, graph, mode)
  const any = () => Math.floor(random() * graph.from.length)
  let compared = 0
  let inexact = 0
  for (const closed of [new Set<number>(), new Set(Array.from({ length: 20 }, any))]) {
    search.close(closed)
    const anywhere = (): Position => {
      let segment = any()
      while (closed.has(segment)) segment = any()
      return { segment, alongM: random() * graph.lengthM[segment]! }
    }
    const [from, to] = [Array.from({ length: 20 }, anywhere), Array.from({ length: 50 }, anywhere)]
    const table = search.table(from, to)
    for (const [i, start] of from.entries()) {
      const truth = plain(start, closed)
      for (const [j, goal] of to.entries()) {
        const cost = truth(goal)
        const same =
          table[i * to.length + j] === cost &&
          search.cost(start, goal) === cost &&
          search.fastest(start, goal).ms === msOf(cost)
        compared++
        if (!same) inexact++
      }
    }
  }
  return { compared, inexact }
}
