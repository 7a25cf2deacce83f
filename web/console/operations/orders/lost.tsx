import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { endGoods, failDelivery, sendDeliveryAgain } from '../../../api-client/operations.ts'
import type { OrderStatus } from '../../../api-client/types.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Choice } from '../../../shared/ui/choice.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useCommands } from '../../palette/commands.ts'
import { may } from './allowed.ts'

type Deed = 'fail' | 'sendAgain' | 'goods'
const deeds = ['sendAgain', 'fail', 'goods'] as const

/** What staff do for a rider who cannot: shown only while a rider has the goods, since it is said of nothing else. */
export function LostDeeds({
  order,
  deliveryId,
  riderId,
  onDone,
}: {
  order: { number: string; status: OrderStatus }
  deliveryId: string
  /** Who has the goods, as far as this page knows. */
  riderId: string | undefined
  onDone: () => void
}) {
  const t = useT()
  const [open, setOpen] = useState<Deed | null>(null)
  const close = () => setOpen(null)
  const allowed = deeds.filter((deed) => may(deed, order.status) && (deed === 'goods' || riderId !== undefined))
  useCommands(
    t('ops.orderTitle', { number: order.number }),
    allowed.map((deed) => ({ id: deed, label: t(`ops.${deed}`), run: () => setOpen(deed) })),
  )
  return (
    <>
      {allowed.map((deed) => (
        <Button key={deed} size="s" look={deed === 'fail' ? 'danger' : 'outline'} onClick={() => setOpen(deed)}>
          {t(`ops.${deed}`)}
        </Button>
      ))}
      {open && (
        <LostDialog
          deed={open}
          number={order.number}
          deliveryId={deliveryId}
          riderId={riderId}
          onClose={close}
          onDone={() => {
            close()
            onDone()
          }}
        />
      )}
    </>
  )
}

function LostDialog({
  deed,
  number,
  deliveryId,
  riderId,
  onClose,
  onDone,
}: {
  deed: Deed
  number: string
  deliveryId: string
  riderId: string | undefined
  onClose: () => void
  onDone: () => void
}) {
  const t = useT()
  // Of whom it was opened: the page behind may show the next rider by now.
  const [meant] = useState(riderId ?? '')
  const [goods, setGoods] = useState<'back' | 'lost'>('back')
  const done = useMutation({
    mutationFn: (reason: string) => {
      if (deed === 'goods') return endGoods(deliveryId, { goods, reason })
      const body = { riderId: meant, reason }
      return deed === 'fail' ? failDelivery(deliveryId, body) : sendDeliveryAgain(deliveryId, body)
    },
    onSuccess: () => {
      toast(t(`ops.${deed}Done`, { number }))
      onDone()
    },
  })
  return (
    <ConfirmDialog
      open
      danger={deed === 'fail'}
      title={t(`ops.${deed}Title`, { number })}
      confirm={t(`ops.${deed}`)}
      reason={{ required: true, options: deed === 'goods' ? [] : [t('ops.why.silent'), t('ops.why.accident')] }}
      busy={done.isPending}
      error={done.error}
      onClose={onClose}
      onConfirm={(reason) => done.mutate(reason)}
    >
      <p>{t(`ops.${deed}Help`)}</p>
      {deed === 'goods' && (
        <Choice
          className="pt-3"
          label={t('ops.goodsWhere')}
          value={goods}
          options={[
            { value: 'back', label: t('ops.goodsBack') },
            { value: 'lost', label: t('ops.goodsLost') },
          ]}
          onChange={(value) => setGoods(value === 'lost' ? 'lost' : 'back')}
        />
      )}
    </ConfirmDialog>
  )
}
