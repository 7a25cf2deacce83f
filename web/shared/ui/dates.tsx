import type { InputHTMLAttributes } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { Field } from './field.tsx'

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'value' | 'onChange'>

interface DateProps extends Native {
  label: string
  hint?: string
  error?: string
  /** `2026-11-22`, or empty. */
  value: string
  onChange: (value: string) => void
}

/** A day, by the platform's own picker: the one that phones and screen readers know. */
export const DateField = ({ onChange, ...rest }: DateProps) => (
  <Field type="date" onChange={(event) => onChange(event.target.value)} {...rest} />
)

/** A time of the day, `18:30`. */
export const TimeField = ({ onChange, ...rest }: DateProps) => (
  <Field type="time" onChange={(event) => onChange(event.target.value)} {...rest} />
)

export interface Days {
  /** First day, `2026-11-16`; empty is open. */
  from: string
  /** Last day, itself included. */
  to: string
}

/** From a day to a day. Neither can be set beyond the other. */
export function DateRange({
  label,
  value: { from, to },
  onChange,
  max,
}: {
  label: string
  value: Days
  onChange: (days: Days) => void
  /** The latest day that can be chosen. */
  max?: string
}) {
  const t = useSharedT()
  return (
    <fieldset className="flex flex-wrap items-end gap-3">
      <legend className="sr-only">{label}</legend>
      <DateField
        label={t('dates.from')}
        value={from}
        max={to || max}
        className="min-h-10! border-line! py-1 text-sm!"
        onChange={(next) => onChange({ from: next, to })}
      />
      <DateField
        label={t('dates.to')}
        value={to}
        min={from || undefined}
        max={max}
        className="min-h-10! border-line! py-1 text-sm!"
        onChange={(next) => onChange({ from, to: next })}
      />
    </fieldset>
  )
}
