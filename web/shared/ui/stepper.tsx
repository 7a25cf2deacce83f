import { Minus, Plus, Trash2 } from 'lucide-react'
import { useSharedT } from '../i18n/i18n.tsx'
import { classes } from './classes.ts'

export interface StepperProps {
  name: string
  quantity: number
  max: number
  onChange: (quantity: number) => void
  size?: 's' | 'm'
  disabled?: boolean
}

/** “Add”, which becomes − n + once there is one. Both have the same width, so that nothing beside it moves. */
export function Stepper({ name, quantity, max, onChange, size = 's', disabled = false }: StepperProps) {
  const t = useSharedT()
  const height = size === 's' ? 'h-9 w-[5.25rem] text-sm' : 'h-12 w-32 text-lg sm:w-36'

  if (quantity === 0) {
    return (
      <button
        type="button"
        disabled={disabled}
        aria-label={t('stepper.addName', { name })}
        onClick={() => onChange(1)}
        className={classes(
          'inline-flex items-center justify-center gap-1 rounded-md border-[1.5px] border-brand bg-card font-bold text-brand shadow-1 transition-colors duration-(--quick) hover:bg-brand hover:text-on-brand disabled:opacity-50',
          height,
        )}
      >
        {t('stepper.add')}
        <Plus className="size-4" aria-hidden="true" strokeWidth={3} />
      </button>
    )
  }

  const side =
    'flex h-full flex-1 items-center justify-center rounded-[inherit] hover:bg-brand-strong disabled:opacity-45'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and its own layout for two buttons
    <div
      role="group"
      aria-label={t('stepper.quantity', { name, count: quantity })}
      className={classes('inline-flex items-center rounded-md bg-brand font-bold text-on-brand shadow-1', height)}
    >
      <button
        type="button"
        className={side}
        aria-label={t(quantity === 1 ? 'stepper.remove' : 'stepper.less', { name })}
        onClick={() => onChange(quantity - 1)}
      >
        {quantity === 1 ? (
          <Trash2 className="size-4" aria-hidden="true" />
        ) : (
          <Minus className="size-4" aria-hidden="true" strokeWidth={3} />
        )}
      </button>
      <span key={quantity} aria-hidden="true" className="num min-w-5 animate-[pop_var(--calm)_var(--ease)] text-center">
        {quantity}
      </span>
      <button
        type="button"
        className={side}
        disabled={quantity >= max || disabled}
        aria-label={t('stepper.more', { name })}
        onClick={() => onChange(quantity + 1)}
      >
        <Plus className="size-4" aria-hidden="true" strokeWidth={3} />
      </button>
    </div>
  )
}
