import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Notice } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'

/** What browsers with a barcode reader of their own offer; types of it are in no library yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
type DetectorType = new (options: { formats: string[] }) => Detector

const formats = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'itf']
const lookEveryMs = 200
/** The same pack lies under the camera for longer than one look. */
const sameCodeMs = 1_500

const detectorType = (): DetectorType | undefined => (globalThis as { BarcodeDetector?: DetectorType }).BarcodeDetector

export const hasCamera = (): boolean => detectorType() !== undefined && 'mediaDevices' in navigator

/** The camera as a barcode reader, where the browser has one. */
export function CameraScanner({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const t = useT()
  const video = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  const hear = useEffectEvent(onCode)

  useEffect(() => {
    const Type = detectorType()
    const element = video.current
    if (!Type || !element) return setFailed(true)
    const detector = new Type({ formats })
    let stream: MediaStream | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = { code: '', at: 0 }
    let over = false
    const look = async () => {
      const [found] = await detector.detect(element).catch(() => [])
      const now = Date.now()
      if (found && (found.rawValue !== last.code || now - last.at > sameCodeMs)) {
        last = { code: found.rawValue, at: now }
        hear(found.rawValue)
      }
      if (!over) timer = setTimeout(() => void look(), lookEveryMs)
    }
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async (opened) => {
        stream = opened
        if (over) return stop(opened)
        element.srcObject = opened
        await element.play()
        await look()
      })
      .catch(() => !over && setFailed(true))
    return () => {
      over = true
      clearTimeout(timer)
      if (stream) stop(stream)
    }
  }, [])

  return (
    <Dialog open onClose={onClose} title={t('pick.camera')} place="bottom">
      {failed ? (
        <div className="p-4">
          <Notice tone="bad">{t('pick.cameraFailed')}</Notice>
        </div>
      ) : (
        <video ref={video} playsInline muted className="aspect-square w-full bg-sunk object-cover" />
      )}
    </Dialog>
  )
}

const stop = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop()
}
