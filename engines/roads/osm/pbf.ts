import type { FileHandle } from 'node:fs/promises'
import { inflateSync, zstdDecompressSync } from 'node:zlib'
import { PbfReader } from 'pbf'
import { roadsProblem } from '../problems.ts'
import type { Member, OsmSink, Tags } from './elements.ts'

// The format: https://wiki.openstreetmap.org/wiki/PBF_Format. Its own limits on sizes, which bound our memory:
const blobHeaderBytesMax = 64 * 1024
const blobBytesMax = 32 * 1024 * 1024
const knownFeatures = new Set(['OsmSchema-V0.6', 'DenseNodes'])

/** Reads `.osm.pbf` blob by blob: memory is bounded by one blob. */
export async function readPbf(file: FileHandle, sink: OsmSink): Promise<void> {
  const { size } = await file.stat()
  let position = 0
  let sawHeader = false

  const take = async (length: number, what: string): Promise<Buffer> => {
    if (position + length > size) throw roadsProblem('roads/map-truncated', { detail: `${what} at byte ${position}` })
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await file.read(bytes, 0, length, position)
    if (bytesRead < length) throw roadsProblem('roads/map-truncated', { detail: `${what} at byte ${position}` })
    position += length
    return bytes
  }

  while (position < size) {
    const headerLength = (await take(4, 'blob header length')).readUInt32BE(0)
    if (headerLength > blobHeaderBytesMax) throw malformed(`blob header of ${headerLength} bytes at byte ${position}`)
    const header = decode(await take(headerLength, 'blob header'), readBlobHeader)
    if (header.size > blobBytesMax) throw malformed(`blob of ${header.size} bytes at byte ${position}`)
    const at = position
    const blob = decode(await take(header.size, 'blob'), readBlob)
    if (header.type === 'OSMHeader') {
      checkFeatures(unpack(blob, at))
      sawHeader = true
    } else if (header.type === 'OSMData') {
      if (!sawHeader) throw malformed('data before the header')
      readBlock(unpack(blob, at), sink)
    }
  }
  if (!sawHeader) throw roadsProblem('roads/map-truncated', { detail: 'the file is empty' })
}

type Blob = { raw?: Uint8Array; zlib?: Uint8Array; zstd?: Uint8Array; rawSize: number }

function readBlobHeader(pbf: PbfReader): { type: string; size: number } {
  return pbf.readFields(
    (tag, header) => {
      if (tag === 1) header.type = pbf.readString()
      else if (tag === 3) header.size = pbf.readVarint()
    },
    { type: '', size: 0 },
  )
}

function readBlob(pbf: PbfReader): Blob {
  return pbf.readFields(
    (tag, blob: Blob) => {
      if (tag === 1) blob.raw = pbf.readBytes()
      else if (tag === 2) blob.rawSize = pbf.readVarint()
      else if (tag === 3) blob.zlib = pbf.readBytes()
      else if (tag === 7) blob.zstd = pbf.readBytes()
      else if (tag >= 4 && tag <= 6) throw malformed('a compression other than zlib or zstd')
    },
    { rawSize: 0 },
  )
}

function unpack(blob: Blob, at: number): Uint8Array {
  if (blob.raw) return blob.raw
  if (blob.rawSize > blobBytesMax) throw malformed(`blob of ${blob.rawSize} bytes at byte ${at}`)
  try {
    const options = { maxOutputLength: blobBytesMax }
    if (blob.zlib) return inflateSync(blob.zlib, options)
    if (blob.zstd) return zstdDecompressSync(blob.zstd, options)
  } catch (error) {
    throw malformed(`blob at byte ${at} does not unpack: ${error instanceof Error ? error.message : error}`)
  }
  throw malformed(`blob at byte ${at} is empty`)
}

function checkFeatures(bytes: Uint8Array): void {
  decode(bytes, (pbf) =>
    pbf.readFields((tag) => {
      if (tag !== 4) return
      const feature = pbf.readString()
      if (!knownFeatures.has(feature)) throw malformed(`it needs the feature ${feature}, which is not known here`)
    }, null),
  )
}

type Block = { strings: string[]; granularity: number; latOffset: number; lngOffset: number }

function readBlock(bytes: Uint8Array, sink: OsmSink): void {
  const block: Block = { strings: [], granularity: 100, latOffset: 0, lngOffset: 0 }
  const groups: Uint8Array[] = []
  decode(bytes, (pbf) =>
    pbf.readFields((tag) => {
      if (tag === 1) readStrings(pbf, block.strings)
      else if (tag === 2) groups.push(pbf.readBytes())
      else if (tag === 17) block.granularity = pbf.readVarint()
      else if (tag === 19) block.latOffset = pbf.readVarint(true)
      else if (tag === 20) block.lngOffset = pbf.readVarint(true)
    }, null),
  )
  for (const group of groups) {
    decode(group, (pbf) =>
      pbf.readFields((tag) => {
        if (tag === 1) readNode(pbf.readBytes(), block, sink)
        else if (tag === 2) readDense(pbf.readBytes(), block, sink)
        else if (tag === 3) readWay(pbf.readBytes(), block, sink)
        else if (tag === 4) readRelation(pbf.readBytes(), block, sink)
      }, null),
    )
  }
}

function readStrings(pbf: PbfReader, strings: string[]): void {
  pbf.readMessage((tag) => {
    if (tag === 1) strings.push(pbf.readString())
  }, null)
}

function readDense(bytes: Uint8Array, block: Block, sink: OsmSink): void {
  const dense = { ids: [] as number[], lats: [] as number[], lngs: [] as number[], keysValues: [] as number[] }
  decode(bytes, (pbf) =>
    pbf.readFields((tag) => {
      if (tag === 1) pbf.readPackedSVarint(dense.ids)
      else if (tag === 8) pbf.readPackedSVarint(dense.lats)
      else if (tag === 9) pbf.readPackedSVarint(dense.lngs)
      else if (tag === 10) pbf.readPackedVarint(dense.keysValues)
    }, null),
  )
  const { ids, lats, lngs, keysValues } = dense
  if (ids.length !== lats.length || ids.length !== lngs.length) throw malformed('dense nodes of unequal length')
  let id = 0
  let lat = 0
  let lng = 0
  let next = 0
  for (let i = 0; i < ids.length; i++) {
    id += ids[i]!
    lat += lats[i]!
    lng += lngs[i]!
    let tags: Record<string, string> | null = null
    while (next < keysValues.length && keysValues[next] !== 0) {
      tags ??= {}
      tags[text(block, keysValues[next]!)] = text(block, keysValues[next + 1])
      next += 2
    }
    next++
    sink.node(id, toE7(block, lat, block.latOffset), toE7(block, lng, block.lngOffset), tags)
  }
}

function readNode(bytes: Uint8Array, block: Block, sink: OsmSink): void {
  const node = { id: 0, lat: 0, lng: 0, keys: [] as number[], values: [] as number[] }
  decode(bytes, (pbf) =>
    pbf.readFields((tag) => {
      if (tag === 1) node.id = pbf.readSVarint()
      else if (tag === 2) pbf.readPackedVarint(node.keys)
      else if (tag === 3) pbf.readPackedVarint(node.values)
      else if (tag === 8) node.lat = pbf.readSVarint()
      else if (tag === 9) node.lng = pbf.readSVarint()
    }, null),
  )
  const tags = toTags(block, node.keys, node.values)
  sink.node(node.id, toE7(block, node.lat, block.latOffset), toE7(block, node.lng, block.lngOffset), tags)
}

function readWay(bytes: Uint8Array, block: Block, sink: OsmSink): void {
  const way = { id: 0, keys: [] as number[], values: [] as number[], refs: [] as number[] }
  decode(bytes, (pbf) =>
    pbf.readFields((tag) => {
      if (tag === 1) way.id = pbf.readVarint(true)
      else if (tag === 2) pbf.readPackedVarint(way.keys)
      else if (tag === 3) pbf.readPackedVarint(way.values)
      else if (tag === 8) pbf.readPackedSVarint(way.refs)
    }, null),
  )
  const { refs } = way
  for (let i = 1; i < refs.length; i++) refs[i] = refs[i]! + refs[i - 1]!
  sink.way(way.id, refs, toTags(block, way.keys, way.values))
}

const memberTypes = ['node', 'way', 'relation'] as const

function readRelation(bytes: Uint8Array, block: Block, sink: OsmSink): void {
  const relation = { id: 0, keys: [] as number[], values: [] as number[] }
  const [roles, refs, types]: number[][] = [[], [], []]
  decode(bytes, (pbf) =>
    pbf.readFields((tag) => {
      if (tag === 1) relation.id = pbf.readVarint(true)
      else if (tag === 2) pbf.readPackedVarint(relation.keys)
      else if (tag === 3) pbf.readPackedVarint(relation.values)
      else if (tag === 8) pbf.readPackedVarint(roles!)
      else if (tag === 9) pbf.readPackedSVarint(refs!)
      else if (tag === 10) pbf.readPackedVarint(types!)
    }, null),
  )
  if (refs!.length !== roles!.length || refs!.length !== types!.length) throw malformed('members of unequal length')
  let ref = 0
  const members = refs!.map((delta, index): Member => {
    ref += delta
    const type = memberTypes[types![index]!]
    if (!type) throw malformed(`a member of type ${types![index]}`)
    return { type, ref, role: text(block, roles![index]) }
  })
  sink.relation(relation.id, members, toTags(block, relation.keys, relation.values))
}

function toTags(block: Block, keys: number[], values: number[]): Tags {
  if (keys.length !== values.length) throw malformed('keys without values')
  if (keys.length === 0) return null
  const tags: Record<string, string> = {}
  for (let i = 0; i < keys.length; i++) tags[text(block, keys[i]!)] = text(block, values[i])
  return tags
}

function text(block: Block, index: number | undefined): string {
  const value = index === undefined ? undefined : block.strings[index]
  if (value === undefined) throw malformed(`string ${index} is not in the block`)
  return value
}

/** Nanodegrees to degrees times 10^7. */
const toE7 = (block: Block, value: number, offset: number) => Math.round((offset + block.granularity * value) / 100)

/** The protobuf reader does not check that it stays inside its bytes, so that is checked here, message by message. */
function decode<T>(bytes: Uint8Array, read: (pbf: PbfReader) => T): T {
  const pbf = new PbfReader(bytes)
  let result: T
  try {
    result = read(pbf)
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('roads/')) throw error
    throw malformed(error instanceof Error ? error.message : String(error))
  }
  if (pbf.pos > pbf.length) throw malformed('a message is longer than its blob')
  return result
}

const malformed = (detail: string) => roadsProblem('roads/map-malformed', { detail })
