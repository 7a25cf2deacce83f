import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { listRiders } from '../../../api-client/operations.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Select, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { useT } from '../../messages/messages.ts'

export interface RiderChoice {
  /** Empty for nobody in particular. */
  riderId: string
  reason: string
  /** Beyond a limit that people have agreed on. */
  force: boolean
}

/** Which rider, and why: a delivery is given to somebody, or kept for somebody. */
export function RiderDialog({
  title,
  help,
  label,
  nobody,
  required = false,
  confirm,
  of,
  except,
  insistOn,
  busy,
  error,
  onClose,
  onConfirm,
}: {
  title: string
  help: string
  label: string
  /** What stands where nobody is chosen. */
  nobody: string
  /** Somebody must be chosen. */
  required?: boolean
  confirm: string
  of: NonNullable<Parameters<typeof listRiders>[0]>
  /** Who has it now. */
  except?: string
  /** Who was refused for a limit beyond which staff may go. */
  insistOn?: string
  busy: boolean
  error: unknown
  onClose: () => void
  onConfirm: (choice: RiderChoice) => void
}) {
  const t = useT()
  const form = useId()
  const [riderId, setRiderId] = useState('')
  const riders = useQuery({ queryKey: ['riders', 'choice', of], queryFn: () => listRiders(of) })
  const offered = riders.data?.items.filter(({ userId }) => userId !== except) ?? []
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={form} busy={busy} disabled={required && riderId === ''}>
            {confirm}
          </Button>
        </div>
      }
    >
      <Form
        id={form}
        className="p-5"
        error={error ?? riders.error}
        onSubmit={(data) =>
          onConfirm({ riderId, reason: String(data.get('reason')).trim(), force: data.get('force') !== null })
        }
      >
        <p className="text-sm text-ink-2">{help}</p>
        <Select
          label={label}
          value={riderId}
          options={[
            { value: '', label: nobody },
            ...offered.map(({ userId, name, tasks, state }) => ({
              value: userId,
              label: t('ops.riderOption', { name, count: tasks, state: t(`ops.rider.${state as 'free'}`) }),
            })),
          ]}
          onChange={setRiderId}
        />
        {insistOn === riderId && <Checkbox name="force" label={t('ops.insist')} />}
        <TextArea label={t('ops.reason')} name="reason" required minLength={3} maxLength={300} />
      </Form>
    </Dialog>
  )
}
