import { useMutation } from '@tanstack/react-query'
import { Download, Trash2 } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { logout } from '../../api-client/account.ts'
import { exportMine } from '../../api-client/export.ts'
import { deleteMe } from '../../api-client/people.ts'
import { saveFile } from '../../api-client/save-file.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Checkbox } from '../../shared/ui/checkbox.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'

/** All that is kept about a person: taken along, or taken away. */
export function DataTab() {
  return (
    <div className="flex flex-col gap-4">
      <Export />
      <Delete />
    </div>
  )
}

function Export() {
  const t = useT()
  const errorText = useErrorText()
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null)
  const run = useMutation({
    mutationFn: () => exportMine((done, of) => setProgress({ done, of })),
    onSuccess: (data) => {
      const file = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' })
      saveFile(file, `tokri-${data.exportedAt.slice(0, 10)}.json`)
      toast(t('data.exported'))
    },
    onSettled: () => setProgress(null),
  })
  return (
    <section aria-labelledby="export" className="flex flex-col gap-3 rounded-lg border border-line bg-card p-5">
      <h3 id="export" className="font-bold">
        {t('data.export')}
      </h3>
      <p className="text-sm text-ink-2">{t('data.exportNote')}</p>
      {run.isError && <Notice tone="bad">{errorText(run.error)}</Notice>}
      <Button look="outline" className="self-start" busy={run.isPending} onClick={() => run.mutate()}>
        <Download className="size-5" aria-hidden="true" />
        {t('data.download')}
      </Button>
      <p role="status" className="text-sm text-ink-2 empty:hidden">
        {progress && progress.of > 0 ? t('data.progress', progress) : ''}
      </p>
    </section>
  )
}

function Delete() {
  const t = useT()
  const errorText = useErrorText()
  const form = useId()
  const [asked, setAsked] = useState(false)
  const run = useMutation({
    mutationFn: async () => {
      await deleteMe()
      await logout()
    },
    onSuccess: () => {
      // Everything that was read is somebody's who does not exist any more.
      window.location.assign('/')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run.mutate()
  }
  return (
    <section aria-labelledby="delete" className="flex flex-col gap-3 rounded-lg border border-line bg-card p-5">
      <h3 id="delete" className="font-bold">
        {t('data.delete')}
      </h3>
      <p className="text-sm text-ink-2">{t('data.deleteNote')}</p>
      <Button look="danger" className="self-start" onClick={() => setAsked(true)}>
        <Trash2 className="size-5" aria-hidden="true" />
        {t('data.delete')}
      </Button>
      <Dialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('data.deleteTitle')}
        footer={
          <div className="flex flex-wrap justify-end gap-3">
            <Button look="quiet" onClick={() => setAsked(false)}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" form={form} look="danger" busy={run.isPending}>
              {t('data.deleteForGood')}
            </Button>
          </div>
        }
      >
        <form id={form} onSubmit={submit} className="flex flex-col gap-4 p-5">
          <p>{t('data.deleteHelp')}</p>
          <Checkbox label={t('data.understood')} required />
          {run.isError && <Notice tone="bad">{errorText(run.error)}</Notice>}
        </form>
      </Dialog>
    </section>
  )
}
