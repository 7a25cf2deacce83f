import { Camera, CircleCheck } from 'lucide-react'
import { type ChangeEvent, useRef, useState } from 'react'
import { shrinkPhoto } from '../../shared/photo.ts'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import type { Task } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'

/** A photo of the bags at the door: made small here, and queued like any other deed. */
export function DoorPhoto({ task }: { task: Task }) {
  const t = useT()
  const input = useRef<HTMLInputElement>(null)
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    target.value = ''
    if (!file) return
    setBusy(true)
    setFailed(false)
    try {
      await enqueue({ kind: 'photo', taskId: task.id, number: task.number, photo: await shrinkPhoto(file) })
    } catch {
      setFailed(true)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="flex flex-col gap-3">
      <p className="text-lg">{t('photo.help')}</p>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t('photo.take')}
        onChange={(event) => void take(event)}
        className="sr-only"
        tabIndex={-1}
      />
      <Deed look={task.photos > 0 ? 'outline' : 'primary'} busy={busy} onClick={() => input.current?.click()}>
        <Camera className="size-7" aria-hidden="true" />
        {t(task.photos > 0 ? 'photo.another' : 'photo.take')}
      </Deed>
      <p role="status" className="flex items-center gap-2 text-lg font-bold text-ok">
        {task.photos > 0 && (
          <>
            <CircleCheck className="size-6" aria-hidden="true" />
            {t('photo.taken', { count: task.photos })}
          </>
        )}
      </p>
      {failed && <Notice tone="bad">{t('photo.failed')}</Notice>}
    </div>
  )
}
