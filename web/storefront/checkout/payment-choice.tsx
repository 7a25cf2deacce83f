import { useInfiniteQuery } from '@tanstack/react-query'
import { Banknote, CreditCard, Smartphone, Wallet } from 'lucide-react'
import type { Money, PaymentMethod } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Choice } from '../../shared/ui/choice.tsx'
import { walletQuery } from '../account/queries.ts'
import { useT } from '../messages/messages.ts'

const icons = {
  card: <CreditCard className="size-6" aria-hidden="true" />,
  upi: <Smartphone className="size-6" aria-hidden="true" />,
  wallet: <Wallet className="size-6" aria-hidden="true" />,
  cash: <Banknote className="size-6" aria-hidden="true" />,
}

/** How to pay. A wallet with too little in it says so instead of failing later. */
export function PaymentChoice({
  method,
  total,
  onChange,
}: {
  method: PaymentMethod
  total?: Money
  onChange: (method: PaymentMethod) => void
}) {
  const t = useT()
  const { money } = useFormat()
  const balance = useInfiniteQuery(walletQuery).data?.pages[0]?.balance
  const short = balance !== undefined && total !== undefined && balance.amount < total.amount
  const notes: Record<PaymentMethod, string> = {
    card: t('checkout.cardNote'),
    upi: t('checkout.upiNote'),
    wallet: balance
      ? t(short ? 'checkout.walletShort' : 'checkout.walletNote', { balance: money(balance) })
      : t('common.loading'),
    cash: t('checkout.cashNote'),
  }
  return (
    <Choice
      label={t('checkout.payment')}
      value={method}
      onChange={(value) => onChange(value as PaymentMethod)}
      className="sm:grid-cols-2"
      options={(['card', 'upi', 'wallet', 'cash'] as const).map((value) => ({
        value,
        label: t(`payment.${value}`),
        note: notes[value],
        icon: icons[value],
        disabled: value === 'wallet' && (balance === undefined || short),
      }))}
    />
  )
}
