import { type PhotoType, photoBytesMax, photoPixelsMax, photoSideMaxPx, photos } from '../contracts/photos.ts'

export interface CleanPhoto {
  readonly type: PhotoType
  readonly bytes: Buffer
  readonly widthPx: number
  readonly heightPx: number
}

interface Read {
  readonly parts: readonly Buffer[]
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * A photo as it may be kept: of a kind that its first bytes tell (whatever its sender said), of bounded size, and with
 * the parts only that make the picture. Position, maker, comments, thumbnails and whatever was hung on behind are left
 * out; which way up it goes stays.
 * @throws photos/not-a-photo, photos/too-many-pixels
 */
export function cleanPhoto(bytes: Buffer): CleanPhoto {
  const type = typeOf(bytes)
  if (!type || bytes.length > photoBytesMax) throw photos('photos/not-a-photo')
  const { parts, widthPx, heightPx } = readers[type](bytes)
  if (widthPx < 1 || heightPx < 1) throw photos('photos/not-a-photo')
  if (widthPx > photoSideMaxPx || heightPx > photoSideMaxPx || widthPx * heightPx > photoPixelsMax)
    throw photos('photos/too-many-pixels', { detail: `It is ${widthPx} × ${heightPx}` })
  return { type, bytes: Buffer.concat(parts), widthPx, heightPx }
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function typeOf(bytes: Buffer): PhotoType | null {
  if (!Buffer.isBuffer(bytes) || bytes.length < 16) return null
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes.subarray(0, 8).equals(pngSignature)) return 'image/png'
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp'
  return null
}

const readers: Record<PhotoType, (bytes: Buffer) => Read> = {
  'image/jpeg': bounded(readJpeg),
  'image/png': bounded(readPng),
  'image/webp': bounded(readWebp),
}

/** Whoever reads past the end has a broken file before it. */
function bounded(read: (bytes: Buffer) => Read): (bytes: Buffer) => Read {
  return (bytes) => {
    try {
      return read(bytes)
    } catch (error) {
      if (error instanceof RangeError) throw photos('photos/not-a-photo', { detail: 'It ends too early' })
      throw error
    }
  }
}

const broken = (detail: string) => photos('photos/not-a-photo', { detail })

/** ITU T.81, Annex B: segments behind markers, of which entropy-coded data follows each start of scan. */
function readJpeg(bytes: Buffer): Read {
  const parts: Buffer[] = [bytes.subarray(0, 2)]
  let size: { widthPx: number; heightPx: number } | undefined
  let orientation = 1
  let scans = 0
  let at = 2
  for (;;) {
    while (bytes.readUInt8(at) === 0xff && bytes.readUInt8(at + 1) === 0xff) at += 1
    if (bytes.readUInt8(at) !== 0xff) throw broken('A marker is missing')
    const marker = bytes.readUInt8(at + 1)
    if (marker === 0xd9) break
    const length = bytes.readUInt16BE(at + 2)
    if (length < 2 || at + 2 + length > bytes.length) throw broken('A part is cut off')
    const end = at + 2 + length
    const segment = bytes.subarray(at, end)
    at = end
    if (isFrame(marker)) {
      if (size) throw broken('It has two frames')
      size = { heightPx: segment.readUInt16BE(5), widthPx: segment.readUInt16BE(7) }
    }
    if (marker === 0xe1) orientation = orientationOf(segment.subarray(4)) ?? orientation
    // Of what applications add, JFIF's first and Adobe's, which tells the colour space, make the picture.
    const isAddition = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe
    if (!isAddition || marker === 0xee) parts.push(segment)
    if (marker !== 0xda) continue
    scans += 1
    const from = at
    while (bytes.readUInt8(at) !== 0xff || isWithinScan(bytes.readUInt8(at + 1))) at += 1
    parts.push(bytes.subarray(from, at))
  }
  if (!size || scans === 0) throw broken('There is no picture in it')
  if (orientation !== 1) parts.splice(1, 0, exifWith(orientation))
  parts.push(Buffer.from([0xff, 0xd9]))
  return { parts, ...size }
}

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Stuffed zeros, restarts and fill bytes. */
const isWithinScan = (next: number): boolean => next === 0 || (next >= 0xd0 && next <= 0xd7)

/** Exif 2.32, 4.6.4: tag 0x0112 of the first directory, 1 to 8. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0' || segment.length < 14) return undefined
  const tiff = segment.subarray(6)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const u16 = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  const count = Math.min(u16(first), 200)
  for (let entry = first + 2; entry < first + 2 + count * 12; entry += 12)
    if (u16(entry) === 0x0112) {
      const value = u16(entry + 8)
      return value >= 1 && value <= 8 ? value : undefined
    }
  return undefined
}

/** Exif with nothing but which way up. */
function exifWith(orientation: number): Buffer {
  const body = Buffer.from([
    ...[0xff, 0xe1, 0x00, 0x22],
    ...Buffer.from('Exif\0\0MM\0*', 'latin1'),
    ...[0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
  ])
  return body
}

const pngKept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB'])

/** PNG, third edition, section 5: chunks of length, name, data and CRC. */
function readPng(bytes: Buffer): Read {
  const parts: Buffer[] = [bytes.subarray(0, 8)]
  let size: { widthPx: number; heightPx: number } | undefined
  let hasData = false
  for (let at = 8; ; ) {
    const length = bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    const end = at + 12 + length
    if (end > bytes.length) throw broken('A part is cut off')
    if (at === 8) {
      if (name !== 'IHDR' || length !== 13) throw broken('Its head is missing')
      size = { widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) }
    }
    if (name === 'IDAT') hasData = true
    if (pngKept.has(name)) parts.push(bytes.subarray(at, end))
    at = end
    if (name === 'IEND') break
  }
  if (!size || !hasData) throw broken('There is no picture in it')
  return { parts, ...size }
}

/** RFC 9649: RIFF chunks of a simple picture, or of an extended one whose flags tell what else there is. */
function readWebp(bytes: Buffer): Read {
  const parts: Buffer[] = []
  let size: { widthPx: number; heightPx: number } | undefined
  let hasData = false
  const last = Math.min(bytes.length, 8 + bytes.readUInt32LE(4))
  for (let at = 12; at + 8 <= last; ) {
    const name = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length
    if (end > bytes.length) throw broken('A part is cut off')
    const body = bytes.subarray(at + 8, end)
    if (name === 'ANIM' || name === 'ANMF') throw broken('It moves')
    if (name === 'VP8X') {
      size = { widthPx: body.readUIntLE(4, 3) + 1, heightPx: body.readUIntLE(7, 3) + 1 }
      const head = Buffer.from(bytes.subarray(at, end))
      // Of alpha, ICC, Exif, XMP and animation, alpha is left.
      head[8] = body[0]! & 0x10
      parts.push(head)
    } else if (name === 'VP8 ' || name === 'VP8L') {
      const own = name === 'VP8 ' ? sizeOfLossy(body) : sizeOfLossless(body)
      if (size && (own.widthPx !== size.widthPx || own.heightPx !== size.heightPx)) throw broken('It tells two sizes')
      size = own
      hasData = true
    }
    const padded = Math.min(bytes.length, end + (length % 2))
    if (name === 'VP8 ' || name === 'VP8L' || name === 'ALPH') {
      parts.push(bytes.subarray(at, padded))
      if (padded - at < 8 + length + (length % 2)) parts.push(Buffer.alloc(1))
    }
    at = end + (length % 2)
  }
  if (!size || !hasData) throw broken('There is no picture in it')
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + parts.reduce((sum, part) => sum + part.length, 0), 4)
  return { parts: [head, ...parts], ...size }
}

function sizeOfLossy(body: Buffer): { widthPx: number; heightPx: number } {
  if (body.readUIntBE(3, 3) !== 0x9d012a) throw broken('Its picture cannot be read')
  return { widthPx: body.readUInt16LE(6) & 0x3fff, heightPx: body.readUInt16LE(8) & 0x3fff }
}

function sizeOfLossless(body: Buffer): { widthPx: number; heightPx: number } {
  if (body.readUInt8(0) !== 0x2f) throw broken('Its picture cannot be read')
  const bits = body.readUInt32LE(1)
  return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 }
}
