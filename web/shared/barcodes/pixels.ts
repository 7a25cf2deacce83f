import BinaryBitmap from '@zxing/library/esnext/core/BinaryBitmap'
import HybridBinarizer from '@zxing/library/esnext/core/common/HybridBinarizer'
import DecodeHintType from '@zxing/library/esnext/core/DecodeHintType'
import Code128Reader from '@zxing/library/esnext/core/oned/Code128Reader'
import EAN8Reader from '@zxing/library/esnext/core/oned/EAN8Reader'
import EAN13Reader from '@zxing/library/esnext/core/oned/EAN13Reader'
import UPCEReader from '@zxing/library/esnext/core/oned/UPCEReader'
import QRCodeReader from '@zxing/library/esnext/core/qrcode/QRCodeReader'
import RGBLuminanceSource from '@zxing/library/esnext/core/RGBLuminanceSource'

// UPC-A is an EAN-13 that begins with a nought, and is read as one.
const readers = [new EAN13Reader(), new QRCodeReader(), new EAN8Reader(), new Code128Reader(), new UPCEReader()]
const hints = new Map<DecodeHintType, unknown>([[DecodeHintType.TRY_HARDER, true]])

/**
 * The first code in a picture, upright or on its side; undefined where there is none. Plain JavaScript: what is compiled to
 * WebAssembly would need a hole in the Content-Security-Policy.
 */
export function codeIn({ data, width, height }: ImageData): string | undefined {
  const grey = new Uint8ClampedArray(width * height)
  for (let at = 0; at < grey.length; at++)
    // Weights of ITU-R BT.601, in 1/256.
    grey[at] = (data[at * 4]! * 77 + data[at * 4 + 1]! * 150 + data[at * 4 + 2]! * 29) >> 8
  return codeInGrey(grey, width, height) ?? codeInGrey(onItsSide(grey, width, height), height, width)
}

function codeInGrey(grey: Uint8ClampedArray, width: number, height: number): string | undefined {
  const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)))
  for (const reader of readers)
    try {
      return reader.decode(bitmap, hints).getText()
    } catch {
      // It throws where there is none: that is most pictures.
    }
  return undefined
}

/** A quarter turn: bars are read from left to right. */
function onItsSide(grey: Uint8ClampedArray, width: number, height: number): Uint8ClampedArray {
  const turned = new Uint8ClampedArray(grey.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) turned[x * height + (height - 1 - y)] = grey[y * width + x]!
  return turned
}
