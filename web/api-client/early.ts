/** Answers that were asked for before the page's scripts had come, by address; before it the token or the person that it was asked for with. */
export type EarlyAnswers = Map<string, Promise<Response>>

/** A page that takes longer than this to ask has something else to show: then what is true now is asked for. */
const goodForMs = 15_000

/** The answer that `storefront/early.ts` has asked for. Each is taken once. */
export function takeEarly(address: string, of: string | null = null): Promise<Response> | undefined {
  const name = of === null ? address : `${of} ${address}`
  const answers = (globalThis as { tokriEarly?: EarlyAnswers }).tokriEarly
  const answer = answers?.get(name)
  answers?.delete(name)
  return performance.now() < goodForMs ? answer : undefined
}

/** After a change nothing that was asked for before it is true for certain, and a while after the first page neither. */
export function dropEarly(): void {
  Object.assign(globalThis, { tokriEarly: undefined })
}
