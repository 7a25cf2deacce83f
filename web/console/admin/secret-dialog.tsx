import { useState } from 'react'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'

/** A secret that is shown once: copied, and gone when the dialog is closed. */
export function SecretDialog({
  title,
  fields,
  onClose,
}: {
  title: string
  /** Label and value, the secret among them. */
  fields: readonly { label: string; value: string }[] | null
  onClose: () => void
}) {
  const t = useT()
  return (
    <Dialog
      open={fields !== null}
      onClose={onClose}
      title={title}
      footer={
        <Button className="w-full" onClick={onClose}>
          {t('admin.secretKept')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4 p-5">
        <Notice tone="warn">{t('admin.secretOnce')}</Notice>
        {fields?.map((field) => (
          <Copied key={field.label} {...field} />
        ))}
      </div>
    </Dialog>
  )
}

function Copied({ label, value }: { label: string; value: string }) {
  const t = useT()
  const [copied, setCopied] = useState(false)
  return (
    <div className="flex flex-col gap-1">
      <span className="text-sm font-semibold">{label}</span>
      <div className="flex items-start gap-2">
        <code className="min-w-0 flex-1 rounded-md bg-sunk px-3 py-2 font-mono text-sm break-all select-all">
          {value}
        </code>
        <Button
          look="outline"
          size="s"
          aria-label={t('admin.copyOf', { name: label })}
          onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
        >
          {t(copied ? 'second.copied' : 'admin.copy')}
        </Button>
      </div>
    </div>
  )
}
