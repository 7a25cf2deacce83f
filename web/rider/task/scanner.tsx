import { useState } from 'react'
import { CodeCamera } from '../../shared/barcodes/code-camera.tsx'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { Sheet } from '../ui/sheet.tsx'

/** The camera, until it has read something. Typing always works. */
export function Scanner({ onRead, onClose }: { onRead: (text: string) => void; onClose: () => void }) {
  const t = useT()
  const [failed, setFailed] = useState(false)
  return (
    <Sheet title={t('store.scan')} onClose={onClose}>
      {failed ? (
        <Notice tone="bad">{t('store.noCamera')}</Notice>
      ) : (
        <CodeCamera label={t('store.scan')} onCode={onRead} onFailed={() => setFailed(true)} className="rounded-lg" />
      )}
    </Sheet>
  )
}
