import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { endMyOtherSessions, endMySession, listMySessions } from '../../../api-client/people.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from '../../../api-client/second-factor.ts'
import { deviceName } from '../../../shared/device-name.ts'
import { useFormat } from '../../../shared/format.ts'
import { CodeField, codeOf } from '../../../shared/second-factor/code-field.tsx'
import { RecoveryCodes, SetUp } from '../../../shared/second-factor/set-up.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Badge, ErrorState, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'

const key = ['mine', 'second-factor']

/** One's own second factor and devices, for everybody who works here. */
export function SecurityPage() {
  const t = useT()
  return (
    <>
      <PageHeader title={t('admin.security')} note={t('admin.securityNote')} />
      <div className="flex max-w-3xl flex-col gap-4 px-4 pb-6 md:px-6">
        <SecondFactor />
        <Devices />
      </div>
    </>
  )
}

type Deed = 'enrol' | 'renew' | 'remove'

function SecondFactor() {
  const t = useT()
  const { dateTime } = useFormat()
  const state = useQuery({ queryKey: key, queryFn: getSecondFactor })
  const [deed, setDeed] = useState<Deed | null>(null)
  if (state.isError) return <ErrorState error={state.error} onRetry={() => void state.refetch()} />
  if (state.isPending) return <Skeleton className="h-40" />
  const { enrolled, required, since, recoveryCodesLeft } = state.data
  return (
    <Panel
      title={t('admin.second')}
      actions={<Badge tone={enrolled ? 'ok' : 'warn'}>{t(enrolled ? 'admin.on' : 'admin.off')}</Badge>}
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm text-ink-2">
          {enrolled && since ? t('admin.secondSince', { at: dateTime(since) }) : t('admin.secondHelp')}
        </p>
        {enrolled && recoveryCodesLeft < 4 && (
          <Notice tone="warn">{t('admin.codesLeft', { count: recoveryCodesLeft })}</Notice>
        )}
        <div className="flex flex-wrap gap-2">
          {enrolled ? (
            <>
              <Button look="outline" onClick={() => setDeed('renew')}>
                {t('admin.second.renew')}
              </Button>
              {!required && (
                <Button look="danger" onClick={() => setDeed('remove')}>
                  {t('admin.second.remove')}
                </Button>
              )}
            </>
          ) : (
            <Button onClick={() => setDeed('enrol')}>{t('admin.second.enrol')}</Button>
          )}
        </div>
      </div>
      <Dialog open={deed !== null} onClose={() => setDeed(null)} title={deed ? t(`admin.second.${deed}`) : ''}>
        <div className="p-5">
          {deed === 'enrol' && <Enrol onDone={() => setDeed(null)} />}
          {(deed === 'renew' || deed === 'remove') && <WithCode deed={deed} onDone={() => setDeed(null)} />}
        </div>
      </Dialog>
    </Panel>
  )
}

function Enrol({ onDone }: { onDone: () => void }) {
  const t = useT()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const [codes, setCodes] = useState<string[] | null>(null)
  const begin = useMutation({ mutationFn: (password: string) => beginSecondFactor(password || undefined) })
  const confirm = async (code: string) => setCodes((await confirmSecondFactor(code)).recoveryCodes)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    begin.mutate(String(new FormData(event.currentTarget).get('password')))
  }
  if (codes) {
    const done = () => {
      void queries.invalidateQueries({ queryKey: ['mine'] })
      onDone()
    }
    return <RecoveryCodes codes={codes} onDone={done} />
  }
  if (begin.data) return <SetUp secret={begin.data} confirm={confirm} />
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label={t('admin.currentPassword')}
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus
        maxLength={200}
      />
      {begin.isError && <Notice tone="bad">{errorText(begin.error)}</Notice>}
      <Button type="submit" busy={begin.isPending}>
        {t('second.continue')}
      </Button>
    </form>
  )
}

function WithCode({ deed, onDone }: { deed: 'renew' | 'remove'; onDone: () => void }) {
  const t = useT()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const [codes, setCodes] = useState<string[] | null>(null)
  const done = () => {
    void queries.invalidateQueries({ queryKey: key })
    onDone()
  }
  const run = useMutation({
    mutationFn: async (code: string) => {
      if (deed === 'renew') setCodes((await renewRecoveryCodes(code)).recoveryCodes)
      else await removeSecondFactor(code)
    },
    onSuccess: () => deed === 'remove' && done(),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    run.mutate(codeOf(event.currentTarget))
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={done} />
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <CodeField label={t('second.code')} hint={t('second.codeHint')} />
      {run.isError && <Notice tone="bad">{errorText(run.error)}</Notice>}
      <Button type="submit" look={deed === 'remove' ? 'danger' : 'primary'} busy={run.isPending}>
        {t(`admin.second.${deed}`)}
      </Button>
    </form>
  )
}

function Devices() {
  const t = useT()
  const errorText = useErrorText()
  const { ago } = useFormat()
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['mine', 'sessions'], queryFn: listMySessions })
  const end = useMutation({
    mutationFn: async (id: string | null): Promise<void> => {
      if (id === null) await endMyOtherSessions()
      else await endMySession(id)
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mine', 'sessions'] }),
    onError: (error) => toast(errorText(error), 'bad'),
  })
  const items = sessions.data?.items
  return (
    <Panel
      title={t('admin.devices')}
      actions={
        items && items.length > 1 ? (
          <Button look="outline" size="s" busy={end.isPending} onClick={() => end.mutate(null)}>
            {t('admin.endOthers')}
          </Button>
        ) : undefined
      }
    >
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <Skeleton className="h-24" />}
      <ul className="divide-y divide-line">
        {items?.map((session) => (
          <li key={session.id} className="flex min-h-14 flex-wrap items-center gap-x-4 py-2">
            <div className="min-w-0 flex-1">
              <p className="font-semibold">{deviceName(session.device)}</p>
              <p className="text-sm text-ink-2">
                {session.address} · {ago(session.lastUsedAt)}
              </p>
            </div>
            {session.current ? (
              <Badge tone="ok">{t('admin.thisDevice')}</Badge>
            ) : (
              <Button
                look="quiet"
                size="s"
                className="text-bad"
                aria-label={t('admin.endOf', { name: deviceName(session.device) })}
                onClick={() => end.mutate(session.id)}
              >
                {t('admin.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
