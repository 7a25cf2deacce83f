import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { openReader } from './reader.ts'

const lookEveryMs = 200
/** The same code lies under the camera for longer than one look. */
const sameCodeMs = 1_500

const wanted = { facingMode: 'environment', width: { ideal: 1_280 }, height: { ideal: 720 } }
const backCamera = () => navigator.mediaDevices.getUserMedia({ video: wanted })

/** The camera as a reader of barcodes and QR codes: tells each that it sees, until it is taken away. */
export function CodeCamera({
  label,
  onCode,
  onFailed,
  camera = backCamera,
  className = '',
}: {
  label: string
  onCode: (code: string) => void
  /** There is no camera, or the person does not allow it. */
  onFailed: () => void
  /** Opens another camera than the one at the back of the phone. */
  camera?: () => Promise<MediaStream>
  className?: string
}) {
  const video = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)
  const hear = useEffectEvent(onCode)
  const fail = useEffectEvent(onFailed)
  const film = useEffectEvent(camera)

  useEffect(() => {
    let stream: MediaStream | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = { code: '', at: 0 }
    let over = false
    const open = async () => {
      const [opened, read] = await Promise.all([film(), openReader()])
      stream = opened
      const element = video.current
      if (over || !element) return stop(opened)
      element.srcObject = opened
      await element.play()
      setReady(true)
      const look = async () => {
        const code = await read(element)
        if (over) return
        const now = Date.now()
        if (code && (code !== last.code || now - last.at > sameCodeMs)) {
          last = { code, at: now }
          navigator.vibrate?.(60)
          hear(code)
        }
        timer = setTimeout(() => void look(), lookEveryMs)
      }
      await look()
    }
    open().catch(() => !over && fail())
    return () => {
      over = true
      clearTimeout(timer)
      if (stream) stop(stream)
    }
  }, [])

  return (
    <div className={`relative aspect-square w-full overflow-hidden bg-sunk ${className}`} aria-busy={!ready}>
      <video ref={video} aria-label={label} playsInline muted className="size-full object-cover" />
      {/* Where to hold the code. */}
      <span
        aria-hidden="true"
        className="absolute inset-x-[12%] top-1/2 h-2/5 -translate-y-1/2 rounded-lg border-4 border-[rgb(255_255_255/0.8)] shadow-[0_0_0_100vmax_rgb(0_0_0/0.35)]"
      />
    </div>
  )
}

const stop = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop()
}
