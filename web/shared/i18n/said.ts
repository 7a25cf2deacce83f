import type { Params, Translate } from './i18n.tsx'

/**
 * What is said of a code of the API in this language; undefined where the API's own sentence is to stand, as it does in
 * English, whose tables do not have these.
 */
export function saidOf(t: Translate<never>, code: string, params?: unknown): string | undefined {
  const said = (t as Translate<string>)(code, params as Params)
  return said === code ? undefined : said
}

/**
 * The same of a refusal, by its reason where `details` tell one and we have words for it, else by its code. The sentence may
 * name `{detail}` and what `details` hold.
 */
export const sayProblem = (
  t: Translate<never>,
  { code, detail, details }: { code: string; detail?: string; details?: unknown },
): string | undefined => {
  const told = { detail, ...(details as object) } as Params
  return saidOf(t, `${code}.${told.reason}`, told) ?? saidOf(t, code, told)
}
