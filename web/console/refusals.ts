import { useMemo } from 'react'
import { isProblem, ProblemError } from '../api-client/problem.ts'
import { useSharedT } from '../shared/i18n/i18n.tsx'
import { useErrorText } from '../shared/ui/feedback.tsx'
import { sayReason } from './say-reason.ts'

/** What staff should know of an error: by its reason, else as any page says it. */
export function useRefusalText(): (error: unknown) => string {
  const t = useSharedT()
  const errorText = useErrorText()
  return (error) => (isProblem(error) && sayReason(t, error)) || errorText(error)
}

/** The same error for a `Form`: a refusal whose reason names a field is told of that field, as one of a schema is. */
export function useAtField(error: unknown): unknown {
  const t = useSharedT()
  // The same object while the error is the same: a form takes the focus for each new one.
  return useMemo(() => {
    const said = isProblem(error) && sayReason(t, error)
    if (!said) return error
    const { code, status, message: title, detail, details, traceId } = error
    const { field } = details as { field?: unknown }
    if (typeof field !== 'string') return error
    const fields = [{ path: field, message: said }]
    return new ProblemError({ type: 'about:blank', code, status, title, detail, details, traceId, fields })
  }, [error, t])
}
