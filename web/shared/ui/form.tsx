import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useId, useRef } from 'react'
import { type FieldProblem, isProblem } from '../../api-client/problem.ts'
import { type Translate, useSharedT } from '../i18n/i18n.tsx'
import { saidOf } from '../i18n/said.ts'
import { classes } from './classes.ts'
import { useErrorText } from './feedback.tsx'

const Fields = createContext<Readonly<Record<string, FieldProblem>>>({})

const textOf = (t: Translate<never>, problem: FieldProblem): string =>
  saidOf(t, `field/${problem.rule}`, problem) ?? problem.message

/** What is said about a field: what was given to it, or what the API said of its name in the form that this lies in. */
export function useFieldError(name: string | undefined, given: string | FieldProblem | undefined): string | undefined {
  const t = useSharedT()
  const fields = useContext(Fields)
  const error = given ?? (name === undefined ? undefined : fields[name])
  return typeof error === 'object' ? textOf(t, error) : error
}

/**
 * A form whose fields say themselves what the API refused: each `Field` inside shows the message that came for its
 * `name` (`dropOff.line1` for what lies deeper). Above stands what is wrong as a whole, with a way to each field, and
 * takes the focus when a refusal comes.
 */
export function Form({
  id,
  label,
  error,
  onSubmit,
  className,
  children,
}: {
  /** For a button that lies outside, by its `form`. */
  id?: string
  label?: string
  error?: unknown
  onSubmit: (data: FormData, form: HTMLFormElement) => void
  className?: string
  children: ReactNode
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSubmit(new FormData(event.currentTarget), event.currentTarget)
  }
  const ref = useRef<HTMLFormElement>(null)
  return (
    <Fields value={isProblem(error) ? error.fields : {}}>
      <form
        ref={ref}
        id={id}
        aria-label={label}
        onSubmit={submit}
        className={classes('flex flex-col gap-4', className)}
      >
        {error !== undefined && error !== null && <Summary error={error} form={ref} />}
        {children}
      </form>
    </Fields>
  )
}

function Summary({ error, form }: { error: unknown; form: { current: HTMLFormElement | null } }) {
  const t = useSharedT()
  const errorText = useErrorText()
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const fields = isProblem(error) ? Object.entries(error.fields) : []
  useEffect(() => box.current?.focus(), [error])

  const named = (name: string) => form.current?.elements.namedItem(name)
  const labelOf = (name: string): string => {
    const field = named(name)
    return field instanceof HTMLElement && 'labels' in field
      ? ((field.labels as NodeListOf<HTMLLabelElement> | null)?.[0]?.textContent ?? name)
      : name
  }
  const goTo = (name: string) => {
    const field = named(name)
    if (field instanceof HTMLElement) field.focus()
  }
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      aria-labelledby={id}
      className="rounded-md bg-bad-soft px-3.5 py-2.5 text-sm text-bad"
    >
      <p id={id} className="font-semibold">
        {fields.length > 0 ? t('form.problems', { count: fields.length }) : errorText(error)}
      </p>
      {fields.length > 0 && (
        <ul className="mt-1 flex flex-col">
          {fields.map(([name, problem]) => (
            <li key={name}>
              <button type="button" className="min-h-6 text-left underline" onClick={() => goTo(name)}>
                {labelOf(name)}: {textOf(t, problem)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
