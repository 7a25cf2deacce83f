import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { listOrderNotifications, type OrderMessages, resendLast } from '../../../api-client/operations.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Badge, ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'

type Channel = OrderMessages['channels'][number]
const tones = {
  sent: 'ok',
  unsent: 'bad',
  unknown: 'warn',
  expired: 'warn',
  inbox: 'plain',
  due: 'plain',
  sending: 'plain',
} as const

/** What the customer was told by push, SMS and email, and the last of it once more. */
export function Told({ orderId }: { orderId: string }) {
  const roles = currentUser()?.roles ?? []
  return roles.some((role) => role === 'support' || role === 'admin') ? <Sent orderId={orderId} /> : null
}

function Sent({ orderId }: { orderId: string }) {
  const t = useT()
  const { dateTime } = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<Channel>()
  const key = ['admin-order', orderId, 'told']
  const told = useQuery({ queryKey: key, queryFn: () => listOrderNotifications(orderId) })
  const channels = told.data?.channels ?? []
  const channel = chosen && channels.includes(chosen) ? chosen : channels[0]
  const resend = useMutation({
    mutationFn: (reason: string) => resendLast(orderId, { channel: channel!, reason }),
    onSuccess: (now) => {
      client.setQueryData(key, now)
      setOpen(false)
      toast(t('ops.toldAgain'))
    },
  })
  return (
    <Panel title={t('ops.told')}>
      <div className="flex flex-col gap-3 text-sm">
        {told.isError && !told.data && <ErrorState error={told.error} onRetry={() => void told.refetch()} />}
        {told.isPending && <Skeleton className="h-16" />}
        {told.data?.items.length === 0 && <p className="text-ink-2">{t('ops.toldNothing')}</p>}
        <ol aria-label={t('ops.told')} className="flex flex-col divide-y divide-line">
          {told.data?.items.map((each) => (
            <li key={each.id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-1.5">
              <span className="min-w-0 flex-1 basis-40">
                <span className="block font-semibold">{each.title}</span>
                <span className="block text-xs text-ink-2">
                  {[dateTime(each.at), each.channel && t(`ops.channel.${each.channel}`), each.resent && t('ops.resent')]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <Badge tone={tones[each.state]}>{t(`ops.told.${each.state}`)}</Badge>
            </li>
          ))}
        </ol>
        {told.data && told.data.items.length > 0 && (
          <Button size="s" look="outline" disabled={!channel} onClick={() => setOpen(true)}>
            {t('ops.tellAgain')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={open}
        title={t('ops.tellAgain')}
        confirm={t('ops.tellAgainNow')}
        reason={{ required: true }}
        busy={resend.isPending}
        error={resend.error}
        onClose={() => setOpen(false)}
        onConfirm={(reason) => resend.mutate(reason)}
      >
        <div className="flex flex-col gap-3">
          <p>{t('ops.tellAgainHelp')}</p>
          <Select
            label={t('ops.channel')}
            value={channel ?? ''}
            onChange={(value) => setChosen(value as Channel)}
            options={channels.map((each) => ({ value: each, label: t(`ops.channel.${each}`) }))}
          />
        </div>
      </ConfirmDialog>
    </Panel>
  )
}
