import { writeFile } from 'node:fs/promises'
import { encode } from 'uqr'

const [width, height] = [640, 480]
const modulePx = 4
const qrModulePx = 8

const left = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
]
const parities = ['000000', '001011', '001101', '001110', '010011', '011001', '011100', '010101', '010110', '011010']
const inverted = (bits: string) => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join('')
const reversed = (bits: string) => [...bits].reverse().join('')

/** The bars of an EAN-13, `1` for dark (GS1 General Specifications, 5.2.1). */
function barsOf(code: string): string {
  const digits = [...code].map(Number)
  const [first, ...rest] = digits
  const half = rest.slice(0, 6).map((digit, at) => {
    const odd = left[digit]!
    return parities[first!]![at] === '0' ? odd : reversed(inverted(odd))
  })
  const right = rest.slice(6).map((digit) => inverted(left[digit]!))
  return `101${half.join('')}01010${right.join('')}101`
}

/** What a camera sees that is held over a pack: an EAN-13 in the middle of a grey picture, as a film for Chromium. */
export async function filmOf(code: string, file: string): Promise<void> {
  const bars = barsOf(code)
  const luma = Buffer.alloc(width * height, 150)
  const [quietPx, barsPx, tallPx] = [10 * modulePx, bars.length * modulePx, 160]
  const startX = (width - barsPx) / 2
  for (let y = (height - tallPx) / 2; y < (height + tallPx) / 2; y++) {
    luma.fill(235, y * width + startX - quietPx, y * width + startX + barsPx + quietPx)
    for (const [at, bar] of [...bars].entries())
      if (bar === '1') luma.fill(16, y * width + startX + at * modulePx, y * width + startX + (at + 1) * modulePx)
  }
  await writeFilm(luma, file)
}

/** The same of a QR code, as the console prints it on a bag's slip. */
export async function filmOfQr(text: string, file: string): Promise<void> {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const luma = Buffer.alloc(width * height, 150)
  const [startX, startY] = [(width - size * qrModulePx) >> 1, (height - size * qrModulePx) >> 1]
  for (let y = 0; y < size * qrModulePx; y++)
    for (const [at, dark] of data[Math.floor(y / qrModulePx)]!.entries()) {
      const start = (startY + y) * width + startX + at * qrModulePx
      luma.fill(dark ? 16 : 235, start, start + qrModulePx)
    }
  await writeFilm(luma, file)
}

async function writeFilm(luma: Buffer, file: string): Promise<void> {
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)])
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
  await writeFile(file, Buffer.concat([head, frame, frame]))
}
