import Flatbush from 'flatbush'
import type { MapData } from './data.ts'

/** Finds features by their bounding box, for tiles. */
export function indexFeatures(map: MapData): ArrayBuffer {
  // Flatbush takes no empty index; one box nowhere stands for none.
  const tree = new Flatbush(Math.max(1, map.kind.length), 16, Int32Array)
  for (let f = 0; f < map.kind.length; f++) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let r = map.start[f]!; r < map.start[f + 1]!; r++) {
      const [x, y] = [map.lngE7[map.refs[r]!]!, map.latE7[map.refs[r]!]!]
      minX = Math.min(minX, x)
      maxX = Math.max(maxX, x)
      minY = Math.min(minY, y)
      maxY = Math.max(maxY, y)
    }
    tree.add(minX, minY, maxX, maxY)
  }
  return finish(tree, map.kind.length)
}

/** Finds named and addressed places by their point. */
export function indexPlaces({ place }: MapData): ArrayBuffer {
  const tree = new Flatbush(Math.max(1, place.cls.length), 16, Int32Array)
  for (let p = 0; p < place.cls.length; p++)
    tree.add(place.lngE7[p]!, place.latE7[p]!, place.lngE7[p]!, place.latE7[p]!)
  return finish(tree, place.cls.length)
}

function finish(tree: Flatbush, items: number): ArrayBuffer {
  const nowhere = -(2 ** 31)
  if (items === 0) tree.add(nowhere, nowhere, nowhere, nowhere)
  tree.finish()
  return tree.data as ArrayBuffer
}
