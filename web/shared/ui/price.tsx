import type { Money } from '../../api-client/types.ts'
import { useFormat } from '../format.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { classes } from './classes.ts'

/** What it costs, and the MRP struck through where that is more. */
export function Price({ price, mrp, size = 's' }: { price: Money; mrp?: Money; size?: 's' | 'l' }) {
  const t = useSharedT()
  const { money } = useFormat()
  const lower = mrp !== undefined && mrp.amount > price.amount
  return (
    <span
      className={classes(
        'num inline-flex flex-wrap items-baseline leading-tight',
        size === 's' ? 'gap-x-1.5' : 'gap-x-2.5',
      )}
    >
      <span className="sr-only">{t('price.now')} </span>
      <span className={classes('font-bold', size === 's' ? 'text-base' : 'text-2xl')}>{money(price)}</span>
      {lower && (
        <span className={classes('text-ink-3', size === 's' ? 'text-xs' : 'text-lg')}>
          {size === 'l' ? `${t('price.mrp')} ` : <span className="sr-only">{t('price.mrp')} </span>}
          <s>{money(mrp)}</s>
        </span>
      )}
    </span>
  )
}

/** Whole percents below the MRP; 0 where there is nothing to tell. */
export const percentOff = (price: Money, mrp: Money): number =>
  mrp.amount > price.amount ? Math.floor(((mrp.amount - price.amount) * 100) / mrp.amount) : 0
