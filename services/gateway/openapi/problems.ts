import type { ProblemTable } from '../../../contracts/problem.ts'
import type { RouteShape } from '../../../kit/routes.ts'

/** Codes that a route may answer with, by what it is and what it says of itself. */
export function codesOf(shape: RouteShape): string[] {
  const codes = [
    'request/rate-limited',
    'service/unavailable',
    'service/overloaded',
    'service/deadline',
    'service/internal',
  ]
  if (shape.params || shape.query || shape.headers || shape.body) codes.push('request/invalid')
  if (shape.body || shape.raw) codes.push('request/malformed', 'request/too-large', 'request/unsupported-type')
  if (shape.access === 'user' || typeof shape.access !== 'string') codes.push('auth/required')
  if (shape.access !== 'public') codes.push('auth/invalid-token', 'auth/expired-token')
  if (typeof shape.access !== 'string') codes.push('auth/forbidden')
  if (shape.query?.properties.cursor) codes.push('request/bad-cursor')
  return [...new Set([...codes, ...(shape.problems ?? [])])].sort()
}

/** Codes by the status that they are answered with. Codes that are in no table are left out. */
export function byStatus(codes: readonly string[], table: Readonly<ProblemTable>): Map<number, string[]> {
  const grouped = new Map<number, string[]>()
  for (const code of codes) {
    const status = table[code]?.[0]
    if (status !== undefined) grouped.set(status, [...(grouped.get(status) ?? []), code])
  }
  return new Map([...grouped].sort(([a], [b]) => a - b))
}
