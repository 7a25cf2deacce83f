import { useState } from 'react'
import { CodeCamera } from '../../../shared/barcodes/code-camera.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Notice } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'

/** The camera as a barcode reader, over the order that is picked. */
export function CameraScanner({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const t = useT()
  const [failed, setFailed] = useState(false)
  return (
    <Dialog open onClose={onClose} title={t('pick.camera')} place="bottom">
      {failed ? (
        <div className="p-4">
          <Notice tone="bad">{t('pick.cameraFailed')}</Notice>
        </div>
      ) : (
        <CodeCamera label={t('pick.camera')} onCode={onCode} onFailed={() => setFailed(true)} />
      )}
    </Dialog>
  )
}
