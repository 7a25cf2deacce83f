import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { Switch } from '../../shared/ui/choice.tsx'
import { Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { pushHere, turnPushOff, turnPushOn } from './push-here.ts'

const key = ['mine', 'push-here']

/** Messages on this device, while the shop is closed. The browser is asked for leave on the tap, never before. */
export function PushSwitch() {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const state = useQuery({ queryKey: key, queryFn: pushHere })
  const turn = useMutation({
    mutationFn: (on: boolean) => (on ? turnPushOn() : turnPushOff()),
    onSuccess: (now) => client.setQueryData(key, now),
    // The push service of the browser may be out of reach, which it says in words of its own.
    onError: (error) => toast(error instanceof DOMException ? t('push.failed') : errorText(error), 'bad'),
  })
  if (state.isPending) return <Skeleton className="h-24" />
  const now = state.data ?? 'unsupported'
  const fixed = now === 'unsupported' || now === 'blocked'
  return (
    <section aria-labelledby="push-here" className="rounded-lg border border-line bg-card p-5">
      <div className="flex items-center justify-between gap-4">
        <h3 id="push-here" className="flex items-center gap-2 font-bold">
          <BellRing className="size-5 flex-none text-brand" aria-hidden="true" />
          {t('push.here')}
        </h3>
        {!fixed && (
          <Switch
            label={t('push.here')}
            checked={turn.isPending ? turn.variables : now === 'on'}
            onChange={(on) => !turn.isPending && turn.mutate(on)}
          />
        )}
      </div>
      <p role="status" className="pt-1 text-sm text-ink-2">
        {t(`push.${now}`)}
      </p>
    </section>
  )
}
