import { ChevronDown } from 'lucide-react'
import {
  type ComponentProps,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'
import type { FieldProblem } from '../../api-client/problem.ts'
import { classes } from './classes.ts'
import { useFieldError } from './form.tsx'

export const box =
  'w-full min-h-12 rounded-md border-[1.5px] border-line-strong bg-card px-3.5 text-base text-ink placeholder:text-ink-3 aria-invalid:border-bad disabled:bg-sunk disabled:text-ink-2'

interface Labelled {
  label: string
  hint?: string
  error?: string
}

type Told = Omit<Labelled, 'error'> & { error?: string | FieldProblem }

/** Label, field, and what is said about it below. */
export function Frame({ id, label, hint, error, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children}
      {(error ?? hint) && (
        <p id={`${id}-note`} className={classes('text-xs', error ? 'font-medium text-bad' : 'text-ink-2')}>
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

/** The attributes that tie a field to its `Frame`. */
export const described = (id: string, { hint, error }: Labelled) => ({
  id,
  'aria-invalid': error ? true : undefined,
  'aria-describedby': error || hint ? `${id}-note` : undefined,
})

/** A labelled text field; `error` is what the API said about it, which a `Form` around it knows by `name`. */
export function Field({ label, hint, error: given, className, ...rest }: Told & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  const error = useFieldError(rest.name, given)
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input className={classes(box, className)} {...described(id, { label, hint, error })} {...rest} />
    </Frame>
  )
}

/** A number that a form reads by its `name`: wanted, whole and from nothing up, unless told. */
export function NumberField({ step = 1, ...rest }: Omit<ComponentProps<typeof Field>, 'type' | 'inputMode'>) {
  const whole = Number.isInteger(Number(step))
  return <Field type="number" inputMode={whole ? 'numeric' : 'decimal'} min={0} step={step} required {...rest} />
}

export function TextArea({
  label,
  hint,
  error: given,
  className,
  ...rest
}: Told & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  const error = useFieldError(rest.name, given)
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={2}
        className={classes(box, 'py-2.5', className)}
        {...described(id, { label, hint, error })}
        {...rest}
      />
    </Frame>
  )
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  label: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
  /** Keeps the label for screen readers only, where the place says it already. */
  labelHidden?: boolean
}

/** The platform's own list: the one that every phone's owner knows. */
export function Select({ label, labelHidden = false, options, onChange, className, ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'text-sm font-semibold'}>
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          // In a form it stands beside fields and looks like them; in a row of filters it is smaller.
          className="min-h-10 w-full appearance-none truncate rounded-md border-[1.5px] border-line bg-card py-1 pr-8 pl-3 text-sm font-medium text-ink disabled:bg-sunk disabled:text-ink-2 [form_&]:min-h-12 [form_&]:border-line-strong [form_&]:pl-3.5 [form_&]:text-base [form_&]:font-normal"
          onChange={(event) => onChange(event.target.value)}
          {...rest}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-2"
          aria-hidden="true"
        />
      </div>
    </div>
  )
}
