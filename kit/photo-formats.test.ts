import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { photoBytesMax } from '../contracts/photos.ts'
import { Problem } from '../contracts/problem.ts'
import { type CleanPhoto, cleanPhoto } from './photo-formats.ts'
import { jpeg, jpegWithPosition, png, pngWithText, webp } from './testing/pictures.ts'

const codeOf = (bytes: Buffer): string => {
  try {
    cleanPhoto(bytes)
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return 'taken'
}
const size = ({ type, widthPx, heightPx }: CleanPhoto) => `${type} ${widthPx} ${heightPx}`

describe('photos', () => {
  test('are what their first bytes say', () => {
    assert.equal(size(cleanPhoto(jpeg)), 'image/jpeg 8 6')
    assert.equal(size(cleanPhoto(png)), 'image/png 8 6')
    assert.equal(size(cleanPhoto(webp)), 'image/webp 8 6')
  })

  test('keep which way up they go, and nothing of where they were taken', () => {
    const taken = jpegWithPosition(6)
    assert.ok(taken.includes('Secret Camera'))
    const clean = cleanPhoto(taken)
    assert.equal(clean.bytes.includes('Secret Camera'), false)
    assert.equal(clean.bytes.includes('ICC_PROFILE'), false)
    const exif = clean.bytes.indexOf('Exif\0\0')
    assert.equal(clean.bytes.readUInt16BE(exif + 6 + 8 + 2 + 8), 6)
    assert.deepEqual(cleanPhoto(clean.bytes).bytes, clean.bytes)
    assert.equal(cleanPhoto(jpegWithPosition(1)).bytes.includes('Exif'), false)
  })

  test('lose texts, profiles and what was hung on behind', () => {
    const script = Buffer.from('<script>alert(1)</script>')
    for (const picture of [jpeg, pngWithText('GPS 22.57, 88.36'), webp]) {
      const clean = cleanPhoto(Buffer.concat([picture, script])).bytes
      assert.equal(clean.includes('<script>'), false)
      assert.equal(clean.includes('GPS'), false)
      assert.equal(clean.includes('ICCP'), false)
      assert.deepEqual(cleanPhoto(clean).bytes, clean)
    }
  })

  test('are refused when they are something else, cut off, moving or huge', () => {
    for (const other of [
      '',
      'GIF89a and more of it',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '%PDF-1.7 and so on',
    ])
      assert.equal(codeOf(Buffer.from(other)), 'photos/not-a-photo')
    for (const picture of [jpeg, png, webp])
      for (const part of [16, 40, picture.length >> 1, picture.length - 8])
        assert.equal(codeOf(picture.subarray(0, part)), 'photos/not-a-photo', `${part} of ${picture.length}`)
    const wide = Buffer.from(png)
    wide.writeUInt32BE(20_000, 16)
    assert.equal(codeOf(wide), 'photos/too-many-pixels')
    const large = Buffer.from(png)
    large.writeUInt32BE(9_000, 16)
    large.writeUInt32BE(9_000, 20)
    assert.equal(codeOf(large), 'photos/too-many-pixels')
    assert.equal(codeOf(Buffer.concat([png, Buffer.alloc(photoBytesMax)])), 'photos/not-a-photo')
  })

  test('whatever bytes come, there is a clean photo or a plain refusal', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(jpegWithPosition(3), png, webp),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
        (picture, changes) => {
          const bytes = Buffer.from(picture)
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          const code = codeOf(bytes)
          assert.match(code, /^(taken|photos\/.+)$/)
          if (code === 'taken') assert.equal(codeOf(cleanPhoto(bytes).bytes), 'taken')
        },
      ),
      { numRuns: 400 },
    )
  })
})
