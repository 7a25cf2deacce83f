import { Camera } from 'lucide-react'
import { useState } from 'react'
import { encode } from 'uqr'
import { CodeCamera } from '../../shared/barcodes/code-camera.tsx'
import { QrCode } from '../../shared/barcodes/qr-code.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'

const text = 'K7QF-2MXA'

/** Codes that are shown, and the camera that reads them: before a stand-in for one, and where there is none. */
export function Codes() {
  const t = useT()
  return (
    <div className="grid items-start gap-6 md:grid-cols-3">
      <div className="flex flex-wrap items-end gap-4">
        <QrCode text={text} label={t('sample.qr', { code: text })} />
        <QrCode text="https://tokri.example/orders" label={t('sample.qrSmall')} className="size-24" />
      </div>
      <Scanned camera={filmed} />
      <Scanned camera={refused} failed />
    </div>
  )
}

/** Opened when it is asked for, as in the apps. */
function Scanned({ camera, failed = false }: { camera: () => Promise<MediaStream>; failed?: boolean }) {
  const t = useT()
  const [state, setState] = useState<'closed' | 'open' | 'failed'>('closed')
  const [code, setCode] = useState('')
  return (
    <div className="flex flex-col gap-3">
      <Button look="outline" onClick={() => setState(state === 'closed' ? 'open' : 'closed')}>
        <Camera className="size-5" aria-hidden="true" />
        {t(failed ? 'sample.noCamera' : 'sample.camera')}
      </Button>
      {state === 'open' && (
        <CodeCamera
          label={t('sample.camera')}
          camera={camera}
          onCode={setCode}
          onFailed={() => setState('failed')}
          className="rounded-lg"
        />
      )}
      <p role="status">{state === 'open' && code && t('sample.read', { code })}</p>
      {state === 'failed' && <Notice tone="warn">{t('sample.cameraFailed')}</Notice>}
    </div>
  )
}

const refused = () => Promise.reject(new DOMException('', 'NotAllowedError'))

/** A film of a code that lies on a counter. */
async function filmed(): Promise<MediaStream> {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 640
  const context = canvas.getContext('2d')!
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const draw = () => {
    context.fillStyle = '#7c6a55'
    context.fillRect(0, 0, 640, 640)
    const side = 300 / size
    for (const [y, row] of data.entries())
      for (const [x, dark] of row.entries()) {
        context.fillStyle = dark ? '#000' : '#fff'
        context.fillRect(170 + x * side, 170 + y * side, side + 0.5, side + 0.5)
      }
  }
  draw()
  const stream = canvas.captureStream(10)
  // A canvas that does not change makes no pictures.
  const timer = setInterval(() => (stream.active ? draw() : clearInterval(timer)), 100)
  return stream
}
