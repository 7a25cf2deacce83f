import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

export interface ChoiceOption {
  value: string
  label: ReactNode
  note?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}

/**
 * One of a few, each with a line of explanation. The platform's own radio buttons, as large as what they choose. Enter does
 * not submit the form around them: it was a choice that was meant, and what the form does may not be undone.
 */
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
      {options.map((option, index) => {
        const chosen = option.value === value
        return (
          <label
            key={option.value}
            className="group relative flex min-h-14 cursor-pointer items-center gap-3 rounded-md border-[1.5px] border-line bg-card px-3.5 py-2 hover:border-line-strong has-checked:border-brand has-checked:bg-brand-soft has-checked:text-on-brand-soft has-disabled:cursor-default has-disabled:opacity-60"
          >
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={chosen}
              onChange={() => onChange(option.value)}
              onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
              // One that is chosen and cannot be had any more says so, and lets the keyboard out to the others.
              disabled={option.disabled && !chosen}
              aria-labelledby={`${id}-${index}`}
              aria-describedby={option.note ? `${id}-${index}-note` : undefined}
              className="absolute inset-0 size-full cursor-[inherit] appearance-none rounded-md"
            />
            {option.icon && <span className="flex-none text-brand">{option.icon}</span>}
            <span className="min-w-0 flex-1">
              <span id={`${id}-${index}`} className="block leading-snug font-semibold">
                {option.label}
              </span>
              {option.note && (
                <span
                  id={`${id}-${index}-note`}
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
              {/* A border, which high contrast keeps. */}
              <span className="hidden rounded-full border-5 border-brand group-has-checked:block" />
            </span>
          </label>
        )
      })}
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
      className="group relative h-7 w-12 flex-none rounded-full border border-transparent bg-line-strong transition-colors duration-(--quick) disabled:opacity-50 aria-checked:bg-brand"
    >
      <span className="block size-5 translate-x-[3px] rounded-full border border-transparent bg-card shadow-1 transition-transform duration-(--quick) group-aria-checked:translate-x-[23px]" />
    </button>
  )
}
