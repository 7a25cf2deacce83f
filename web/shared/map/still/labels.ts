import { type Brush, featuresOf, type Layer, type Shape, type Tile } from './paint.ts'
import { type Asked, styleValue } from './values.ts'
import type { View } from './view.ts'

/** A name where it stands: its middle, its lines, and how it is turned (radians). */
interface Label {
  layer: Layer
  asked: Asked
  lines: string[]
  size: number
  rank: number
  x: number
  y: number
  turn: number
  wide: number
  high: number
}

/** The same name comes again only so far away, in pixels. */
const sameNamePx = 320
/** A name along a street stands where the street is this straight: the share of its length that is left as the crow flies. */
const straight = 0.97

/** Names that do not touch one another; as in MapLibre the layers on top have the first choice. */
export function paintLabels(brush: Brush, layers: Layer[], tiles: Tile[], view: View): void {
  brush.textAlign = 'center'
  brush.textBaseline = 'middle'
  brush.lineJoin = 'round'
  const placed: Label[] = []
  for (const layer of layers.toReversed()) {
    const labels = tiles.flatMap((tile) =>
      [...featuresOf(layer, tile, view.zoom)].flatMap(({ asked, shape }) => labelsOf(brush, layer, asked, shape)),
    )
    for (const label of labels.sort((a, b) => a.rank - b.rank)) {
      if (isCut(label, view) || placed.some((other) => isInTheWay(label, other))) continue
      placed.push(label)
      write(brush, label)
    }
  }
}

function labelsOf(brush: Brush, layer: Layer, asked: Asked, shape: () => Shape): Label[] {
  const { layout = {} } = layer
  const of = <T>(name: string, otherwise: T) => (styleValue(layout[name], asked) as T | null | undefined) ?? otherwise
  const name = String(of('text-field', ''))
  if (!name) return []
  const text = of<string>('text-transform', 'none') === 'uppercase' ? name.toLocaleUpperCase() : name
  const size = of('text-size', 16)
  brush.font = fontOf(layer, size)
  const along = layout['symbol-placement'] === 'line'
  const lines = along ? [text] : linesOf(brush, text, of('text-max-width', 10) * size)
  const wide = Math.max(...lines.map((line) => brush.measureText(line).width))
  const high = lines.length * size * 1.2
  const label = { layer, asked, lines, size, rank: of('symbol-sort-key', 0), wide, high }
  if (!along) return shape().flatMap(([point]) => (point ? [{ ...label, ...point, turn: 0 }] : []))
  return shape().flatMap((line) => {
    const place = placeAlong(line, wide)
    return place ? [{ ...label, ...place }] : []
  })
}

const fontOf = ({ layout = {} }: Layer, size: number) => `${size}px ${(layout['text-font'] as string[]).join()}`

function linesOf(brush: Brush, text: string, widest: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && brush.measureText(longer).width <= widest) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** The middle of a line, where it is long and straight enough there. Never upside down. */
function placeAlong(line: Shape[number], wide: number): { x: number; y: number; turn: number } | undefined {
  const lengths = line.slice(1).map(({ x, y }, index) => Math.hypot(x - line[index]!.x, y - line[index]!.y))
  const total = lengths.reduce((sum, each) => sum + each, 0)
  if (total < wide) return undefined
  const at = (distance: number) => {
    let left = distance
    const index = lengths.findIndex((length) => {
      if (left <= length) return true
      left -= length
      return false
    })
    const [from, to] = [line[index] ?? line.at(-1)!, line[index + 1] ?? line.at(-1)!]
    const share = left / (lengths[index] || 1)
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
  }
  const [start, end] = [at((total - wide) / 2), at((total + wide) / 2)]
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  if (Math.hypot(dx, dy) < wide * straight) return undefined
  const turn = Math.atan2(dy, dx)
  return {
    x: (start.x + end.x) / 2,
    y: (start.y + end.y) / 2,
    turn: Math.abs(turn) > Math.PI / 2 ? turn - Math.sign(turn) * Math.PI : turn,
  }
}

/** Half the room that a label takes, upright. */
function roomOf({ wide, high, turn }: Label): { across: number; down: number } {
  const [sine, cosine] = [Math.abs(Math.sin(turn)), Math.abs(Math.cos(turn))]
  return { across: (wide * cosine + high * sine) / 2 + 3, down: (wide * sine + high * cosine) / 2 + 2 }
}

function isCut(label: Label, { width, height }: View): boolean {
  const { across, down } = roomOf(label)
  return label.x < across || label.y < down || label.x > width - across || label.y > height - down
}

function isInTheWay(label: Label, other: Label): boolean {
  const [dx, dy] = [Math.abs(label.x - other.x), Math.abs(label.y - other.y)]
  if (label.lines.join() === other.lines.join() && Math.hypot(dx, dy) < sameNamePx) return true
  const [a, b] = [roomOf(label), roomOf(other)]
  return dx < a.across + b.across && dy < a.down + b.down
}

function write(brush: Brush, { layer, asked, lines, size, x, y, turn }: Label): void {
  const of = (name: string) => styleValue(layer.paint?.[name], asked)
  brush.save()
  brush.translate(x, y)
  brush.rotate(turn)
  brush.font = fontOf(layer, size)
  brush.globalAlpha = Number(of('text-opacity') ?? 1)
  brush.fillStyle = String(of('text-color'))
  brush.strokeStyle = String(of('text-halo-color'))
  brush.lineWidth = 2 * Number(of('text-halo-width') ?? 0)
  for (const [index, line] of lines.entries()) {
    const down = (index - (lines.length - 1) / 2) * size * 1.2
    if (brush.lineWidth > 0 && layer.paint?.['text-halo-width'] !== undefined) brush.strokeText(line, 0, down)
    brush.fillText(line, 0, down)
  }
  brush.restore()
}
