import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import {
  addCampaign,
  type Campaign,
  type CampaignInput,
  changeCampaign,
  deleteCampaign,
  stopCampaign,
} from '../../../api-client/campaigns.ts'
import { currentUser } from '../../../api-client/session.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Badge, ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { campaignTones } from './campaigns-page.tsx'
import { Editor } from './editor.tsx'
import { Previews } from './previews.tsx'
import { campaignQuery, underWay } from './queries.ts'
import { Results } from './results.tsx'
import { SendDialog } from './send-dialog.tsx'
import { Size } from './size.tsx'

const route = getRouteApi('/merchandising/campaigns/$id')

/** One campaign: written with its reach and previews beside it, then what became of it. */
export function CampaignPage() {
  const { id } = route.useParams()
  return id === 'new' ? <Whole key="new" /> : <Known id={id} />
}

function Known({ id }: { id: string }) {
  const campaign = useQuery(campaignQuery(id))
  if (campaign.isError) return <ErrorState error={campaign.error} onRetry={() => void campaign.refetch()} />
  if (!campaign.data) return <Skeleton className="m-6 h-96" />
  return <Whole key={id} campaign={campaign.data} />
}

const fresh = (): CampaignInput => ({
  name: '',
  audience: { notOrderedForDays: 14 },
  channels: ['push', 'sms', 'email'],
  message: { en: { title: '', body: '' }, hi: { title: '', body: '' } },
})

const inputOf = ({ name, audience, channels, message, coupon, link }: Campaign): CampaignInput => ({
  name,
  audience,
  channels,
  message,
  ...(coupon ? { coupon } : {}),
  ...(link ? { link } : {}),
})

function Whole({ campaign }: { campaign?: Campaign }) {
  const t = useT()
  const client = useQueryClient()
  const navigate = useNavigate()
  const mayWrite = currentUser()?.roles.includes('admin') ?? false
  const [draft, setDraft] = useState<CampaignInput>(() => (campaign ? inputOf(campaign) : fresh()))
  const [asked, setAsked] = useState<'send' | 'stop' | 'delete'>()
  const isDraft = campaign === undefined || campaign.state === 'draft'
  const changed = campaign === undefined || JSON.stringify(inputOf(campaign)) !== JSON.stringify(draft)
  const took = (saved: Campaign) => {
    client.setQueryData(campaignQuery(saved.id).queryKey, saved)
    void client.invalidateQueries({ queryKey: ['merch', 'campaigns'] })
    setAsked(undefined)
  }
  const save = useMutation({
    mutationFn: () => (campaign ? changeCampaign(campaign.id, draft) : addCampaign(draft)),
    onSuccess: (saved) => {
      took(saved)
      toast(t('merch.saved'))
      if (!campaign) void navigate({ to: '/merchandising/campaigns/$id', params: { id: saved.id } })
    },
  })
  const stop = useMutation({ mutationFn: () => stopCampaign(campaign!.id), onSuccess: took })
  const remove = useMutation({
    mutationFn: () => deleteCampaign(campaign!.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['merch', 'campaigns'] })
      void navigate({ to: '/merchandising/campaigns' })
    },
  })
  const state = campaign?.state ?? 'draft'
  return (
    <div className="pb-8">
      <PageHeader
        back={
          <Link to="/merchandising/campaigns" className="inline-flex min-h-6 items-center gap-1.5">
            <ArrowLeft className="size-4" aria-hidden="true" />
            {t('merch.campaigns')}
          </Link>
        }
        title={campaign?.name ?? t('campaign.add')}
        badge={<Badge tone={campaignTones[state]}>{t(`campaign.state.${state}`)}</Badge>}
        actions={
          mayWrite &&
          campaign && (
            <>
              {isDraft && (
                <>
                  <Button look="quiet" size="s" onClick={() => setAsked('delete')}>
                    {t('campaign.delete')}
                  </Button>
                  <Button size="s" disabled={changed} onClick={() => setAsked('send')}>
                    {t('campaign.send')}
                  </Button>
                </>
              )}
              {underWay(campaign) && (
                <Button look="danger" size="s" onClick={() => setAsked('stop')}>
                  {t('campaign.stop')}
                </Button>
              )}
            </>
          )
        }
      />
      {campaign?.quiet && (
        <div className="px-4 pb-4 md:px-6">
          <Notice tone="warn">{t('campaign.quiet')}</Notice>
        </div>
      )}
      <div className="grid gap-4 px-4 md:px-6 xl:grid-cols-2">
        <Panel title={t('campaign.content')}>
          <Editor
            draft={draft}
            readOnly={!isDraft || !mayWrite}
            error={save.error}
            busy={save.isPending}
            onChange={setDraft}
            onSave={() => save.mutate()}
          />
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
          {campaign && !isDraft ? <Results campaign={campaign} /> : <Size draft={draft} />}
          <Previews draft={draft} />
        </div>
      </div>
      {campaign && (
        <>
          <SendDialog open={asked === 'send'} campaign={campaign} onClose={() => setAsked(undefined)} onDone={took} />
          <ConfirmDialog
            open={asked === 'stop'}
            onClose={() => setAsked(undefined)}
            title={t('campaign.stopTitle')}
            confirm={t('campaign.stop')}
            danger
            busy={stop.isPending}
            error={stop.error}
            onConfirm={() => stop.mutate()}
          >
            {t('campaign.stopHelp')}
          </ConfirmDialog>
          <ConfirmDialog
            open={asked === 'delete'}
            onClose={() => setAsked(undefined)}
            title={t('campaign.deleteTitle')}
            confirm={t('campaign.delete')}
            danger
            busy={remove.isPending}
            error={remove.error}
            onConfirm={() => remove.mutate()}
          />
        </>
      )}
    </div>
  )
}
