import type { Translate } from '../shared/i18n/i18n.tsx'
import { saidOf } from '../shared/i18n/said.ts'

/** What was refused or told, with the reason that `details` may have. */
interface Told {
  readonly code: string
  readonly details?: unknown
}

/** What is said of a reason in this language, lists of names as a sentence has them; undefined where we have no words for it. */
export function sayReason(t: Translate<never>, { code, details }: Told): string | undefined {
  const told = Object.entries(details ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  const { reason, ...values } = Object.fromEntries(told)
  return reason === undefined ? undefined : saidOf(t, `${code}.${reason}`, values)
}
