/** A store that could serve a door. */
export interface Option {
  readonly storeId: string
  /** What would be promised: queue, riders and ride are in it. */
  readonly minutes: number
  readonly expectedS: number
  readonly distanceM: number
  /** Of what is wanted, the share that is on the shelves; 1 where nothing is known of the basket. */
  readonly stocked: number
}

/** A basket of which nothing can be had is worth waiting so much longer for elsewhere. */
const emptyShelfS = 30 * 60
/** A kilometre more costs a rider's time that others could have had, beyond what this customer waits. */
const perKmS = 30
/** An order is not given to a store that would bring it so much later, however full its shelves are. */
const latestS = 60 * 60

/** What it costs to be served by a store, in seconds. */
export const costS = ({ minutes, expectedS, distanceM, stocked }: Option): number =>
  // What is expected counts, and half of what the promise adds for being sure: it is what people see.
  expectedS + (minutes * 60 - expectedS) / 2 + (1 - stocked) * emptyShelfS + (distanceM / 1000) * perKmS

/**
 * Queues come and go within minutes, and a cart that changes its store is priced anew before its owner's eyes: the store
 * that serves somebody goes on to, until another is better by so much, or is better and has more of what is wanted.
 */
const stayS = 3 * 60

/**
 * The store that serves: by queue, riders and ride as they are in the promise, stock, and distance together.
 * @param servingId the store that serves the person already, if one does
 */
export function chooseStore<T extends Option>(options: readonly T[], servingId?: string): T | undefined {
  const near = options.filter((each) => each.expectedS <= latestS)
  const possible = (near.length > 0 ? near : options).toSorted(
    (a, b) => costS(a) - costS(b) || a.distanceM - b.distanceM || (a.storeId < b.storeId ? -1 : 1),
  )
  const serving = possible.find((each) => each.storeId === servingId)
  if (!serving) return possible[0]
  const staysBy = (other: T) => (other.stocked > serving.stocked ? 0 : stayS)
  return possible.find((other) => costS(serving) - costS(other) > staysBy(other)) ?? serving
}
