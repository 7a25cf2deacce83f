import type { BenchRow } from './set.ts'

/** What of a target is no target: the budget that was given. */
const given = ['who', 'seconds']

/**
 * In what a row falls short of a target row, in words. Whatever both have figures of counts, and less is better in all of
 * them. None: it is reached.
 */
export function missesOf(about: string, row: BenchRow, target: BenchRow): string[] {
  return Object.entries(target).flatMap(([name, most]) => {
    const value = row[name]
    if (given.includes(name) || typeof value !== 'number' || typeof most !== 'number' || value <= most) return []
    return [`${about}: ${name} ${value}, target ${most}`]
  })
}
