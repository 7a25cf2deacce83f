import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

export interface ChoiceOption {
  value: string
  label: ReactNode
  note?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}

/** One of a few, each with a line of explanation. The platform's own radio buttons, as large as what they choose. */
export function Choice({
  label,
  value,
  onChange,
  options,
  className,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  options: ChoiceOption[]
  className?: string
}) {
  const id = useId()
  return (
    <div role="radiogroup" aria-label={label} className={classes('grid gap-2', className)}>
      {options.map((option) => (
        <div
          key={option.value}
          className="group relative flex min-h-14 items-center gap-3 rounded-md border-[1.5px] border-line bg-card px-3.5 py-2 hover:border-line-strong has-checked:border-brand has-checked:bg-brand-soft has-checked:text-on-brand-soft has-disabled:opacity-60"
        >
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            disabled={option.disabled}
            aria-labelledby={`${id}-${option.value}`}
            aria-describedby={option.note ? `${id}-${option.value}-note` : undefined}
            className="absolute inset-0 cursor-pointer appearance-none rounded-md disabled:cursor-default"
          />
          {option.icon && <span className="flex-none text-brand">{option.icon}</span>}
          <span className="min-w-0 flex-1">
            <span id={`${id}-${option.value}`} className="block leading-snug font-semibold">
              {option.label}
            </span>
            {option.note && (
              <span
                id={`${id}-${option.value}-note`}
                className="block text-sm text-ink-2 group-has-checked:text-on-brand-soft"
              >
                {option.note}
              </span>
            )}
          </span>
          <span
            aria-hidden="true"
            className="flex size-5 flex-none items-center justify-center rounded-full border-2 border-line-strong group-has-checked:border-brand"
          >
            <span className="hidden size-2.5 rounded-full bg-brand group-has-checked:block" />
          </span>
        </div>
      ))}
    </div>
  )
}

export function Switch({
  label,
  checked,
  onChange,
  disabled,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-label={label}
      aria-checked={checked}
      onClick={() => onChange(!checked)}
      disabled={disabled}
      className="group relative h-7 w-12 flex-none rounded-full bg-line-strong transition-colors duration-(--quick) disabled:opacity-50 aria-checked:bg-brand"
    >
      <span className="block size-5 translate-x-1 rounded-full bg-card shadow-1 transition-transform duration-(--quick) group-aria-checked:translate-x-6" />
    </button>
  )
}
