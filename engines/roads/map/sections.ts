import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

// A file of named typed arrays: magic, CRC of all that follows, length of the JSON head, the head, then the arrays, each on 8 bytes.
const magic = 0x544b5231 // "TKR1"
const fixedBytes = 16
const makers = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array }

type Section = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array
export type Sections = Record<string, Section>
type Head = { json: unknown; sections: { name: string; type: keyof typeof makers; offset: number; length: number }[] }

/** Writes arrays and a JSON value; the file appears whole or not at all. */
export async function writeSections(path: string, arrays: Sections, json: unknown): Promise<void> {
  const head: Head = { json, sections: [] }
  let offset = 0
  for (const [name, array] of Object.entries(arrays)) {
    head.sections.push({ name, type: array.constructor.name as keyof typeof makers, offset, length: array.length })
    offset = align(offset + array.byteLength)
  }
  const headBytes = Buffer.from(JSON.stringify(head))
  const start = align(fixedBytes + headBytes.length)
  const bytes = Buffer.alloc(start + offset)
  bytes.writeUInt32LE(magic, 0)
  bytes.writeUInt32LE(headBytes.length, 8)
  headBytes.copy(bytes, fixedBytes)
  for (const { name, offset } of head.sections) {
    const array = arrays[name]!
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset)
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)

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

/** The arrays as views on the file's bytes, or null when there is no such file or it is damaged. */
export async function readSections(path: string): Promise<{ arrays: Sections; json: unknown } | null> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes || bytes.length < fixedBytes || bytes.readUInt32LE(0) !== magic) return null
  if (crc32(bytes.subarray(8)) !== bytes.readUInt32LE(4)) return null
  const headLength = bytes.readUInt32LE(8)
  const head = JSON.parse(bytes.toString('utf8', fixedBytes, fixedBytes + headLength)) as Head
  const start = align(fixedBytes + headLength)
  // Small files come from Node's pool, which need not start on 8 bytes.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  const arrays: Sections = {}
  for (const { name, type, offset, length } of head.sections) {
    arrays[name] = new makers[type](whole.buffer as ArrayBuffer, whole.byteOffset + start + offset, length)
  }
  return { arrays, json: head.json }
}

const align = (offset: number) => (offset + 7) & ~7
