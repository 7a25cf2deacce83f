import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type GraphRoads, openRoads } from '../graph-roads.ts'

/** A node of a small made map: metres east and north of its south-western corner, which is somewhere in India. */
export type Spot = { id: number; east: number; north: number; tags?: Record<string, string> }
export type Street = { refs: number[]; tags?: Record<string, string> }
/** A turn restriction: ways by their place among the streets, from 1. */
export type Restriction = {
  from: number
  to: number
  via: { node: number } | { ways: number[] }
  tags: Record<string, string>
}

const origin = { lat: 20, lng: 80 }
const metresPerDegree = 111_195

/** The coordinates of a place on a small made map. */
export const at = (east: number, north: number) => ({
  lat: origin.lat + north / metresPerDegree,
  lng: origin.lng + east / (metresPerDegree * Math.cos((origin.lat * Math.PI) / 180)),
})

/** OSM XML of a small made map; streets are residential unless they say otherwise. */
export function xmlOf(spots: Spot[], streets: Street[], restrictions: Restriction[] = []): string {
  const tagsOf = (tags: Record<string, string> = {}) =>
    Object.entries(tags)
      .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
      .join('')
  const nodes = spots.map(({ id, east, north, tags }) => {
    const { lat, lng } = at(east, north)
    return `<node id="${id}" lat="${lat.toFixed(7)}" lon="${lng.toFixed(7)}">${tagsOf(tags)}</node>`
  })
  const ways = streets.map(({ refs, tags }, index) => {
    const list = refs.map((ref) => `<nd ref="${ref}"/>`).join('')
    return `<way id="${index + 1}">${list}${tagsOf({ highway: 'residential', ...tags })}</way>`
  })
  const relations = restrictions.map(({ from, to, via, tags }, index) => {
    const between = 'node' in via ? [['node', via.node]] : via.ways.map((way) => ['way', way])
    const members = [['way', from, 'from'], ...between.map((each) => [...each, 'via']), ['way', to, 'to']]
    const list = members.map(([type, ref, role]) => `<member type="${type}" ref="${ref}" role="${role}"/>`).join('')
    return `<relation id="${index + 1}">${list}${tagsOf({ type: 'restriction', ...tags })}</relation>`
  })
  return `<?xml version="1.0"?><osm version="0.6">${nodes.join('')}${ways.join('')}${relations.join('')}</osm>`
}

/** A folder of its own that is gone after the test. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'tokri-roads-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Opens a small made map as an engine, with a clock of its own if closures are to end. */
export async function openMade(
  spots: Spot[],
  streets: Street[],
  now?: () => number,
  restrictions?: Restriction[],
): Promise<GraphRoads> {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'made.osm')
  await writeFile(file, xmlOf(spots, streets, restrictions))
  return await openRoads({ file, cacheDir: folder.path, ...(now ? { now } : {}) })
}

const sharedFolder = process.env.TOKRI_SHARED_DATA ?? resolve(import.meta.dirname, '../../../../shared/data')

/** A real city, or undefined where the shared data is not there. */
export function sharedCity(name: string): string | undefined {
  const path = join(sharedFolder, 'city', name)
  return existsSync(path) ? path : undefined
}
