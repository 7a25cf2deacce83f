import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  rotateWebhook,
  testWebhook,
  type Webhook,
  type WebhookEvent,
} from '../../../api-client/webhooks.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Badge, EmptyState, ErrorState, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { SecretDialog } from '../secret-dialog.tsx'
import { Deliveries } from './deliveries.tsx'

const route = getRouteApi('/webhooks')
const key = ['admin', 'webhooks']

export function WebhooksPage() {
  const t = useT()
  const queries = useQueryClient()
  const { webhook: openId, failed } = route.useSearch()
  const navigate = route.useNavigate()
  const list = useQuery({ queryKey: key, queryFn: listWebhooks })
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null)
  const [secret, setSecret] = useState<{ webhook: Webhook; secret: string } | null>(null)
  const refresh = () => queries.invalidateQueries({ queryKey: key })
  const items = list.data?.items
  const open = items?.find((each) => each.id === openId)
  return (
    <>
      <PageHeader
        title={t('admin.webhooks')}
        note={t('admin.webhooksNote')}
        actions={
          <Button size="s" onClick={() => setEditing('new')}>
            <Plus className="size-4" aria-hidden="true" />
            {t('admin.newWebhook')}
          </Button>
        }
      />
      <div className="px-4 pb-6 md:px-6">
        {list.isPending && <Skeleton className="h-40" />}
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {items?.length === 0 && (
          <EmptyState icon={<WebhookIcon className="size-8" aria-hidden="true" />} title={t('admin.noWebhooks')}>
            {t('admin.noWebhooksHelp')}
          </EmptyState>
        )}
        <ul className="flex flex-col gap-3">
          {items?.map((webhook) => (
            <WebhookCard
              key={webhook.id}
              webhook={webhook}
              onEdit={() => setEditing(webhook)}
              onSecret={setSecret}
              onLog={() => void navigate({ search: { webhook: webhook.id } })}
              refresh={refresh}
            />
          ))}
        </ul>
      </div>
      <Dialog
        open={editing !== null}
        onClose={() => setEditing(null)}
        title={t(editing === 'new' ? 'admin.newWebhook' : 'admin.editWebhook')}
      >
        {editing && (
          <WebhookForm
            webhook={editing === 'new' ? null : editing}
            events={list.data?.events ?? []}
            onDone={async (made) => {
              setEditing(null)
              if (made) setSecret(made)
              await refresh()
            }}
          />
        )}
      </Dialog>
      <SecretDialog
        title={t('admin.secretOf', { name: secret?.webhook.name ?? '' })}
        fields={secret && [{ label: t('admin.signingSecret'), value: secret.secret }]}
        onClose={() => setSecret(null)}
      />
      <Dialog
        open={open !== undefined}
        onClose={() => {
          void navigate({ search: {} })
          // What failed there may have turned it off.
          void refresh()
        }}
        title={t('admin.deliveriesOf', { name: open?.name ?? '' })}
        wide
      >
        {open && (
          <Deliveries
            id={open.id}
            failed={failed === true}
            onFailed={(only) => void navigate({ search: { webhook: open.id, failed: only || undefined } })}
          />
        )}
      </Dialog>
    </>
  )
}

function WebhookCard({
  webhook,
  onEdit,
  onSecret,
  onLog,
  refresh,
}: {
  webhook: Webhook
  onEdit: () => void
  onSecret: (made: { webhook: Webhook; secret: string }) => void
  onLog: () => void
  refresh: () => Promise<void>
}) {
  const t = useT()
  const errorText = useErrorText()
  const { ago } = useFormat()
  const [asked, setAsked] = useState<'rotate' | 'remove' | null>(null)
  const failed = (error: unknown) => toast(errorText(error), 'bad')
  const test = useMutation({
    mutationFn: () => testWebhook(webhook.id),
    onSuccess: onLog,
    onError: failed,
  })
  const enable = useMutation({
    mutationFn: (enabled: boolean) => changeWebhook(webhook.id, { enabled }),
    onSuccess: refresh,
    onError: failed,
  })
  const run = useMutation({
    mutationFn: async (deed: 'rotate' | 'remove') => {
      if (deed === 'rotate') onSecret(await rotateWebhook(webhook.id))
      else await deleteWebhook(webhook.id)
    },
    onSuccess: async () => {
      setAsked(null)
      await refresh()
    },
  })
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line bg-card p-4">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 font-bold">
          {webhook.name}
          {webhook.disabled ? (
            <Badge tone={webhook.disabled === 'staff' ? 'plain' : 'bad'}>
              {t(`admin.disabled.${webhook.disabled}`)}
            </Badge>
          ) : webhook.failingSince ? (
            <Badge tone="warn">{t('admin.failingSince', { at: ago(webhook.failingSince) })}</Badge>
          ) : (
            <Badge tone="ok">{t('admin.on')}</Badge>
          )}
        </h2>
        <p className="font-mono text-sm break-all text-ink-2">{webhook.url}</p>
        <p className="flex flex-wrap gap-1 pt-2">
          {webhook.events.map((event) => (
            <Badge key={event}>{event}</Badge>
          ))}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="outline" size="s" onClick={onLog}>
          {t('admin.deliveries')}
        </Button>
        {!webhook.disabled && (
          <Button look="outline" size="s" busy={test.isPending} onClick={() => test.mutate()}>
            {t('admin.sendTest')}
          </Button>
        )}
        <Button look="quiet" size="s" onClick={onEdit}>
          {t('admin.edit')}
        </Button>
        <Button
          look="quiet"
          size="s"
          busy={enable.isPending}
          onClick={() => enable.mutate(webhook.disabled !== undefined)}
        >
          {t(webhook.disabled ? 'admin.enable' : 'admin.disable')}
        </Button>
        <Button look="quiet" size="s" onClick={() => setAsked('rotate')}>
          {t('admin.webhook.rotate')}
        </Button>
        <Button look="quiet" size="s" className="text-bad" onClick={() => setAsked('remove')}>
          {t('admin.webhook.remove')}
        </Button>
      </div>
      {asked && (
        <ConfirmDialog
          open
          danger
          onClose={() => setAsked(null)}
          title={t(`admin.webhook.${asked}`)}
          confirm={t(`admin.webhook.${asked}`)}
          busy={run.isPending}
          error={run.error}
          onConfirm={() => run.mutate(asked)}
        >
          {t(`admin.webhook.${asked}Note`)}
        </ConfirmDialog>
      )}
    </li>
  )
}

function WebhookForm({
  webhook,
  events,
  onDone,
}: {
  webhook: Webhook | null
  events: readonly WebhookEvent[]
  onDone: (made: { webhook: Webhook; secret: string } | null) => void
}) {
  const t = useT()
  const send = useMutation({
    mutationFn: async (body: { name: string; url: string; events: WebhookEvent[] }) => {
      if (webhook) {
        await changeWebhook(webhook.id, body)
        return null
      }
      return createWebhook(body)
    },
    onSuccess: onDone,
  })
  const submit = (form: FormData) => {
    const text = (name: string) => String(form.get(name)).trim()
    send.mutate({ name: text('name'), url: text('url'), events: form.getAll('event') as WebhookEvent[] })
  }
  return (
    <Form error={send.error} onSubmit={submit} className="p-5">
      <Field
        label={t('admin.name')}
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        defaultValue={webhook?.name}
      />
      <Field
        label={t('admin.url')}
        name="url"
        type="url"
        required
        maxLength={500}
        placeholder="https://"
        autoComplete="off"
        defaultValue={webhook?.url}
      />
      <fieldset>
        <legend className="pb-1 text-sm font-semibold">{t('admin.events')}</legend>
        <div className="grid sm:grid-cols-2">
          {events.map((event) => (
            <Checkbox
              key={event}
              name="event"
              value={event}
              defaultChecked={webhook?.events.includes(event)}
              label={<code className="font-mono text-sm">{event}</code>}
            />
          ))}
        </div>
      </fieldset>
      <Button type="submit" busy={send.isPending}>
        {t(webhook ? 'common.save' : 'admin.create')}
      </Button>
    </Form>
  )
}
