import type { Serving } from './place.ts'

/** What is told of why a store brings nothing now, or that nobody ever does. */
export function whyNotNow({ reason, paused }: Pick<Serving, 'reason' | 'paused'>) {
  if (reason === 'no-riders' || reason === 'no-pickers' || reason === 'no-way') return `place.${reason}` as const
  if (reason === 'too-busy') return 'place.busy'
  if (reason === 'no-store-open') return paused ? 'place.paused' : 'place.closed'
  return 'place.notHere'
}
