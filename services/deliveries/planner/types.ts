/**
 * What a planner sees and what it answers: plain data, so that a plan can be kept, replayed and compared. Places are
 * numbers of nodes in the travel matrix. Instants are epoch milliseconds.
 */
export interface PlanInput {
  readonly nowMs: number
  readonly riders: readonly PlanRider[]
  /** Packed, and in nobody's hands. */
  readonly deliveries: readonly PlanDelivery[]
  readonly travel: PlanTravel
  readonly config: PlanConfig
}

export interface PlanRider {
  readonly riderId: string
  readonly node: number
  /** Orders that this rider may have in hand at once, those of `route` included. */
  readonly capacity: number
  readonly idleSinceMs: number
  /** What the rider has in hand, in the order in which it will be ridden. */
  readonly route: readonly PlanStop[]
}

export interface PlanStop {
  readonly deliveryId: string
  readonly storeNode: number
  readonly dropNode: number
  readonly promisedAtMs: number
  readonly pickedUp: boolean
}

export interface PlanDelivery {
  readonly deliveryId: string
  readonly storeNode: number
  readonly dropNode: number
  readonly readyAtMs: number
  readonly promisedAtMs: number
  /** Riders who are not to be asked: they declined, did not answer, or were taken off. */
  readonly declinedBy: readonly string[]
}

export interface PlanTravel {
  /** `[from][to]`, `Infinity` where there is no way or nobody asked. */
  readonly durationS: readonly (readonly number[])[]
  /** Estimated from straight lines. */
  readonly approximate: boolean
}

export interface PlanConfig {
  readonly handoverS: number
  /** How much later a drop may come for travelling with another. */
  readonly batchDetourS: number
  /** Arrivals at a store within so many seconds count as equal: then who has waited longest goes. */
  readonly fairnessS: number
}

export interface PlanOffer {
  readonly deliveryId: string
  readonly riderId: string
  readonly reason: 'nearest' | 'longest-idle' | 'batched'
  readonly etaAtMs: number
}

export interface PlanOutput {
  readonly offers: readonly PlanOffer[]
}

/** Decides who is offered what. Pure: the same input gives the same plan. */
export type Planner = (input: PlanInput) => PlanOutput
