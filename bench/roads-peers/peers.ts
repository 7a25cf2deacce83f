// The peers that bench/roads.ts compares with, in a process of their own: reads its task from the file named first, prints JSON.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

type Place = { lat: number; lng: number }
/** `links`: tail, head and milliseconds of every street and direction, with the coordinates of the vertices; `vertexPairs` are `pairs` on it. */
export type PeerTask = {
  file: string
  folder: string
  pairs: [Place, Place][]
  vertices: Place[]
  links: [from: number, to: number, ms: number][]
  vertexPairs: [from: number, to: number][]
  fastestKmh: number
}
export type PeerFigures =
  | { buildMs: number; routesUs: number[]; matrixMs?: number[]; durationsS: number[] }
  | { error: string }

/** The least of so many rounds counts, as for the engine. */
const laps = 3
const task = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as PeerTask
const require = createRequire(import.meta.url)
console.log(JSON.stringify({ valhalla: await attempt(valhalla), ngraph: await attempt(ngraph) }))

async function attempt(measure: () => Promise<PeerFigures>): Promise<PeerFigures> {
  try {
    return await measure()
  } catch (error) {
    return { error: error instanceof Error ? error.message.slice(0, 300) : String(error) }
  }
}

type Actor = {
  route(query: object): Promise<{ trip: { summary: { time: number } } }>
  matrix(query: object): Promise<unknown>
}

/** Valhalla on tiles that it makes of the same file; motorcycle costing, its own speeds and turn costs; every answer with its line. */
async function valhalla(): Promise<PeerFigures> {
  const home = dirname(require.resolve('@valhallajs/valhallajs'))
  const { Actor, getConfig } = require('@valhallajs/valhallajs') as {
    Actor: new (config: object) => Actor
    getConfig: (options: object) => Promise<object>
  }
  const config = await getConfig({ tileDir: join(task.folder, 'tiles'), tileExtract: join(task.folder, 'none.tar') })
  const configFile = join(task.folder, 'valhalla.json')
  writeFileSync(configFile, JSON.stringify(config))
  const started = performance.now()
  const cli = join(home, 'bin', 'valhalla-cli.js')
  execFileSync(process.execPath, [cli, 'build_tiles', '-c', configFile, task.file], {
    stdio: 'ignore',
    cwd: task.folder,
  })
  const buildMs = performance.now() - started
  const actor = new Actor(config)
  const at = ({ lat, lng }: Place) => ({ lat, lon: lng })
  const costing = 'motorcycle'
  const directions_type = 'none'
  const durationsS: number[] = []
  const routesUs: number[] = []
  for (let lap = 0; lap < laps; lap++) {
    for (const [i, [from, to]] of task.pairs.entries()) {
      const begun = performance.now()
      const answer = await actor.route({ locations: [at(from), at(to)], costing, directions_type }).catch(() => null)
      routesUs[i] = Math.min(routesUs[i] ?? Infinity, (performance.now() - begun) * 1000)
      // It keeps parts of the map that nobody gets out of, and so has no way for some pairs.
      durationsS[i] = answer?.trip.summary.time ?? 0
    }
  }
  const [sources, targets] = [0, 1].map((end) => task.pairs.slice(0, 50).map((pair) => at(pair[end]!)))
  const matrixMs: number[] = []
  for (let i = 0; i < 5; i++) {
    const begun = performance.now()
    await actor.matrix({ sources, targets, costing, verbose: false })
    matrixMs.push(performance.now() - begun)
  }
  return { buildMs, routesUs, matrixMs, durationsS }
}

type NGraph = {
  addNode(id: number, data: Place): void
  addLink(from: number, to: number, data: { ms: number }): void
  getLink(from: number, to: number): { data: { ms: number } } | undefined
}
type Finder = { find(from: number, to: number): { id: number }[] }

/** ngraph.path's NBA* on the same crossings and milliseconds, from crossing to crossing, without turn costs; it has no matrix. */
async function ngraph(): Promise<PeerFigures> {
  const createGraph = require('ngraph.graph') as () => NGraph
  const { nba } = require('ngraph.path') as { nba: (graph: NGraph, options: object) => Finder }
  const started = performance.now()
  const graph = createGraph()
  for (const [id, place] of task.vertices.entries()) graph.addNode(id, place)
  for (const [from, to, ms] of task.links)
    if (!((graph.getLink(from, to)?.data.ms ?? Infinity) <= ms)) graph.addLink(from, to, { ms })
  const msPerM = 3600 / task.fastestKmh
  const finder = nba(graph, {
    oriented: true,
    distance: (_a: unknown, _b: unknown, link: { data: { ms: number } }) => link.data.ms,
    heuristic: (a: { data: Place }, b: { data: Place }) => metres(a.data, b.data) * msPerM,
  })
  const buildMs = performance.now() - started
  const durationsS: number[] = []
  const routesUs: number[] = []
  for (let lap = 0; lap < laps; lap++) {
    for (const [pair, [from, to]] of task.vertexPairs.entries()) {
      const begun = performance.now()
      const path = finder.find(from, to)
      routesUs[pair] = Math.min(routesUs[pair] ?? Infinity, (performance.now() - begun) * 1000)
      let ms = 0
      // It lists a path from its goal to its start.
      for (let i = 1; i < path.length; i++) ms += graph.getLink(path[i]!.id, path[i - 1]!.id)?.data.ms ?? 0
      durationsS[pair] = ms / 1000
    }
  }
  return { buildMs, routesUs, durationsS }
}

function metres(a: Place, b: Place): number {
  const radians = Math.PI / 180
  const x = (b.lng - a.lng) * Math.cos(((a.lat + b.lat) / 2) * radians)
  return 0.999 * 6_371_008.8 * radians * Math.hypot(x, b.lat - a.lat)
}
