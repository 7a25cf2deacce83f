import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { type Layer, paint, type Tile } from './paint.ts'
import type { Picture, PictureAsked } from './picture.ts'
import { type TilePlace, tilesOf } from './view.ts'

interface Style {
  sources: Record<string, { tiles: [string]; maxzoom: number; attribution: string }>
  layers: Layer[]
}

let last: PictureAsked | undefined

addEventListener('message', async ({ data }: MessageEvent<PictureAsked>) => {
  last = data
  const picture = await draw(data).catch((error): Picture => {
    console.error(error)
    return { ...data, complete: false }
  })
  if (last === data) postMessage(picture, { transfer: picture.bitmap ? [picture.bitmap] : [] })
})

async function draw(asked: PictureAsked): Promise<Picture> {
  const { view, theme, ratio } = asked
  const style: Style | undefined = await got(`/map/style.json?theme=${theme}`, (answer) => answer.json())
  const source = style?.sources.city
  if (!style || !source) return { ...asked, complete: false }
  const read = await Promise.all(tilesOf(view, source.maxzoom).map((place) => readTile(source.tiles[0], place)))
  const tiles = read.filter((tile) => tile !== undefined)
  // Bare ground would take the place of a picture with streets.
  if (tiles.length === 0) return { ...asked, complete: false }
  const canvas = new OffscreenCanvas(Math.round(view.width * ratio), Math.round(view.height * ratio))
  paint(canvas.getContext('2d')!, style.layers, tiles, view, ratio)
  const { attribution } = source
  return { ...asked, bitmap: canvas.transferToImageBitmap(), attribution, complete: tiles.length === read.length }
}

async function readTile(address: string, place: TilePlace): Promise<Tile | undefined> {
  const { z, x, y } = place
  const path = address.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
  const bytes = await got(path, (answer) => answer.arrayBuffer())
  return bytes && { place, layers: new VectorTile(new PbfReader(new Uint8Array(bytes))).layers }
}

/** Nothing, without a connection or while the server has no map: what can be drawn is, and the page asks again. */
async function got<T>(address: string, read: (answer: Response) => Promise<T>): Promise<T | undefined> {
  try {
    const answer = await fetch(address)
    return answer.ok ? await read(answer) : undefined
  } catch {
    return undefined
  }
}
