import { PbfWriter } from 'pbf'
import type { Flat } from './geometry.ts'

export type Properties = Record<string, string | number | boolean>
export type TileFeature = { type: 'point' | 'line' | 'polygon'; parts: Flat[]; properties: Properties }
export type TileLayer = { name: string; features: TileFeature[] }

/** Units along the side of a tile. */
export const extent = 4096

const typeNumbers = { point: 1, line: 2, polygon: 3 } as const
const moveTo = 1
const lineTo = 2
const closePath = 7

/** Writes the Mapbox Vector Tile format, version 2.1: https://github.com/mapbox/vector-tile-spec/tree/master/2.1 */
export function encodeTile(layers: readonly TileLayer[]): Uint8Array {
  const pbf = new PbfWriter()
  for (const layer of layers) if (layer.features.length > 0) pbf.writeMessage(3, writeLayer, layer)
  return pbf.finish()
}

function writeLayer(layer: TileLayer, pbf: PbfWriter): void {
  const keys = new Map<string, number>()
  const values = new Map<string | number | boolean, number>()
  pbf.writeVarintField(15, 2)
  pbf.writeStringField(1, layer.name)
  for (const feature of layer.features) {
    const tags: number[] = []
    for (const [key, value] of Object.entries(feature.properties)) tags.push(indexOf(keys, key), indexOf(values, value))
    pbf.writeMessage(2, writeFeature, { feature, tags })
  }
  for (const key of keys.keys()) pbf.writeStringField(3, key)
  for (const value of values.keys()) pbf.writeMessage(4, writeValue, value)
  pbf.writeVarintField(5, extent)
}

function indexOf<T>(indices: Map<T, number>, value: T): number {
  let index = indices.get(value)
  if (index === undefined) {
    index = indices.size
    indices.set(value, index)
  }
  return index
}

function writeFeature({ feature, tags }: { feature: TileFeature; tags: number[] }, pbf: PbfWriter): void {
  if (tags.length > 0) pbf.writePackedVarint(2, tags)
  pbf.writeVarintField(3, typeNumbers[feature.type])
  pbf.writePackedVarint(4, commandsOf(feature))
}

function writeValue(value: string | number | boolean, pbf: PbfWriter): void {
  if (typeof value === 'string') pbf.writeStringField(1, value)
  else if (typeof value === 'boolean') pbf.writeBooleanField(7, value)
  else if (Number.isInteger(value)) pbf.writeSVarintField(6, value)
  else pbf.writeDoubleField(3, value)
}

function commandsOf({ type, parts }: TileFeature): number[] {
  const out: number[] = []
  let x = 0
  let y = 0
  const command = (id: number, count: number) => out.push(id | (count << 3))
  const go = (part: Flat, i: number) => {
    const [dx, dy] = [part[i]! - x, part[i + 1]! - y]
    out.push((dx << 1) ^ (dx >> 31), (dy << 1) ^ (dy >> 31))
    x = part[i]!
    y = part[i + 1]!
  }
  if (type === 'point') command(moveTo, parts.length)
  for (const part of parts) {
    if (type !== 'point') command(moveTo, 1)
    go(part, 0)
    if (type === 'point') continue
    command(lineTo, part.length / 2 - 1)
    for (let i = 2; i < part.length; i += 2) go(part, i)
    if (type === 'polygon') command(closePath, 1)
  }
  return out
}
