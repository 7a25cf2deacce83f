import type { Params, Translate } from './i18n.tsx'

/**
 * What is said of a refusal of the API in this language, by its code and where that is told by its reason; undefined
 * where the API's own sentence is to stand, as it does in English.
 */
export function sayProblem(
  t: Translate<never>,
  { code, details = {} }: { code: string; details?: unknown },
): string | undefined {
  const say = (key: string) => (t as Translate<string>)(key, details as Params)
  const key = [`${code}.${(details as Params).reason}`, code].find((each) => say(each) !== each)
  return key && say(key)
}
