import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getPreferences, putPreferences } from '../../api-client/account.ts'
import type { Channel, Preferences } from '../../api-client/types.ts'
import { Switch } from '../../shared/ui/choice.tsx'
import { ErrorState, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { PushSwitch } from './push-switch.tsx'

const channels: Channel[] = ['push', 'sms', 'email']
const subjects = ['orderUpdates', 'offers'] as const
const preferencesKey = ['mine', 'preferences']

export function NotificationsTab() {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const preferences = useQuery({ queryKey: preferencesKey, queryFn: getPreferences })
  const save = useMutation({
    mutationFn: putPreferences,
    onMutate: (next: Preferences) => {
      const before = client.getQueryData<Preferences>(preferencesKey)
      client.setQueryData(preferencesKey, next)
      return before
    },
    onError: (error, _, before) => {
      client.setQueryData(preferencesKey, before)
      toast(errorText(error), 'bad')
    },
  })
  if (preferences.isPending) return <Skeleton className="h-60" />
  if (preferences.isError) return <ErrorState error={preferences.error} onRetry={() => void preferences.refetch()} />
  const { data } = preferences

  const change = (subject: (typeof subjects)[number], channel: Channel, on: boolean) => {
    const kept = data[subject].filter((each) => each !== channel)
    save.mutate({ ...data, [subject]: on ? [...kept, channel] : kept })
  }
  return (
    <div className="grid gap-4">
      <PushSwitch />
      {subjects.map((subject) => (
        <section key={subject} aria-labelledby={subject} className="rounded-lg border border-line bg-card p-5">
          <h3 id={subject} className="font-bold">
            {t(`notify.${subject}`)}
          </h3>
          <p className="pb-2 text-sm text-ink-2">{t(`notify.${subject}Note`)}</p>
          {channels.map((channel) => (
            <div key={channel} className="flex min-h-12 items-center justify-between gap-4">
              <span>{t(`notify.${channel}`)}</span>
              <Switch
                label={`${t(`notify.${subject}`)}: ${t(`notify.${channel}`)}`}
                checked={data[subject].includes(channel)}
                onChange={(on) => change(subject, channel, on)}
              />
            </div>
          ))}
        </section>
      ))}
      <p className="text-sm text-ink-2">{t('notify.inboxNote')}</p>
    </div>
  )
}
