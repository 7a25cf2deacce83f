import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bike, ShoppingBag } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type Handover, handOver, listHandovers } from '../../../api-client/picking.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { pollMs, useLive } from '../../../shared/live/use-live.ts'
import { useNow } from '../../../shared/live/use-now.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { Badge, EmptyState, ErrorState, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { Due } from '../picking/due.tsx'
import { play } from '../picking/sound.ts'
import { zonesOf } from '../picking/zones-of.ts'
import { NoStore, StoreChoice, useStore } from '../use-store.tsx'

/** The counter: which bags wait for whom. The rider says the code, and the bags are gone. */
export function HandoverPage() {
  const t = useT()
  const client = useQueryClient()
  const errorText = useErrorText()
  const now = useNow(5_000)
  const { storeId, store, stores } = useStore()
  const [fault, setFault] = useState<string | null>(null)
  const key = ['handovers', storeId]
  const live = useLive(
    storeId ? `picks:${storeId}` : null,
    // What was asked before the connection was back may lack what was missed.
    ({ type }) => void client.invalidateQueries({ queryKey: key }, { cancelRefetch: type === 'subscribed' }),
  )
  const bags = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listHandovers(storeId!, signal),
    enabled: storeId !== undefined,
    // Riders come and go without a message of the store's.
    refetchInterval: live ? 10_000 : pollMs,
  })
  const items = (bags.data?.items ?? []).toSorted(
    (a, b) => Number(b.rider?.here ?? false) - Number(a.rider?.here ?? false),
  )
  const give = useMutation({
    mutationFn: ({ pickId, code }: { pickId: string; code: string; number: string }) => handOver(pickId, code),
    onSuccess: (_, { number }) => {
      play('good')
      toast(t('handover.done', { number }))
    },
    onError: (error) =>
      setFault(isProblem(error, 'stores/wrong-handover-code') ? t('handover.wrong') : errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: key }),
  })
  const byCode = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code')).trim().toUpperCase()
    const item = items.find((each) => each.code === code)
    if (!item) {
      play('wrong')
      return setFault(t('handover.unknown', { code }))
    }
    setFault(null)
    event.currentTarget.reset()
    give.mutate({ pickId: item.pickId, code, number: item.number })
  }

  if (!storeId) return <NoStore />
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-4 p-4 md:p-6">
      <header className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto text-xl font-extrabold">{t('handover.title')}</h1>
        <StoreChoice store={store} stores={stores} />
      </header>
      <form onSubmit={byCode} className="flex flex-col gap-2 rounded-lg bg-card p-4 shadow-1">
        <div className="flex items-end gap-2">
          <label className="flex min-w-0 flex-1 flex-col gap-1 text-sm font-semibold">
            {t('handover.code')}
            <input
              name="code"
              required
              maxLength={4}
              autoComplete="off"
              autoCapitalize="characters"
              className="num min-h-14 w-full rounded-md border-[1.5px] border-line-strong bg-card px-3.5 text-2xl font-extrabold tracking-[0.2em] uppercase"
            />
          </label>
          <Button type="submit" size="l" className="min-h-14" busy={give.isPending}>
            {t('handover.give')}
          </Button>
        </div>
        {fault && <Notice tone="bad">{fault}</Notice>}
      </form>
      {bags.isPending ? (
        <Skeleton className="h-40" />
      ) : bags.isError && !bags.data ? (
        <ErrorState error={bags.error} onRetry={() => void bags.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState icon={<ShoppingBag className="size-8" aria-hidden="true" />} title={t('handover.empty')}>
          <p>{t('handover.emptyHelp')}</p>
        </EmptyState>
      ) : (
        <ul aria-label={t('handover.list')} className="grid gap-3 md:grid-cols-2">
          {items.map((item) => (
            <Row key={item.pickId} item={item} now={now} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Row({ item, now }: { item: Handover; now: number }) {
  const t = useT()
  return (
    <li
      className={classes(
        'flex flex-col gap-2 rounded-lg border bg-card p-4 shadow-1',
        item.rider?.here ? 'border-brand' : 'border-transparent',
      )}
    >
      <p className="flex flex-wrap items-center gap-3">
        <span className="num text-lg font-extrabold">{item.number}</span>
        <Due promisedAt={item.promisedAt} now={now} />
      </p>
      <p className="num flex flex-wrap items-center gap-2">
        <ShoppingBag className="size-5 flex-none text-ink-2" aria-hidden="true" />
        {t('packed.bags', { count: item.bags })}
        {item.zoneBags && <span className="text-sm text-ink-2">{zonesOf(item.zoneBags, t)}</span>}
      </p>
      <p className="flex flex-wrap items-center gap-2">
        <Bike className="size-5 flex-none text-ink-2" aria-hidden="true" />
        {item.rider ? item.rider.name : <span className="text-ink-2">{t('order.noRider')}</span>}
        {item.rider && (
          <Badge tone={item.rider.here ? 'brand' : 'plain'}>
            {t(item.rider.here ? 'handover.here' : 'handover.coming')}
          </Badge>
        )}
      </p>
    </li>
  )
}
