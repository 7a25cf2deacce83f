import type { VectorTile } from '@mapbox/vector-tile'
import { paintLabels } from './labels.ts'
import { type Asked, styleValue } from './values.ts'
import type { TilePlace, View } from './view.ts'

/** A layer of the style, as far as it is read here. */
export interface Layer {
  type: string
  'source-layer'?: string
  minzoom?: number
  maxzoom?: number
  filter?: unknown
  layout?: Record<string, unknown>
  paint?: Record<string, unknown>
}

export interface Tile {
  place: TilePlace
  layers: VectorTile['layers']
}

export type Brush = OffscreenCanvasRenderingContext2D
/** The lines, rings or points of a feature, in the view's pixels. */
export type Shape = { x: number; y: number }[][]

/** Draws the style's layers in their order: grounds and streets, then the names. */
export function paint(brush: Brush, layers: Layer[], tiles: Tile[], view: View, ratio: number): void {
  brush.setTransform(ratio, 0, 0, ratio, 0, 0)
  const seen = layers.filter(({ minzoom = 0, maxzoom = 99 }) => view.zoom >= minzoom && view.zoom < maxzoom)
  for (const layer of seen) {
    if (layer.type === 'background') {
      brush.fillStyle = String(layer.paint?.['background-color'])
      brush.fillRect(0, 0, view.width, view.height)
    } else if (layer.type === 'fill' || layer.type === 'line') {
      for (const tile of tiles) paintShapes(brush, layer, tile, view.zoom, ratio)
    }
  }
  paintLabels(
    brush,
    seen.filter(({ type }) => type === 'symbol'),
    tiles,
    view,
  )
}

/** The features of a layer in a tile that the layer shows. */
export function* featuresOf(layer: Layer, tile: Tile, zoom: number): Generator<{ asked: Asked; shape: () => Shape }> {
  const from = tile.layers[layer['source-layer'] ?? '']
  for (let index = 0; index < (from?.length ?? 0); index++) {
    const feature = from!.feature(index)
    const asked = { zoom, properties: feature.properties }
    if (layer.filter !== undefined && styleValue(layer.filter, asked) !== true) continue
    const { left, top, size } = tile.place
    const scale = size / feature.extent
    const shape = () =>
      feature.loadGeometry().map((part) => part.map(({ x, y }) => ({ x: left + x * scale, y: top + y * scale })))
    yield { asked, shape }
  }
}

function paintShapes(brush: Brush, layer: Layer, tile: Tile, zoom: number, ratio: number): void {
  brush.save()
  clipTo(brush, tile.place, ratio)
  // What looks alike is drawn at once.
  const looks = new Map<string, { look: Look; path: Path2D }>()
  for (const { asked, shape } of featuresOf(layer, tile, zoom)) {
    const look = lookOf(layer, asked)
    const key = JSON.stringify(look)
    const known = looks.get(key) ?? { look, path: new Path2D() }
    looks.set(key, known)
    for (const [first, ...others] of shape()) {
      if (!first) continue
      known.path.moveTo(first.x, first.y)
      for (const { x, y } of others) known.path.lineTo(x, y)
      if (layer.type === 'fill') known.path.closePath()
    }
  }
  for (const { look, path } of looks.values()) {
    brush.globalAlpha = look.opacity
    if (look.fill) {
      brush.fillStyle = look.fill
      brush.fill(path)
    }
    if (!look.stroke) continue
    brush.strokeStyle = look.stroke
    brush.lineWidth = look.width
    brush.lineCap = look.cap
    brush.lineJoin = look.join
    brush.setLineDash(look.dashes)
    brush.stroke(path)
  }
  brush.restore()
}

/** Neighbours meet at a whole dot: half ones would leave a seam. */
function clipTo(brush: Brush, { left, top, size }: TilePlace, ratio: number): void {
  const dot = (at: number) => Math.round(at * ratio) / ratio
  brush.beginPath()
  brush.rect(dot(left), dot(top), dot(left + size) - dot(left), dot(top + size) - dot(top))
  brush.clip()
}

interface Look {
  opacity: number
  fill?: string
  stroke?: string
  width: number
  cap: CanvasLineCap
  join: CanvasLineJoin
  dashes: number[]
}

function lookOf({ type, paint = {}, layout = {} }: Layer, asked: Asked): Look {
  const of = <T>(name: string, otherwise: T) => (styleValue(paint[name], asked) as T | undefined) ?? otherwise
  const stroke = of<string | undefined>(type === 'fill' ? 'fill-outline-color' : 'line-color', undefined)
  const width = of('line-width', 1)
  return {
    opacity: of(`${type}-opacity`, 1),
    ...(type === 'fill' ? { fill: of('fill-color', '#000') } : {}),
    ...(stroke ? { stroke } : {}),
    width,
    cap: (layout['line-cap'] as CanvasLineCap | undefined) ?? 'butt',
    join: (layout['line-join'] as CanvasLineJoin | undefined) ?? 'miter',
    // In widths of the line.
    dashes: ((paint['line-dasharray'] as number[] | undefined) ?? []).map((length) => length * width),
  }
}
