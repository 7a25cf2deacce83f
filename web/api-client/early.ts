/** Answers that were asked for before the page's scripts had come, by address. */
export type EarlyAnswers = Map<string, Promise<Response>>

/** A page that takes longer than this to ask has something else to show: then what is true now is asked for. */
const goodForMs = 15_000

/** The answer to a GET without a person that `storefront/early.ts` has begun. Each is taken once. */
export function takeEarly(address: string): Promise<Response> | undefined {
  const answers = (globalThis as { tokriEarly?: EarlyAnswers }).tokriEarly
  const answer = answers?.get(address)
  answers?.delete(address)
  return performance.now() < goodForMs ? answer : undefined
}
