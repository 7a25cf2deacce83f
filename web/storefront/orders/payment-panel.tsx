import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleAlert, Lock, ShieldCheck } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { payAnotherWay } from '../../api-client/after-order.ts'
import { cancelOrder } from '../../api-client/orders.ts'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { useLanguage } from '../../shared/i18n/i18n.tsx'
import { useTheme } from '../../shared/theme.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Choice } from '../../shared/ui/choice.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { walletQuery } from '../account/queries.ts'
import { addableLine, setQuantity, setSubstitution } from '../cart/cart.ts'
import { useT } from '../messages/messages.ts'
import { type MountedPayment, mountPayment } from './provider.ts'
import { orderQuery } from './queries.ts'

/** Taking the money for an order that waits for it. A refused card changes nothing: the order and its goods still wait. */
export function PaymentPanel({ order }: { order: Order }) {
  const t = useT()
  const { money } = useFormat()
  const client = useQueryClient()
  const mounted = useMountedPayment(order)
  const pay = useMutation({
    mutationFn: async () => {
      const outcome = await mounted.payment?.confirm()
      if (outcome?.kind === 'refused') throw new PaymentRefused(outcome.message)
    },
    // The provider tells the server by itself; the page looks until it shows.
    onSettled: () => client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
  })

  return (
    <section aria-labelledby="pay" className="mx-auto flex w-full max-w-lg flex-col gap-4 px-4 pt-6">
      <div className="flex items-end justify-between gap-4">
        <div>
          <h1 id="pay" className="text-2xl font-extrabold">
            {t('pay.title')}
          </h1>
          <p className="text-ink-2">{t('pay.held', { number: order.number })}</p>
        </div>
        <p className="num text-2xl font-extrabold">{money(order.total)}</p>
      </div>
      <div className="rounded-lg border border-line bg-card p-4">
        {mounted.state === 'loading' && <Skeleton className="h-44" />}
        {mounted.state === 'failed' && (
          <Notice tone="bad" icon={<CircleAlert className="size-4" aria-hidden="true" />}>
            <p>{t('pay.providerDown')}</p>
            <Button look="outline" size="s" className="mt-2" onClick={mounted.retry}>
              {t('common.retry')}
            </Button>
          </Notice>
        )}
        <div ref={mounted.place} />
      </div>
      {pay.isSuccess && (
        <Notice tone="ok" icon={<ShieldCheck className="size-4" aria-hidden="true" />}>
          {t('pay.checking')}
        </Notice>
      )}
      {pay.isError && (
        <Notice tone="bad" icon={<CircleAlert className="size-4" aria-hidden="true" />}>
          <p className="font-bold">{t('pay.refused')}</p>
          <p>{pay.error.message || t('pay.refusedHelp')}</p>
        </Notice>
      )}
      <Button
        look="accent"
        size="l"
        busy={pay.isPending || pay.isSuccess}
        disabled={mounted.state !== 'ready'}
        onClick={() => pay.mutate()}
      >
        <Lock className="size-5" aria-hidden="true" />
        {t(pay.isError ? 'pay.again' : 'pay.pay', { total: money(order.total) })}
      </Button>
      <PayAnotherWay order={order} />
      <p className="text-center text-sm text-ink-2">{t('pay.safe')}</p>
    </section>
  )
}

class PaymentRefused extends Error {}

function useMountedPayment(order: Order) {
  const handle = order.payment.handle
  const theme = useTheme()
  const language = useLanguage()
  const place = useRef<HTMLDivElement>(null)
  const [attempt, setAttempt] = useState(0)
  const [payment, setPayment] = useState<MountedPayment | null>(null)
  const [failed, setFailed] = useState(false)
  const secret = handle?.clientSecret

  useEffect(() => {
    if (!handle || !place.current) return
    let current = true
    let made: MountedPayment | null = null
    setFailed(false)
    mountPayment(handle, place.current, theme === 'dark', language).then(
      (mounted) => {
        made = mounted
        if (current) setPayment(mounted)
        else mounted.remove()
      },
      () => current && setFailed(true),
    )
    return () => {
      current = false
      setPayment(null)
      made?.remove()
    }
  }, [secret, theme, language, attempt])

  const state: 'loading' | 'ready' | 'failed' = failed ? 'failed' : payment ? 'ready' : 'loading'
  return { place, payment, state, retry: () => setAttempt(attempt + 1) }
}

/** From the wallet or in cash, with the order as it is; or back to the cart, with its goods in it again. */
function PayAnotherWay({ order }: { order: Order }) {
  const t = useT()
  const { money } = useFormat()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [method, setMethod] = useState<'wallet' | 'cash'>('cash')
  const balance = useInfiniteQuery({ ...walletQuery, enabled: open }).data?.pages[0]?.balance
  const short = balance === undefined || balance.amount < order.total.amount
  const pay = useMutation({
    mutationFn: () => payAnotherWay(order.id, method),
    onSuccess: (paid) => client.setQueryData(orderQuery(order.id).queryKey, paid),
    // The card was quicker, or its time was over: the order says which.
    onError: () => client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
  })
  const leave = useMutation({
    mutationFn: () => cancelOrder(order.id, t('pay.anotherWay')),
    onSuccess: async (cancelled) => {
      for (const line of order.lines)
        if (line.substitution) setSubstitution(line, line.substitution, order.storeId)
        else setQuantity(addableLine(line), line.quantity, order.storeId)
      await navigate({ to: '/checkout', replace: true })
      client.setQueryData(orderQuery(order.id).queryKey, cancelled)
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  return (
    <>
      <Button look="quiet" className="text-brand" onClick={() => setOpen(true)}>
        {t('pay.anotherWay')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('pay.anotherWay')}
        footer={
          <div className="flex flex-col gap-2">
            <Button size="l" look="accent" busy={pay.isPending} onClick={() => pay.mutate()}>
              {t('checkout.place', { total: money(order.total) })}
            </Button>
            <Button look="quiet" busy={leave.isPending} onClick={() => leave.mutate()}>
              {t('pay.backToCart')}
            </Button>
          </div>
        }
      >
        <div className="flex flex-col gap-3 p-4">
          <p className="text-ink-2">{t('pay.switchHelp')}</p>
          <Choice
            label={t('checkout.payment')}
            value={method}
            onChange={(value) => setMethod(value === 'wallet' ? 'wallet' : 'cash')}
            options={[
              { value: 'cash', label: t('payment.cash'), note: t('checkout.cashNote') },
              {
                value: 'wallet',
                label: t('payment.wallet'),
                disabled: short,
                note: balance
                  ? t(short ? 'checkout.walletShort' : 'checkout.walletNote', { balance: money(balance) })
                  : t('common.loading'),
              },
            ]}
          />
          {pay.isError && <Notice tone="bad">{errorText(pay.error)}</Notice>}
        </div>
      </Dialog>
    </>
  )
}
