import type { PlanInput } from '../types.ts'

/**
 * What a rider is to ride for delivery windows, trip after trip, each the deliveries of one visit to a store in the order of
 * their doors. It was decided before (`../windows/`): the search plans around it, and changes none of it.
 */
export interface Route {
  readonly trips: readonly (readonly string[])[]
  /**
   * When the rider is told of the first trip: now, before anything else; once its doors are open, for nothing more fits in;
   * or when other work waits behind it.
   */
  readonly leaves: 'now' | 'when-open' | 'for-others'
  /** What is kept in hand before the end of each window: other work does not use it up. */
  readonly spareS: number
}

/** By rider. */
export type Routes = ReadonlyMap<string, Route>

export const noRoutes: Routes = new Map()

/** The same input with what is in routes behind what is free to be planned. */
export function behind(input: PlanInput, routes: Routes): { input: PlanInput; inRoutes: number } {
  if (routes.size === 0) return { input, inRoutes: 0 }
  const decided = new Set([...routes.values()].flatMap(({ trips }) => trips.flat()))
  const isFree = ({ deliveryId }: { deliveryId: string }) => !decided.has(deliveryId)
  const [free, planned] = [input.deliveries.filter(isFree), input.deliveries.filter((each) => !isFree(each))]
  return { input: { ...input, deliveries: [...free, ...planned] }, inRoutes: planned.length }
}
