import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { loadCityMap } from '../../engines/roads/city-map.ts'
import { pointOn } from '../../engines/roads/graph/geometry.ts'
import type { Point } from '../../engines/roads/index.ts'
import type { Travel } from '../../engines/roads/travel.ts'
import type { PeerFigures, PeerTask } from '../roads-peers/peers.ts'
import { quantile, round } from './figures.ts'

const home = resolve(import.meta.dirname, '../roads-peers')
const run = promisify(execFile)

/** Measures the peers on the same pairs, installing them first where they are not. Says why where that does not work. */
export async function measurePeers(
  file: string,
  cacheDir: string,
  travel: Travel,
  pairs: [Point, Point][],
  ownS: number[],
): Promise<Record<string, string | number>> {
  try {
    if (!existsSync(join(home, 'node_modules'))) {
      console.error('Installing valhallajs and ngraph.path under bench/roads-peers (280 MB)')
      await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: home })
    }
    const folder = join(cacheDir, 'peers')
    await mkdir(folder, { recursive: true })
    const taskFile = join(folder, 'task.json')
    await writeFile(taskFile, JSON.stringify(await taskOf(resolve(file), folder, cacheDir, travel, pairs)))
    const { stdout } = await run(process.execPath, [join(home, 'peers.ts'), taskFile], { maxBuffer: 2 ** 26 })
    const found = JSON.parse(stdout.slice(stdout.indexOf('{"valhalla"'))) as Record<'valhalla' | 'ngraph', PeerFigures>
    return { ...rows('valhalla', found.valhalla, ownS), ...rows('ngraph', found.ngraph, ownS) }
  } catch (error) {
    return { peers: `not measured: ${error instanceof Error ? error.message.split('\n')[0] : error}` }
  }
}

function rows(name: string, figures: PeerFigures, ownS: number[]): Record<string, string | number> {
  if ('error' in figures) return { [name]: `not measured: ${figures.error}` }
  const ratios = figures.durationsS.flatMap((s, i) => (s > 0 && ownS[i]! > 60 ? [s / ownS[i]!] : []))
  return {
    [`${name} buildMs`]: round(figures.buildMs),
    [`${name} routeP50Us`]: quantile(figures.routesUs, 0.5),
    [`${name} routeP99Us`]: quantile(figures.routesUs, 0.99),
    ...(figures.matrixMs ? { [`${name} matrix50x50Ms`]: quantile(figures.matrixMs, 0.5) } : {}),
    [`${name} pairs without a way`]: figures.durationsS.filter((s, i) => s === 0 && ownS[i]! > 0).length,
    [`${name} duration against ours, p50`]: quantile(ratios, 0.5),
  }
}

async function taskOf(
  file: string,
  folder: string,
  cacheDir: string,
  { network, find }: Travel,
  pairs: [Point, Point][],
): Promise<PeerTask> {
  const { map } = await loadCityMap(file, cacheDir)
  const { graph } = network
  const vertices: Point[] = Array.from({ length: graph.vertices }, () => ({ lat: 0, lng: 0 }))
  const links: PeerTask['links'] = []
  for (let s = 0; s < graph.from.length; s++) {
    const [from, to] = [graph.from[s]!, graph.to[s]!]
    for (const [vertex, alongM] of [
      [from, 0],
      [to, graph.lengthM[s]!],
    ] as const) {
      const [lng, lat] = pointOn(map, graph, { segment: s, alongM })
      vertices[vertex] = { lat, lng }
    }
    if (graph.forwardMs[s]) links.push([from, to, graph.forwardMs[s]!])
    if (graph.backwardMs[s]) links.push([to, from, graph.backwardMs[s]!])
  }
  const vertexPairs = pairs.map(([a, b]): [number, number] => [
    graph.to[find(a)!.segment]!,
    graph.from[find(b)!.segment]!,
  ])
  return { file, folder, pairs, vertices, links, vertexPairs, fastestKmh: 90 }
}
