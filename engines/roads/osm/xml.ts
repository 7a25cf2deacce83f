import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { roadsProblem } from '../problems.ts'
import type { Member, OsmSink } from './elements.ts'

/** Reads OSM XML (https://wiki.openstreetmap.org/wiki/OSM_XML) as it streams by. */
export async function readXml(stream: Readable, sink: OsmSink): Promise<void> {
  const parser = new SaxesParser()
  const read = elementReader(sink)
  parser.on('error', (error) => {
    throw roadsProblem('roads/map-malformed', { detail: error.message })
  })
  parser.on('opentag', ({ name, attributes }) => read.open(name, attributes as Record<string, string>))
  parser.on('closetag', ({ name }) => read.close(name))

  const decoder = new TextDecoder('utf-8')
  for await (const chunk of stream) {
    parser.write(decoder.decode(chunk as Uint8Array, { stream: true }))
  }
  if (!read.done()) throw roadsProblem('roads/map-truncated', { detail: '</osm> is missing' })
}

function elementReader(sink: OsmSink) {
  let depth = 0
  let done = false
  let inside: Member['type'] | null = null
  let id = 0
  let latE7 = 0
  let lngE7 = 0
  let refs: number[] = []
  let members: Member[] = []
  let tags: Record<string, string> | null = null

  function open(name: string, attributes: Record<string, string>): void {
    depth++
    if (depth === 1) {
      if (name !== 'osm') throw malformed(`the root is <${name}>, not <osm>`)
    } else if (depth === 2) {
      inside = isType(name) ? name : null
      tags = null
      if (!inside) return
      id = integer(attributes.id, `${name} id`)
      refs = []
      members = []
      if (name === 'node') {
        latE7 = degreesE7(attributes.lat, 90, `node ${id} lat`)
        lngE7 = degreesE7(attributes.lon, 180, `node ${id} lon`)
      }
    } else if (inside && depth === 3) {
      if (name === 'nd') refs.push(integer(attributes.ref, `way ${id} ref`))
      else if (name === 'member' && isType(attributes.type)) {
        const ref = integer(attributes.ref, `relation ${id} ref`)
        members.push({ type: attributes.type, ref, role: attributes.role ?? '' })
      }
      if (name === 'tag' && attributes.k !== undefined && attributes.v !== undefined) {
        tags ??= {}
        tags[attributes.k] = attributes.v
      }
    }
  }

  function close(name: string): void {
    depth--
    if (depth === 0) done = true
    if (depth !== 1 || !inside) return
    if (name === 'node') sink.node(id, latE7, lngE7, tags)
    else if (name === 'way') sink.way(id, refs, tags)
    else sink.relation(id, members, tags)
    inside = null
  }

  return { open, close, done: () => done }
}

const isType = (name: string | undefined): name is Member['type'] =>
  name === 'node' || name === 'way' || name === 'relation'

function integer(text: string | undefined, what: string): number {
  const value = Number(text)
  if (!text || !Number.isSafeInteger(value)) throw malformed(`${what} is ${text}`)
  return value
}

function degreesE7(text: string | undefined, most: number, what: string): number {
  const value = Number(text)
  if (!text || !(Math.abs(value) <= most)) throw malformed(`${what} is ${text}`)
  return Math.round(value * 1e7)
}

const malformed = (detail: string) => roadsProblem('roads/map-malformed', { detail })
