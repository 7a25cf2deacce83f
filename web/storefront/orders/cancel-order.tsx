import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { cancelOrder } from '../../api-client/orders.ts'
import type { Order } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Choice } from '../../shared/ui/choice.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { orderQuery } from './queries.ts'

const reasons = ['mistake', 'late', 'address', 'other'] as const

export function CancelOrder({ order }: { order: Order }) {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<string>(reasons[0])
  const cancel = useMutation({
    mutationFn: () => cancelOrder(order.id, t(`cancel.${reason as (typeof reasons)[number]}`)),
    onSuccess: (cancelled) => {
      client.setQueryData(orderQuery(order.id).queryKey, cancelled)
      setOpen(false)
    },
    onError: () => void client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
  })
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {t('cancel.cancel')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('cancel.title')}
        footer={
          <div className="flex gap-3">
            <Button look="outline" className="flex-1" onClick={() => setOpen(false)}>
              {t('cancel.keep')}
            </Button>
            <Button look="danger" className="flex-1" busy={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('cancel.confirm')}
            </Button>
          </div>
        }
      >
        <div className="flex flex-col gap-3 p-4">
          <p className="text-ink-2">{t(order.payment.method === 'cash' ? 'cancel.helpCash' : 'cancel.help')}</p>
          <Choice
            label={t('cancel.why')}
            value={reason}
            onChange={setReason}
            options={reasons.map((value) => ({ value, label: t(`cancel.${value}`) }))}
          />
          {cancel.isError && <Notice tone="bad">{errorText(cancel.error)}</Notice>}
        </div>
      </Dialog>
    </>
  )
}
