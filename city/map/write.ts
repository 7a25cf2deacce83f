import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { deflateSync, gzipSync } from 'node:zlib'
import { PbfWriter } from 'pbf'
import type { MadeMap, MadeNode, MadeRelation, MadeWay } from './osm.ts'

/** Writes a map as `.osm.pbf`, `.osm.gz` or `.osm`, whichever the path says; the file appears whole or not at all. */
export async function writeMap(path: string, map: MadeMap): Promise<void> {
  const bytes = path.endsWith('.pbf')
    ? toPbf(map)
    : path.endsWith('.gz')
      ? gzipSync(toXml(map))
      : Buffer.from(toXml(map))
  const draft = `${path}.${randomUUID()}.draft`
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** OSM XML, version 0.6. */
export function toXml({ nodes, ways, relations = [] }: MadeMap): string {
  const tags = (list: Record<string, string> = {}) =>
    Object.entries(list).map(([k, v]) => `<tag k="${escaped(k)}" v="${escaped(v)}"/>`)
  const degrees = (value: number) => value.toFixed(7)
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="tokri">']
  for (const { id, lat, lng, tags: list } of nodes)
    lines.push(`<node id="${id}" lat="${degrees(lat)}" lon="${degrees(lng)}">`, ...tags(list), '</node>')
  for (const { id, refs, tags: list } of ways)
    lines.push(`<way id="${id}">`, ...refs.map((ref) => `<nd ref="${ref}"/>`), ...tags(list), '</way>')
  for (const { id, members, tags: list } of relations) {
    const inside = members.map((each) => `<member type="${each.type}" ref="${each.ref}" role="${escaped(each.role)}"/>`)
    lines.push(`<relation id="${id}">`, ...inside, ...tags(list), '</relation>')
  }
  lines.push('</osm>', '')
  return lines.join('\n')
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

// https://wiki.openstreetmap.org/wiki/PBF_Format; blocks of 8,000 as osmium makes them.
const blockSize = 8_000

/** OSM PBF with dense nodes and zlib. */
export function toPbf({ nodes, ways, relations = [] }: MadeMap): Buffer {
  const parts = [blob('OSMHeader', headerBlock())]
  for (let i = 0; i < nodes.length; i += blockSize)
    parts.push(blob('OSMData', nodeBlock(nodes.slice(i, i + blockSize))))
  for (let i = 0; i < ways.length; i += blockSize) parts.push(blob('OSMData', wayBlock(ways.slice(i, i + blockSize))))
  if (relations.length > 0) parts.push(blob('OSMData', relationBlock(relations)))
  return Buffer.concat(parts)
}

function blob(type: string, raw: Uint8Array): Buffer {
  const body = new PbfWriter()
  body.writeVarintField(2, raw.length)
  body.writeBytesField(3, deflateSync(raw))
  const bodyBytes = body.finish()
  const header = new PbfWriter()
  header.writeStringField(1, type)
  header.writeVarintField(3, bodyBytes.length)
  const headerBytes = header.finish()
  const length = Buffer.alloc(4)
  length.writeUInt32BE(headerBytes.length)
  return Buffer.concat([length, headerBytes, bodyBytes])
}

function headerBlock(): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeStringField(4, 'OsmSchema-V0.6')
  pbf.writeStringField(4, 'DenseNodes')
  pbf.writeStringField(16, 'tokri')
  return pbf.finish()
}

function nodeBlock(nodes: MadeNode[]): Uint8Array {
  const strings = stringTable()
  const keysValues: number[] = []
  for (const { tags = {} } of nodes) {
    for (const [key, value] of Object.entries(tags)) keysValues.push(strings.index(key), strings.index(value))
    keysValues.push(0)
  }
  const dense = new PbfWriter()
  dense.writePackedSVarint(1, deltas(nodes.map((node) => node.id)))
  dense.writePackedSVarint(8, deltas(nodes.map((node) => Math.round(node.lat * 1e7))))
  dense.writePackedSVarint(9, deltas(nodes.map((node) => Math.round(node.lng * 1e7))))
  dense.writePackedVarint(10, keysValues)
  return block(strings.list, 2, [dense.finish()])
}

function wayBlock(ways: MadeWay[]): Uint8Array {
  const strings = stringTable()
  const messages = ways.map(({ id, refs, tags }) => {
    const way = new PbfWriter()
    way.writeVarintField(1, id)
    way.writePackedVarint(2, Object.keys(tags).map(strings.index))
    way.writePackedVarint(3, Object.values(tags).map(strings.index))
    way.writePackedSVarint(8, deltas(refs))
    return way.finish()
  })
  return block(strings.list, 3, messages)
}

const memberTypes = ['node', 'way', 'relation']

function relationBlock(relations: MadeRelation[]): Uint8Array {
  const strings = stringTable()
  const messages = relations.map(({ id, members, tags }) => {
    const relation = new PbfWriter()
    relation.writeVarintField(1, id)
    relation.writePackedVarint(2, Object.keys(tags).map(strings.index))
    relation.writePackedVarint(3, Object.values(tags).map(strings.index))
    relation.writePackedVarint(
      8,
      members.map(({ role }) => strings.index(role)),
    )
    relation.writePackedSVarint(9, deltas(members.map(({ ref }) => ref)))
    relation.writePackedVarint(
      10,
      members.map(({ type }) => memberTypes.indexOf(type)),
    )
    return relation.finish()
  })
  return block(strings.list, 4, messages)
}

function block(strings: string[], field: number, messages: Uint8Array[]): Uint8Array {
  const table = new PbfWriter()
  for (const text of strings) table.writeStringField(1, text)
  const group = new PbfWriter()
  for (const message of messages) group.writeBytesField(field, message)
  const pbf = new PbfWriter()
  pbf.writeBytesField(1, table.finish())
  pbf.writeBytesField(2, group.finish())
  return pbf.finish()
}

function stringTable() {
  const list = ['']
  const indices = new Map<string, number>()
  const index = (text: string) => {
    let found = indices.get(text)
    if (found === undefined) {
      found = list.push(text) - 1
      indices.set(text, found)
    }
    return found
  }
  return { list, index }
}

const deltas = (values: number[]) => values.map((value, i) => value - (values[i - 1] ?? 0))
