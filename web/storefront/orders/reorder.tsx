import { useMutation } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { listProductsById } from '../../api-client/catalogue.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useName } from '../../shared/use-name.ts'
import { type Addable, cartSettled, quantityOf, setQuantity } from '../cart/cart.ts'
import { openCart } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { queryClient } from '../query-client.ts'
import { orderQuery } from './queries.ts'
import { planReorder, type ReorderPlan } from './reorder-plan.ts'

type NameOf = (product: Pick<Addable, 'name' | 'nameHi' | 'pack' | 'brand'>) => string
/** Several packs and brands share a name. */
function useFullName(): NameOf {
  const nameOf = useName()
  return (product) => [nameOf(product), product.pack, product.brand].filter(Boolean).join(', ')
}

/** What the cart took of it: stock may be less than an order once had. */
function whatCame({ put, gone, dearer }: ReorderPlan, nameOf: NameOf) {
  const got = put.map(({ product, quantity }) => ({
    name: nameOf(product),
    quantity,
    got: quantityOf(product.id),
  }))
  const none = got.filter((each) => each.got === 0).map(({ name }) => name)
  return {
    gone: [...gone, ...none],
    dearer: dearer.filter(({ name }) => !none.includes(name)),
    fewer: got.filter((each) => each.got > 0 && each.got < each.quantity),
    nothing: none.length === put.length,
  }
}

/** One tap puts an order into the cart again, at today's prices; what is gone or dearer is told before going on. */
export function Reorder({ orderId, number }: { orderId: string; number: string }) {
  const t = useT()
  const { money } = useFormat()
  const errorText = useErrorText()
  const { store } = useServing()
  const nameOf = useFullName()
  const reorder = useMutation({
    mutationFn: async (storeId: string) => {
      const { lines } = await queryClient.ensureQueryData(orderQuery(orderId))
      const products = await listProductsById(
        lines.map((line) => line.productId),
        storeId,
      )
      const plan = planReorder(
        lines.map((line) => ({ ...line, name: nameOf(line) })),
        products.items,
        quantityOf,
      )
      for (const { product, quantity } of plan.put) setQuantity(product, quantity, storeId)
      await cartSettled()
      return { ...plan, ...whatCame(plan, nameOf) }
    },
    onSuccess: ({ gone, dearer, fewer }) => {
      if (gone.length + dearer.length + fewer.length === 0) openCart()
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  const plan = reorder.data
  const news = plan !== undefined && plan.gone.length + plan.dearer.length + plan.fewer.length > 0
  const close = () => reorder.reset()
  return (
    <>
      <Button
        look="outline"
        aria-label={t('reorder.of', { number })}
        busy={reorder.isPending}
        disabled={!store}
        onClick={() => store && reorder.mutate(store.id)}
      >
        <RotateCcw className="size-5" aria-hidden="true" />
        {t('reorder.again')}
      </Button>
      <Dialog
        open={news}
        onClose={close}
        title={t('reorder.changed')}
        footer={
          <Button
            className="w-full"
            onClick={() => {
              close()
              if (!plan?.nothing) openCart()
            }}
          >
            {t(plan?.nothing ? 'common.close' : 'reorder.toCart')}
          </Button>
        }
      >
        <div className="flex flex-col gap-4 p-4">
          <p>{t(plan?.nothing ? 'reorder.nothing' : 'reorder.rest')}</p>
          {plan && plan.gone.length > 0 && (
            <section aria-label={t('reorder.gone')}>
              <h3 className="font-bold text-bad">{t('reorder.gone')}</h3>
              <ul className="list-disc pl-5">
                {plan.gone.map((name) => (
                  <li key={name}>{name}</li>
                ))}
              </ul>
            </section>
          )}
          {plan && plan.fewer.length > 0 && (
            <section aria-label={t('reorder.fewer')}>
              <h3 className="font-bold text-warn">{t('reorder.fewer')}</h3>
              <ul className="list-disc pl-5">
                {plan.fewer.map(({ name, got }) => (
                  <li key={name}>
                    <span className="num">{got}</span> × {name}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {plan && plan.dearer.length > 0 && (
            <section aria-label={t('reorder.dearer')}>
              <h3 className="font-bold text-warn">{t('reorder.dearer')}</h3>
              <ul className="list-disc pl-5">
                {plan.dearer.map(({ name, before, now }) => (
                  <li key={name}>
                    {name}:{' '}
                    <span className="num">{t('reorder.price', { before: money(before), now: money(now) })}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </Dialog>
    </>
  )
}
