/** Longest side of a photo that is sent, pixels: enough to read a label, and a tenth of what a camera gives. */
const sideMaxPx = 1600
/** Below what the API takes, with room: bytes. */
const bytesMax = 1_500_000
const qualities = [0.82, 0.7, 0.55, 0.4]

/** The person chose something that this browser cannot read as a picture. */
export class NotAPhotoError extends Error {}

/**
 * A photo as it is sent: upright, at most 1600 px long, JPEG, without anything that the camera wrote beside the picture.
 * @throws NotAPhotoError
 */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch((cause: unknown) => {
    throw new NotAPhotoError('The picture cannot be read', { cause })
  })
  const scale = Math.min(1, sideMaxPx / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) throw new NotAPhotoError('This browser cannot draw')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  for (const quality of qualities) {
    const blob = await toBlob(canvas, quality)
    if (blob.size <= bytesMax) return blob
  }
  throw new NotAPhotoError('The picture does not become small enough')
}

const toBlob = (canvas: HTMLCanvasElement, quality: number): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new NotAPhotoError('The picture cannot be written'))),
      'image/jpeg',
      quality,
    ),
  )
