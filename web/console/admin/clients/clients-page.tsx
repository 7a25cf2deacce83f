import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import {
  type ApiClient,
  createApiClient,
  listApiClients,
  revokeApiClient,
  rotateApiClient,
} from '../../../api-client/people.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Badge, EmptyState, ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { SecretDialog } from '../secret-dialog.tsx'

const key = ['admin', 'api-clients']
type Scope = ApiClient['scopes'][number]

export function ClientsPage() {
  const t = useT()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<{ client: ApiClient; secret: string } | null>(null)
  const [asked, setAsked] = useState<{ deed: 'rotate' | 'revoke'; client: ApiClient } | null>(null)
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => listApiClients(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const run = useMutation({
    mutationFn: async ({ deed, client }: NonNullable<typeof asked>) => {
      if (deed === 'rotate') setSecret(await rotateApiClient(client.id))
      else await revokeApiClient(client.id)
    },
    onSuccess: async () => {
      setAsked(null)
      await queries.invalidateQueries({ queryKey: key })
    },
  })
  const clients = list.data?.pages.flatMap((page) => page.items)
  const make = (
    <Button size="s" onClick={() => setMaking(true)}>
      <Plus className="size-4" aria-hidden="true" />
      {t('admin.newClient')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('admin.clients')} note={t('admin.clientsNote')} actions={make} />
      <div className="flex flex-col gap-3 px-4 pb-6 md:px-6">
        {list.isPending && <Skeleton className="h-40" />}
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {clients?.length === 0 && (
          <EmptyState icon={<KeyRound className="size-8" aria-hidden="true" />} title={t('admin.noClients')}>
            {t('admin.noClientsHelp')}
          </EmptyState>
        )}
        <ul className="flex flex-col gap-3">
          {clients?.map((client) => (
            <ClientCard key={client.id} client={client} onAsk={(deed) => setAsked({ deed, client })} />
          ))}
        </ul>
        {list.hasNextPage && (
          <Button look="outline" className="self-center" onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </div>
      <Dialog open={making} onClose={() => setMaking(false)} title={t('admin.newClient')}>
        <NewClient
          scopes={list.data?.pages[0]?.scopes ?? []}
          onMade={async (made) => {
            setMaking(false)
            setSecret(made)
            await queries.invalidateQueries({ queryKey: key })
          }}
        />
      </Dialog>
      <SecretDialog
        title={t('admin.secretOf', { name: secret?.client.name ?? '' })}
        fields={
          secret && [
            { label: t('admin.clientId'), value: secret.client.id },
            { label: t('admin.clientSecret'), value: secret.secret },
          ]
        }
        onClose={() => setSecret(null)}
      />
      {asked && (
        <ConfirmDialog
          open
          danger
          onClose={() => setAsked(null)}
          title={t(`admin.client.${asked.deed}`)}
          confirm={t(`admin.client.${asked.deed}`)}
          busy={run.isPending}
          error={run.error}
          onConfirm={() => run.mutate(asked)}
        >
          {t(`admin.client.${asked.deed}Note`, { name: asked.client.name })}
        </ConfirmDialog>
      )}
    </>
  )
}

function ClientCard({ client, onAsk }: { client: ApiClient; onAsk: (deed: 'rotate' | 'revoke') => void }) {
  const t = useT()
  const { ago, dateTime } = useFormat()
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 rounded-lg border border-line bg-card p-4">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="flex flex-wrap items-center gap-2 font-bold">
          {client.name}
          {client.revokedAt && <Badge tone="bad">{t('admin.revoked')}</Badge>}
        </h2>
        <p className="font-mono text-xs break-all text-ink-2">{client.id}</p>
        <p className="flex flex-wrap gap-1 pt-2">
          {client.scopes.map((scope) => (
            <Badge key={scope} tone="brand">
              {scope}
            </Badge>
          ))}
        </p>
        <p className="pt-2 text-xs text-ink-2">
          {t('admin.madeAt', { at: dateTime(client.createdAt) })} ·{' '}
          {client.lastUsedAt ? t('admin.usedAt', { at: ago(client.lastUsedAt) }) : t('admin.neverUsed')}
        </p>
      </div>
      {!client.revokedAt && (
        <div className="flex flex-wrap gap-2">
          <Button look="outline" size="s" onClick={() => onAsk('rotate')}>
            {t('admin.client.rotate')}
          </Button>
          <Button look="danger" size="s" onClick={() => onAsk('revoke')}>
            {t('admin.client.revoke')}
          </Button>
        </div>
      )}
    </li>
  )
}

function NewClient({
  scopes,
  onMade,
}: {
  scopes: readonly Scope[]
  onMade: (made: { client: ApiClient; secret: string }) => void
}) {
  const t = useT()
  const make = useMutation({ mutationFn: createApiClient, onSuccess: onMade })
  const submit = (form: FormData) =>
    make.mutate({ name: String(form.get('name')).trim(), scopes: form.getAll('scope') as Scope[] })
  return (
    <Form error={make.error} onSubmit={submit} className="p-5">
      <Field label={t('admin.name')} name="name" required maxLength={100} autoComplete="off" />
      <fieldset>
        <legend className="pb-1 text-sm font-semibold">{t('admin.scopes')}</legend>
        {scopes.map((scope) => (
          <div key={scope} className="flex flex-col">
            <Checkbox label={<code className="font-mono text-sm">{scope}</code>} name="scope" value={scope} />
            <span className="pl-7.5 text-xs text-ink-2">{t(`admin.scope.${scope}`)}</span>
          </div>
        ))}
      </fieldset>
      <Button type="submit" busy={make.isPending}>
        {t('admin.create')}
      </Button>
    </Form>
  )
}
