import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { Sheet } from '../ui/sheet.tsx'

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
type DetectorClass = new () => Detector

const detectorClass = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
/** Typing always works; the camera where the browser reads barcodes by itself. */
export const canScan = detectorClass !== undefined && 'mediaDevices' in navigator

/** The camera, until it has read something. */
export function Scanner({ onRead, onClose }: { onRead: (text: string) => void; onClose: () => void }) {
  const t = useT()
  const video = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  const read = useEffectEvent(onRead)
  useEffect(() => {
    let over = false
    let stream: MediaStream | null = null
    const look = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      if (over || !video.current || !detectorClass) return
      video.current.srcObject = stream
      await video.current.play()
      const detector = new detectorClass()
      while (!over) {
        const [found] = await detector.detect(video.current)
        if (found && !over) {
          navigator.vibrate?.(80)
          return read(found.rawValue)
        }
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
    look()
      .catch(() => !over && setFailed(true))
      .finally(() => over && stop())
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    return () => {
      over = true
      stop()
    }
  }, [])
  return (
    <Sheet title={t('store.scan')} onClose={onClose}>
      {failed ? (
        <Notice tone="bad">{t('store.noCamera')}</Notice>
      ) : (
        <video ref={video} muted playsInline className="aspect-square w-full rounded-lg bg-sunk object-cover" />
      )}
    </Sheet>
  )
}
