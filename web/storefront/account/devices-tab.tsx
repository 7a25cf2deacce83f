import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Monitor, Smartphone } from 'lucide-react'
import { endMyOtherSessions, endMySession, listMySessions, type SessionBrief } from '../../api-client/people.ts'
import { deviceName, isPhone } from '../../shared/device-name.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, ErrorState, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'

const key = ['mine', 'sessions']

/** Where one is logged in, and out with what one does not know. */
export function DevicesTab() {
  const t = useT()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: key, queryFn: listMySessions })
  const end = useMutation({
    mutationFn: async (id: string | null): Promise<void> => {
      if (id === null) await endMyOtherSessions()
      else await endMySession(id)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: key })
      toast(t('devices.ended'))
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  if (sessions.isPending) return <Skeleton className="h-40" />
  if (sessions.isError) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
  const { items } = sessions.data
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-ink-2">{t('devices.note')}</p>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
        {items.map((session) => (
          <li key={session.id}>
            <Device session={session} busy={end.isPending} onEnd={() => end.mutate(session.id)} />
          </li>
        ))}
      </ul>
      {items.length > 1 && (
        <Button look="danger" className="self-start" busy={end.isPending} onClick={() => end.mutate(null)}>
          {t('devices.endOthers')}
        </Button>
      )}
    </div>
  )
}

function Device({ session, busy, onEnd }: { session: SessionBrief; busy: boolean; onEnd: () => void }) {
  const t = useT()
  const { ago } = useFormat()
  const name = deviceName(session.device)
  const Icon = isPhone(session.device) ? Smartphone : Monitor
  return (
    <div className="flex items-center gap-4 p-4">
      <Icon className="size-6 flex-none text-ink-2" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{name}</p>
        <p className="text-sm text-ink-2">{t('devices.lastUsed', { at: ago(session.lastUsedAt) })}</p>
        <p className="text-xs break-all text-ink-3">{session.address}</p>
      </div>
      {session.current ? (
        <Badge tone="ok">{t('devices.this')}</Badge>
      ) : (
        <Button
          look="quiet"
          size="s"
          className="text-bad"
          disabled={busy}
          aria-label={t('devices.endOf', { name })}
          onClick={onEnd}
        >
          {t('devices.end')}
        </Button>
      )}
    </div>
  )
}
