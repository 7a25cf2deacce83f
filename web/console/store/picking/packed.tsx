import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { PackageCheck, Printer } from 'lucide-react'
import { listPicks, type PickTask, startPick } from '../../../api-client/picking.ts'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { pickKey } from './use-pick.ts'
import { zonesOf } from './zones-of.ts'

/** The order is in bags: the code that goes on them, the slip, and the next order. */
export function Packed({ pick }: { pick: PickTask }) {
  const t = useT()
  const client = useQueryClient()
  const navigate = useNavigate()
  const errorText = useErrorText()
  const next = useMutation({
    mutationFn: async () => {
      const { items } = await listPicks(pick.storeId, false)
      const first = items.find((each) => each.state === 'queued')
      return first ? startPick(first.id) : null
    },
    onSuccess: (taken) => {
      if (!taken) return void navigate({ to: '/picking' })
      client.setQueryData(pickKey(taken.id), taken)
      void navigate({ to: '/picking/$id', params: { id: taken.id } })
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  return (
    <section className="flex flex-1 flex-col items-center gap-4 p-6 text-center">
      <PackageCheck className="size-14 text-ok" aria-hidden="true" />
      <h2 className="text-xl font-extrabold">{t('packed.title')}</h2>
      <p className="text-ink-2">{t('packed.help')}</p>
      {pick.handover && (
        <p className="rounded-xl border-2 border-dashed border-line-strong bg-card px-8 py-4">
          <span className="block text-sm text-ink-2">{t('packed.code')}</span>
          <span className="num text-3xl font-extrabold tracking-[0.2em]">{pick.handover}</span>
        </p>
      )}
      <p className="num text-lg font-semibold">
        {t('packed.bags', { count: pick.bags ?? 0 })}
        {pick.zoneBags && ` (${zonesOf(pick.zoneBags, t)})`}
      </p>
      <div className="mt-auto flex w-full max-w-md flex-col gap-2">
        <Link to="/picking/$id/slip" params={{ id: pick.id }} className={buttonClass('outline', 'l')}>
          <Printer className="size-5" aria-hidden="true" />
          {t('packed.slip')}
        </Link>
        <Button size="l" busy={next.isPending} onClick={() => next.mutate()}>
          {t('picking.next')}
        </Button>
      </div>
    </section>
  )
}
