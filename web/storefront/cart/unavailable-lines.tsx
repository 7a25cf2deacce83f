import { PackageX } from 'lucide-react'
import { setCartItem } from '../../api-client/cart.ts'
import type { Cart } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { cartSettled, nameSeen, takeCart } from './cart.ts'

/** What was put in for another store and is not sold by this one: named, and taken out with one tap. */
export function UnavailableLines({ lines }: { lines: NonNullable<Cart['unavailable']> }) {
  const t = useT()
  const errorText = useErrorText()
  const nameOf = useName()
  const takeOut = async () => {
    try {
      await cartSettled()
      for (const { productId } of lines) takeCart(await setCartItem(productId, 0))
    } catch (error) {
      toast(errorText(error), 'bad')
    }
  }
  return (
    <Notice tone="bad" icon={<PackageX className="size-4" aria-hidden="true" />}>
      <span className="block font-bold">{t('cart.notHere', { count: lines.length })}</span>
      <span className="block">
        {lines
          .map(({ productId }) => {
            const seen = nameSeen(productId)
            return seen ? nameOf(seen) : t('cart.someProduct')
          })
          .join(', ')}
      </span>
      <Button look="outline" size="s" className="mt-2" onClick={() => void takeOut()}>
        {t('cart.takeOut')}
      </Button>
    </Notice>
  )
}
