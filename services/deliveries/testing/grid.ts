import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GraphRoads, openRoads } from '../../../engines/roads/index.ts'

/** South-west corner of the test city, and the distance between its streets. */
export const gridOrigin = { lat: 22.57, lng: 88.4 }
const gridSize = 12
export const gridStep = 0.002

/** A point of the test city: so many blocks east and north of the corner. */
export const at = (east: number, north: number) => ({
  lat: gridOrigin.lat + north * gridStep,
  lng: gridOrigin.lng + east * gridStep,
})

/**
 * A city of straight streets, about 200 m apart, through the real roads engine. `now` ends what is closed in it. `cycleway`:
 * across the blocks between two crossings leads a way for bicycles.
 */
export async function gridCity(
  now?: () => number,
  cycleway?: readonly [from: readonly [east: number, north: number], to: readonly [east: number, north: number]],
): Promise<{ roads: GraphRoads; [Symbol.asyncDispose](): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'tokri-grid-'))
  const file = join(dir, 'grid.osm')
  const index = Array.from({ length: gridSize }, (_, i) => i)
  const node = (east: number, north: number) => 1 + east + north * gridSize
  const nodes = index.flatMap((north) =>
    index.map((east) => {
      const { lat, lng } = at(east, north)
      return `<node id="${node(east, north)}" lat="${lat.toFixed(7)}" lon="${lng.toFixed(7)}"/>`
    }),
  )
  const way = (id: number, name: string, refs: number[]) =>
    `<way id="${id}">${refs.map((ref) => `<nd ref="${ref}"/>`).join('')}<tag k="highway" v="residential"/><tag k="name" v="${name}"/></way>`
  const ways = index.flatMap((i) => [
    way(
      1_000 + i,
      `${i + 1} Cross Road`,
      index.map((east) => node(east, i)),
    ),
    way(
      2_000 + i,
      `${i + 1} Main Road`,
      index.map((north) => node(i, north)),
    ),
  ])
  if (cycleway) {
    const refs = cycleway.map(([east, north]) => `<nd ref="${node(east, north)}"/>`).join('')
    ways.push(`<way id="3000">${refs}<tag k="highway" v="cycleway"/></way>`)
  }
  await writeFile(file, `<?xml version="1.0"?><osm version="0.6">${nodes.join('')}${ways.join('')}</osm>`)
  const roads = await openRoads({ file, cacheDir: dir, ...(now ? { now } : {}) })
  return { roads, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}
