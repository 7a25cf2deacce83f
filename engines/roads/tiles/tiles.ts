import { LRUCache } from 'lru-cache'
import type { CityMap } from '../city-map.ts'
import { kinds } from '../map/classes.ts'
import { layersOf } from './layers.ts'
import { encodeTile } from './mvt.ts'
import { featureFrom, maxZoom, minZoom } from './zooms.ts'

export type TileSource = {
  readonly minZoom: number
  readonly maxZoom: number
  /** A Mapbox vector tile, not compressed; null where the map has nothing to show (answer 204). */
  tile(z: number, x: number, y: number): Uint8Array | null
}

const cacheBytesMax = 16 * 1024 * 1024
const nothing = new Uint8Array(0)

/** Makes tiles when they are asked for and keeps the latest ones. */
export function createTiles(city: CityMap): TileSource {
  const cache = new LRUCache<string, Uint8Array>({
    maxSize: cacheBytesMax,
    sizeCalculation: (tile) => tile.byteLength + 100,
  })

  const zoomFrom = Uint8Array.from(city.map.kind, (kind, f) => featureFrom(kinds[kind]!, city.map.cls[f]!))

  function tile(z: number, x: number, y: number): Uint8Array | null {
    const isTile =
      [z, x, y].every(Number.isInteger) && z >= minZoom && z <= maxZoom && x >= 0 && y >= 0 && x < 2 ** z && y < 2 ** z
    if (!isTile) return null
    const key = `${z}/${x}/${y}`
    let bytes = cache.get(key)
    if (!bytes) {
      const made = encodeTile(layersOf(city, zoomFrom, { z, x, y }))
      // The writer's buffer has spare room at its end; keeping a copy lets that go.
      bytes = made.length > 0 ? made.slice() : nothing
      cache.set(key, bytes)
    }
    return bytes.length > 0 ? bytes : null
  }

  return { minZoom, maxZoom, tile }
}
