/** What the browser's own barcode reader offers; types of it are in no library yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
interface DetectorType {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

const formats = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'itf', 'qr_code']
/** Without these it is of no use to us: packs have the one, bags the other. */
const needed = ['ean_13', 'qr_code']
/** Bars of a pack in the middle of the picture are a few pixels each at this width, and it is read in little time. */
const widthMax = 640

/** Looks at the picture of the moment. */
export type CodeReader = (video: HTMLVideoElement) => Promise<string | undefined>

/** The browser's own reader, and where there is none (or one that knows too little), one that is loaded now. */
export async function openReader(): Promise<CodeReader> {
  return (await ownReader()) ?? (await loadedReader())
}

async function ownReader(): Promise<CodeReader | undefined> {
  const Type = (globalThis as { BarcodeDetector?: DetectorType }).BarcodeDetector
  if (!Type) return undefined
  const known = await Type.getSupportedFormats().catch((): string[] => [])
  if (!needed.every((each) => known.includes(each))) return undefined
  const detector = new Type({ formats: formats.filter((each) => known.includes(each)) })
  return async (video) => (await detector.detect(video).catch((): { rawValue: string }[] => []))[0]?.rawValue
}

async function loadedReader(): Promise<CodeReader> {
  const { codeIn } = await import('./pixels.ts')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async (video) => {
    // What is seen is the square in the middle.
    const side = Math.min(video.videoWidth, video.videoHeight)
    if (!context || side === 0) return undefined
    const size = Math.min(side, widthMax)
    canvas.width = size
    canvas.height = size
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2]
    context.drawImage(video, left, top, side, side, 0, 0, size, size)
    return codeIn(context.getImageData(0, 0, size, size))
  }
}
