import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { type CashDeposit, confirmDeposit, refuseDeposit } from '../../../api-client/cash-deposits.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { NumberField, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'

interface Deciding {
  deposit: CashDeposit
  onClose: () => void
}

function useDecision<Wish>(send: (wish: Wish) => Promise<CashDeposit>, onClose: () => void) {
  const t = useT()
  const { money } = useFormat()
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: ({ state, rider, amount }) => {
      toast(
        t(state === 'confirmed' ? 'cash.wasConfirmed' : 'cash.wasRefused', { name: rider.name, sum: money(amount) }),
      )
      onClose()
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['cash-deposits'] }),
  })
}

/** What was counted goes into the books: that of the rider is taken over unless it is another sum. */
export function Count({ deposit, onClose }: Deciding) {
  const t = useT()
  const { money } = useFormat()
  const form = useId()
  const decision = useDecision(
    (wish: Parameters<typeof confirmDeposit>[1]) => confirmDeposit(deposit.id, wish),
    onClose,
  )
  const submit = (data: FormData) => {
    const amount = Math.round(Number(data.get('counted')) * 100)
    const note = String(data.get('note')).trim()
    decision.mutate({
      ...(amount === deposit.amount.amount ? {} : { counted: { amount, currency: deposit.amount.currency } }),
      ...(note ? { note } : {}),
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('cash.countOf', { name: deposit.rider.name })}
      footer={
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('cash.later')}
          </Button>
          <Button type="submit" form={form} busy={decision.isPending}>
            {t('cash.confirm')}
          </Button>
        </div>
      }
    >
      <Form id={form} error={decision.error} onSubmit={submit} className="p-5">
        <p className="text-ink-2">{t('cash.said', { name: deposit.rider.name, sum: money(deposit.amount) })}</p>
        <NumberField
          label={t('cash.counted')}
          name="counted"
          min={1}
          max={1_000_000}
          step={0.01}
          defaultValue={deposit.amount.amount / 100}
          className="num text-xl"
        />
        <TextArea label={t('cash.remark')} name="note" maxLength={300} />
      </Form>
    </Dialog>
  )
}

export function Refuse({ deposit, onClose }: Deciding) {
  const t = useT()
  const { money } = useFormat()
  const decision = useDecision((reason: string) => refuseDeposit(deposit.id, reason), onClose)
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('cash.refuseOf', { name: deposit.rider.name })}
      confirm={t('cash.refuse')}
      danger
      reason={{ required: true, options: [t('cash.notBrought'), t('cash.wrongSum')] }}
      busy={decision.isPending}
      error={decision.error}
      onConfirm={(reason) => decision.mutate(reason)}
    >
      {t('cash.refuseHelp', { name: deposit.rider.name, sum: money(deposit.amount) })}
    </ConfirmDialog>
  )
}
