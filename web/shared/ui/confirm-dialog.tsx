import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { Button } from './button.tsx'
import { Choice } from './choice.tsx'
import { Dialog } from './dialog.tsx'
import { Notice, useErrorText } from './feedback.tsx'
import { TextArea } from './field.tsx'

export interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** What will happen, and whether it can be undone. */
  children?: ReactNode
  /** The deed itself, as a verb: never “OK”. */
  confirm: string
  danger?: boolean
  /** Asks why. Given reasons are offered; “other” opens the field. */
  reason?: { required?: boolean; options?: readonly string[]; label?: string }
  busy?: boolean
  error?: unknown
  /** @param reason empty where none was asked for */
  onConfirm: (reason: string) => void
}

/** Asks before a deed that others will feel, with the reason that the audit log keeps. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, title, confirm, danger, busy } = props
  const t = useSharedT()
  const form = useId()
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={form} look={danger ? 'danger' : 'primary'} busy={busy}>
            {confirm}
          </Button>
        </div>
      }
    >
      <Question id={form} {...props} />
    </Dialog>
  )
}

const other = 'other'

function Question({ id, children, reason, error, onConfirm }: ConfirmDialogProps & { id: string }) {
  const t = useSharedT()
  const errorText = useErrorText()
  const options = reason?.options ?? []
  const [chosen, setChosen] = useState(options[0] ?? other)
  const [text, setText] = useState('')
  const label = reason?.label ?? t('confirm.reason')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onConfirm(reason ? (chosen === other ? text.trim() : chosen) : '')
  }
  return (
    <form id={id} onSubmit={submit} className="flex flex-col gap-4 p-5">
      {children && <div className="text-ink-2">{children}</div>}
      {reason && options.length > 0 && (
        <Choice
          label={label}
          value={chosen}
          onChange={setChosen}
          options={[
            ...options.map((value) => ({ value, label: value })),
            { value: other, label: t('confirm.otherReason') },
          ]}
        />
      )}
      {reason && chosen === other && (
        <TextArea
          label={label}
          value={text}
          required={reason.required}
          minLength={reason.required ? 3 : undefined}
          maxLength={300}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {error !== undefined && error !== null && <Notice tone="bad">{errorText(error)}</Notice>}
    </form>
  )
}
