import { type InputHTMLAttributes, type ReactNode, useEffect, useRef } from 'react'
import { classes } from './classes.ts'

export interface CheckboxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'type'> {
  label: ReactNode
  labelHidden?: boolean
  /** Some of what it stands for, not all. */
  mixed?: boolean
  onChange?: (checked: boolean) => void
}

/** The platform's own box, in Tokri's colour, with a target that a finger hits. */
export function Checkbox({ label, labelHidden = false, mixed = false, onChange, className, ...rest }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = mixed
  }, [mixed])
  return (
    <label className={classes('inline-flex min-h-9 min-w-6 items-center gap-2.5', className)}>
      <input
        ref={ref}
        type="checkbox"
        className="size-5 flex-none cursor-pointer accent-brand"
        onChange={(event) => onChange?.(event.target.checked)}
        {...rest}
      />
      <span className={labelHidden ? 'sr-only' : undefined}>{label}</span>
    </label>
  )
}
