import type { ParseArgsOptionsConfig } from 'node:util'

/** A command of `tokri`: its words for people, its options, and what it does. */
export interface Command {
  /** What comes after the name, such as `[TARGET…]`. */
  readonly usage: string
  readonly summary: string
  readonly details?: string
  readonly options: ParseArgsOptionsConfig
  /** @returns the exit code */
  run(given: { values: Record<string, unknown>; positionals: string[] }): Promise<number>
}

/** The value of an option that is text, or undefined. */
export const textOf = (values: Record<string, unknown>, name: string): string | undefined =>
  typeof values[name] === 'string' ? values[name] : undefined

/** A whole number from 1, or what is said otherwise. @throws when it is something else */
export function countOf(values: Record<string, unknown>, name: string, otherwise: number): number {
  const given = textOf(values, name)
  if (given === undefined) return otherwise
  const count = Number(given)
  if (!Number.isFinite(count) || count <= 0) throw new Error(`--${name} takes a number above zero, not "${given}"`)
  return count
}
