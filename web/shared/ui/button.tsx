import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { classes } from './classes.ts'

type Look = 'primary' | 'accent' | 'outline' | 'quiet' | 'danger'
type Size = 's' | 'm' | 'l'

const looks: Record<Look, string> = {
  primary: 'bg-brand text-on-brand hover:bg-brand-strong',
  accent: 'bg-accent text-on-accent hover:brightness-95',
  outline: 'border-[1.5px] border-brand bg-card text-brand hover:bg-brand-soft hover:text-on-brand-soft',
  quiet: 'text-ink hover:bg-sunk',
  danger: 'border-[1.5px] border-bad bg-card text-bad hover:bg-bad-soft',
}
const sizes: Record<Size, string> = {
  s: 'min-h-9 px-3 text-sm gap-1.5 rounded-md',
  m: 'min-h-11 px-4 text-base gap-2 rounded-md',
  l: 'min-h-13 px-6 text-lg gap-2 rounded-lg',
}

/** The classes of a button, for links that look like one. */
export const buttonClass = (look: Look = 'primary', size: Size = 'm', more = ''): string =>
  classes(
    'inline-flex items-center justify-center text-center font-semibold leading-tight select-none transition-colors duration-(--quick)',
    'disabled:opacity-55 aria-disabled:opacity-55',
    looks[look],
    sizes[size],
    more,
  )

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  size?: Size
  /** Shows that the deed is under way, and lets nobody press again. */
  busy?: boolean
  children: ReactNode
}

export function Button({
  look,
  size,
  busy = false,
  className,
  children,
  type = 'button',
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={buttonClass(look, size, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}

/** A button that is only a picture; its label is what a screen reader says. */
export function IconButton({
  label,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string; children: ReactNode }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={classes(
        'inline-flex size-11 flex-none items-center justify-center rounded-full text-ink transition-colors duration-(--quick) hover:bg-sunk disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  )
}

export function Spinner({ className = 'size-5' }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={classes('animate-spin', className)} aria-hidden="true">
      <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" strokeWidth="3" opacity="0.25" />
      <path d="M21 12a9 9 0 0 0-9-9" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}
