import { type ButtonProps, buttonClass, Spinner } from '../../shared/ui/button.tsx'

const size = 'min-h-16 w-full px-4! text-xl rounded-lg'
export const deedClass = (look: ButtonProps['look'] = 'primary', more = '') => buttonClass(look, 'l', `${size} ${more}`)

/** A button for a thumb in a glove: as wide as the phone and 64 px high. */
export function Deed({ look, busy = false, className, children, type = 'button', disabled, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={deedClass(look, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}
