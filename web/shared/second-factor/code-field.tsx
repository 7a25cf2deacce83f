import { Field } from '../ui/field.tsx'

/** Six digits of an authenticator app, offered by the keyboard where the system knows them. */
export const CodeField = ({ label, hint, error }: { label: string; hint?: string; error?: string }) => (
  <Field
    label={label}
    hint={hint}
    error={error}
    name="code"
    required
    autoFocus
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="[0-9]{6}"
    minLength={6}
    maxLength={6}
    className="num tracking-[0.4em]"
  />
)

export const codeOf = (form: HTMLFormElement): string => String(new FormData(form).get('code')).trim()
