import { RadioGroup, Switch as RadixSwitch } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

export interface ChoiceOption {
  value: string
  label: ReactNode
  note?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}

/** One of a few, each with a line of explanation. */
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
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={onChange}
      className={classes('grid gap-2', className)}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.disabled}
          aria-labelledby={`${id}-${option.value}`}
          aria-describedby={option.note ? `${id}-${option.value}-note` : undefined}
          className="group flex min-h-14 items-center gap-3 rounded-md border-[1.5px] border-line bg-card px-3.5 py-2 text-left hover:border-line-strong disabled:opacity-60 data-[state=checked]:border-brand data-[state=checked]:bg-brand-soft data-[state=checked]:text-on-brand-soft"
        >
          {option.icon && <span className="flex-none text-brand">{option.icon}</span>}
          <span className="min-w-0 flex-1">
            <span id={`${id}-${option.value}`} className="block leading-snug font-semibold">
              {option.label}
            </span>
            {option.note && (
              <span
                id={`${id}-${option.value}-note`}
                className="block text-sm text-ink-2 group-data-[state=checked]:text-on-brand-soft"
              >
                {option.note}
              </span>
            )}
          </span>
          <span
            aria-hidden="true"
            className="flex size-5 flex-none items-center justify-center rounded-full border-2 border-line-strong group-data-[state=checked]:border-brand"
          >
            <RadioGroup.Indicator className="size-2.5 rounded-full bg-brand" />
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
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
    <RadixSwitch.Root
      aria-label={label}
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      className="relative h-7 w-12 flex-none rounded-full bg-line-strong transition-colors duration-(--quick) disabled:opacity-50 data-[state=checked]:bg-brand"
    >
      <RadixSwitch.Thumb className="block size-5 translate-x-1 rounded-full bg-card shadow-1 transition-transform duration-(--quick) data-[state=checked]:translate-x-6" />
    </RadixSwitch.Root>
  )
}
