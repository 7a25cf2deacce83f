/**
 * What was done on one day of the Meal Delivery Routing Problem: for every courier the instructions in the order in which
 * they were carried out, with the times that are claimed for them. The scorer believes none of them.
 */
export interface MdrpPlan {
  readonly instructions: readonly Instruction[]
}

export type Instruction = Assignment | Move

/** One visit to one restaurant, and the drops from it in their order. All instants in whole minutes. */
export interface Assignment {
  readonly kind: 'assignment'
  readonly courierId: string
  readonly restaurantId: string
  readonly assignedAtMin: number
  /** When the courier sets out for the restaurant. */
  readonly startedAtMin: number
  readonly pickedUpAtMin: number
  readonly drops: readonly Drop[]
}

export interface Drop {
  readonly orderId: string
  readonly droppedAtMin: number
  /** Added while the courier was at the restaurant; absent: assigned with the rest. */
  readonly addedAtMin?: number
}

/** An idle courier is sent to wait at a restaurant. */
export interface Move {
  readonly kind: 'move'
  readonly courierId: string
  readonly restaurantId: string
  readonly assignedAtMin: number
  readonly startedAtMin: number
}
