import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Campaign, scheduleCampaign } from '../../../api-client/campaigns.ts'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { useT } from '../../messages/messages.ts'

/** Now, or at a time of the clock on the wall here. */
export function SendDialog({
  open,
  campaign,
  onClose,
  onDone,
}: {
  open: boolean
  campaign: Campaign
  onClose: () => void
  onDone: (campaign: Campaign) => void
}) {
  const t = useT()
  const [at, setAt] = useState('')
  const send = useMutation({
    mutationFn: () => scheduleCampaign(campaign.id, at === '' ? {} : { at: new Date(at).toISOString() }),
    onSuccess: onDone,
  })
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={t('campaign.sendTitle', { name: campaign.name })}
      confirm={at === '' ? t('campaign.sendNow') : t('campaign.plan')}
      busy={send.isPending}
      error={send.error}
      onConfirm={() => send.mutate()}
    >
      <div className="flex flex-col gap-4">
        <p>{t('campaign.sendHelp')}</p>
        <Field
          label={t('campaign.at')}
          hint={t('campaign.atHint')}
          type="datetime-local"
          value={at}
          onChange={(event) => setAt(event.target.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
