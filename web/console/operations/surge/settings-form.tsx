import type { ReactNode } from 'react'
import { currentUser } from '../../../api-client/session.ts'
import type { Money } from '../../../api-client/types.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { NumberField } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'

/** Settings of a store as a panel of their own: admins and managers change and save them, others see how they are. */
export function SettingsForm({
  title,
  note,
  save,
  onSubmit,
  children,
}: {
  title: string
  note?: string
  save: { isPending: boolean; error: unknown }
  onSubmit: (data: FormData) => void
  children: ReactNode
}) {
  const t = useT()
  const mayChange = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
  return (
    <Panel title={title}>
      <Form label={title} error={save.error} onSubmit={onSubmit}>
        {note && <p className="text-sm text-ink-2">{note}</p>}
        <fieldset disabled={!mayChange} className="flex flex-col gap-4">
          {children}
        </fieldset>
        {mayChange && (
          <div>
            <Button type="submit" busy={save.isPending}>
              {t('ops.save')}
            </Button>
          </div>
        )}
      </Form>
    </Panel>
  )
}

/** An amount that a form reads by its `name` with `moneyOf`. */
export const RupeesField = ({
  is,
  ...rest
}: { is: Money; label: string; name: string } & Pick<Parameters<typeof NumberField>[0], 'hint' | 'max'>) => (
  <NumberField step={0.01} defaultValue={is.amount / 100} {...rest} />
)
