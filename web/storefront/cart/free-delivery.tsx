import { Bike, PartyPopper } from 'lucide-react'
import type { DeliveryTerms, Money } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import { toFreeDelivery } from './correction.ts'

/** How far it is to a delivery that costs nothing. */
export function FreeDelivery({ subtotal, fees }: { subtotal: Money; fees?: DeliveryTerms }) {
  const t = useT()
  const { money } = useFormat()
  const way = toFreeDelivery(subtotal.amount, fees)
  if (!way) return null
  const reached = way.missing === 0
  const Icon = reached ? PartyPopper : Bike
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-card px-3.5 py-2.5 text-sm font-medium">
      <p className="flex items-center gap-2">
        <Icon className="size-4 flex-none text-brand" aria-hidden="true" />
        {reached
          ? t('cart.freeDelivery')
          : t('cart.toFreeDelivery', { amount: money({ ...subtotal, amount: way.missing }) })}
      </p>
      {!reached && (
        <progress
          value={way.share}
          max={1}
          aria-hidden="true"
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-brand [&::-webkit-progress-bar]:bg-sunk [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-brand"
        />
      )}
    </div>
  )
}
