import type { Money } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'

const tips = [0, 2_000, 3_000, 5_000]
const rupees = (amount: number): Money => ({ amount, currency: 'INR' })

export function TipChips({ tip, onChange }: { tip: Money; onChange: (tip: Money) => void }) {
  const t = useT()
  const { money } = useFormat()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and its own layout
    <div role="group" aria-label={t('checkout.tip')} className="flex flex-wrap gap-2">
      {tips.map((amount) => (
        <button
          key={amount}
          type="button"
          aria-pressed={tip.amount === amount}
          onClick={() => onChange(rupees(amount))}
          className="num min-h-11 min-w-16 rounded-full border-[1.5px] border-line bg-card px-4 font-semibold hover:border-line-strong aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-on-brand-soft"
        >
          {amount === 0 ? t('checkout.noTip') : money(rupees(amount))}
        </button>
      ))}
    </div>
  )
}
