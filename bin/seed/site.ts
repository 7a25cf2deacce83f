import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { cityName, demoPlaces, makeDemoCity, writeMap } from '../../city/map/index.ts'
import { distanceM, type Point, type Polygon } from '../../contracts/geo.ts'
import type { StoreInput } from '../../contracts/stores.ts'
import { type Address, type GraphRoads, openRoads } from '../../engines/roads/index.ts'
import { cityFolder } from '../engines.ts'

/** A city to deliver in: its name, its stores, and addresses where its customers live. */
export interface Site {
  readonly name: string
  readonly demo: boolean
  /** Tells one map from another: stores and addresses are made once for each. */
  readonly key: string
  readonly stores: StoreInput[]
  readonly addresses: Address[]
}

const demoSeed = 7
const demoFile = 'demo.osm.pbf'
const cityStores = 6
const addressCount = 300
const always = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, open: 0, close: 1440 }))

/** Makes the demo city's map, unless a city is there already. */
export async function ensureMap(home: string, onProgress: (text: string) => void): Promise<void> {
  const folder = cityFolder(home)
  await mkdir(folder, { recursive: true })
  const files = (await readdir(folder)).filter((name) => /\.osm(\.pbf|\.gz)?$/.test(name))
  if (files.length > 0) return
  onProgress('Building the demo city')
  await writeMap(join(folder, demoFile), makeDemoCity(demoSeed))
}

/** Takes another city's map in: read and checked first, so that a broken file changes nothing. @throws roads/map-… */
export async function importMap(home: string, file: string): Promise<{ edges: number; attribution: string }> {
  const roads = await openRoads({ file, cacheDir: join(home, 'cache') })
  const folder = cityFolder(home)
  await mkdir(folder, { recursive: true })
  const name = basename(file)
  const part = join(folder, `.part-${process.pid}`)
  await copyFile(file, part)
  for (const old of await readdir(folder)) if (!old.startsWith('.part')) await rm(join(folder, old))
  await rename(part, join(folder, name.startsWith('demo') ? `city-${name}` : name))
  return { edges: roads.report.graph.segments, attribution: roads.attribution }
}

/** What is to be seeded for the map that lies in the home. */
export async function readSite(home: string): Promise<Site> {
  const folder = cityFolder(home)
  const name = (await readdir(folder)).find((each) => /\.osm(\.pbf|\.gz)?$/.test(each))!
  const file = join(folder, name)
  const key = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 16)
  const roads = await openRoads({ file, cacheDir: join(home, 'cache') })
  const demo = name === demoFile
  const stores = demo ? demoStores() : placeStores(roads)
  const addresses = roads.addresses({ count: addressCount, seed: demoSeed, within: stores.map((store) => store.area) })
  return { name: demo ? cityName : title(name), demo, key, stores, addresses }
}

const title = (file: string) =>
  basename(file)
    .replace(/\.osm.*$/, '')
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

const demoStores = (): StoreInput[] =>
  demoPlaces(demoSeed).map(({ name, lat, lng, area }, index) => ({
    code: `demo-${index + 1}`,
    name,
    address: name,
    point: { lat, lng },
    area,
    timeZone: 'Asia/Kolkata',
    hours: always,
  }))

/**
 * Stores for a city that brings none: where people live, each as far from the others as can be (farthest-first
 * clustering, then one round of moving to the middle), each serving what lies nearest to it within the map.
 */
function placeStores(roads: GraphRoads): StoreInput[] {
  const homes = roads.addresses({ count: 600, seed: demoSeed })
  const middle = centre(homes)
  const seeds: Point[] = [nearest(middle, homes)]
  while (seeds.length < cityStores) {
    seeds.push(homes.reduce((best, home) => (toNearest(home, seeds) > toNearest(best, seeds) ? home : best)))
  }
  let centres = seeds
  for (let round = 0; round < 8; round += 1) {
    const groups = Map.groupBy(homes, (home) => indexOfNearest(home, centres))
    centres = centres.map((each, index) => (groups.has(index) ? centre(groups.get(index)!) : each))
  }
  const { minLng, minLat, maxLng, maxLat } = roads.bounds
  const bounds: Polygon = [
    [minLng, minLat],
    [maxLng, minLat],
    [maxLng, maxLat],
    [minLng, maxLat],
  ]
  const points = centres.map((each) => roads.snapNow(each)?.point ?? each)
  return points.map((point, index) => {
    const place = roads.reverseNow(point)
    const name = place?.line2 || `Store ${index + 1}`
    return {
      code: `city-${index + 1}`,
      name: `Tokri ${name}${points.length > 1 ? ` ${index + 1}` : ''}`,
      address: place?.label ?? name,
      point,
      area: points.reduce<Polygon>((area, other, at) => (at === index ? area : nearerHalf(area, point, other)), bounds),
      timeZone: 'Asia/Kolkata',
      hours: always,
    }
  })
}

const centre = (points: readonly Point[]): Point => ({
  lat: points.reduce((sum, each) => sum + each.lat, 0) / points.length,
  lng: points.reduce((sum, each) => sum + each.lng, 0) / points.length,
})
const nearest = (to: Point, points: readonly Point[]): Point =>
  points.reduce((best, each) => (distanceM(each, to) < distanceM(best, to) ? each : best))
const indexOfNearest = (to: Point, points: readonly Point[]): number => points.indexOf(nearest(to, points))
const toNearest = (from: Point, points: readonly Point[]): number =>
  Math.min(...points.map((each) => distanceM(from, each)))

/** Cuts off the part of a convex area that is nearer to `other` (Sutherland and Hodgman, one half-plane). */
function nearerHalf(area: Polygon, own: Point, other: Point): Polygon {
  const scale = Math.cos((own.lat * Math.PI) / 180)
  const side = ([lng, lat]: Polygon[number]) =>
    ((lng - other.lng) * scale) ** 2 + (lat - other.lat) ** 2 - ((lng - own.lng) * scale) ** 2 - (lat - own.lat) ** 2
  const cut: Polygon = []
  for (const [index, corner] of area.entries()) {
    const next = area[(index + 1) % area.length]!
    const here = side(corner)
    const there = side(next)
    if (here >= 0) cut.push(corner)
    if (here >= 0 !== there >= 0) {
      const t = here / (here - there)
      cut.push([corner[0] + t * (next[0] - corner[0]), corner[1] + t * (next[1] - corner[1])])
    }
  }
  return cut
}
