/**
 * What a planner sees and what it answers: plain data, so that a plan can be kept, replayed and compared, and can cross to
 * a worker. Places are numbers of nodes in the travel matrix. Instants are epoch milliseconds. What is optional is not
 * limited when it is absent.
 */
export interface PlanInput {
  readonly nowMs: number
  readonly riders: readonly PlanRider[]
  /** In nobody's hands: packed, or being picked and ready at a known or expected time. */
  readonly deliveries: readonly PlanDelivery[]
  readonly travel: PlanTravel
  readonly config: PlanConfig
  /** Where riders may be sent while they have nothing to do. */
  readonly stores?: readonly PlanStore[]
}

export interface PlanRider {
  readonly riderId: string
  readonly node: number
  /** How the rider travels, as `travel.byMode` calls it; absent: in the usual way, as `travel.durationS` says. */
  readonly mode?: string
  /** Orders that this rider may have in hand at once, those of `route` included. */
  readonly capacity: number
  readonly idleSinceMs: number
  /** What the rider has in hand, in the order in which it will be ridden. It is never taken away or put in another order. */
  readonly route: readonly PlanStop[]
  /** Not before: the end of a break, or of what is in hand; `node` is where. */
  readonly freeAtMs?: number
  /** Places in the bag that are taken until then, beside `route`. */
  readonly inHand?: number
  /** No pickup after it. */
  readonly shiftEndsAtMs?: number
  /** The next planned break: everything is handed over by then. */
  readonly breakAtMs?: number
  /** What the bag holds, in litres. */
  readonly bagL?: number
  /** Whether the bag keeps frozen goods; absent: it does. */
  readonly cold?: boolean
  /** Whether it keeps chilled goods; absent: it does. What keeps frozen goods does in any case. */
  readonly chills?: boolean
  /** Cash that may still be collected before some must be brought to a store, in paise. */
  readonly cashRoomPaise?: number
}

export interface PlanStop {
  readonly deliveryId: string
  readonly storeNode: number
  readonly dropNode: number
  readonly promisedAtMs: number
  readonly pickedUp: boolean
  readonly readyAtMs?: number
  readonly notBeforeMs?: number
  readonly bulkL?: number
}

export interface PlanDelivery {
  readonly deliveryId: string
  readonly storeNode: number
  readonly dropNode: number
  readonly readyAtMs: number
  readonly promisedAtMs: number
  /** When the customer placed the order; absent: when it is ready. */
  readonly placedAtMs?: number
  /** Riders who are not to be asked: they declined, did not answer, or were taken off. */
  readonly declinedBy: readonly string[]
  readonly bulkL?: number
  /** With frozen goods. */
  readonly cold?: boolean
  /** With chilled ones. */
  readonly chilled?: boolean
  readonly cashPaise?: number
  /** A person decided that nobody else is asked. */
  readonly lockedTo?: string
  /** Delivered in a window: a drop-off before it has to wait. */
  readonly notBeforeMs?: number
}

export interface PlanStore {
  readonly storeId: string
  readonly node: number
  /** Orders expected in the coming quarter of an hour. */
  readonly expectedOrders: number
}

export interface PlanTravel {
  /**
   * Of riders who name no mode: `[from][to]`, `Infinity` where there is no way or nobody asked; rows end before nodes to
   * which nobody rides. Empty where every rider names one.
   */
  readonly durationS: readonly (readonly number[])[]
  /** Of those who name one, the same for each mode. */
  readonly byMode?: Readonly<Record<string, readonly (readonly number[])[]>>
  /** Estimated from straight lines. */
  readonly approximate: boolean
}

export interface PlanConfig {
  readonly handoverS: number
  /** How much later a drop may come for travelling with another. */
  readonly batchDetourS: number
  /** Arrivals at a store within so many seconds count as equal: then who has waited longest goes. */
  readonly fairnessS: number
  /** How long before a rider must set out the offer is made, for the time that an answer takes. Absent: 0. */
  readonly leadS?: number
  /** How long before a busy rider is free the next order may be offered. Absent: `leadS`. */
  readonly followUpS?: number
  /** What may go into improving a plan, in milliseconds, which planners without a clock count as tries. 0: the first plan found. */
  readonly budgetMs?: number
  readonly seed?: number
}

/** What a choice costs, in seconds of somebody's time; the planner takes the least sum. Names are shown to operators. */
export interface CostTerms {
  /** From placing to the door, of the order itself. */
  readonly clickToDoorS: number
  /** How long goods wait for the rider. */
  readonly readyToPickupS: number
  /** Past its promise, weighted. */
  readonly lateS: number
  /** What it makes others in the same bag later. */
  readonly detourS: number
  /** Rider time that others could have had. */
  readonly riderS: number
  /** A bonus (negative) for who has waited long. */
  readonly fairnessS: number
}

export interface PlanOffer {
  readonly deliveryId: string
  readonly riderId: string
  readonly reason: 'nearest' | 'longest-idle' | 'batched' | 'planned' | 'locked'
  readonly etaAtMs: number
  /** When the rider is expected at the store. */
  readonly storeAtMs?: number
  readonly costs?: CostTerms
  /** The next best, best first, at most three. */
  readonly others?: readonly { readonly riderId: string; readonly costs: CostTerms }[]
}

/** An idle rider is asked to wait elsewhere. */
export interface PlanMove {
  readonly riderId: string
  readonly storeId: string
}

/** Why a delivery gets no offer in this round. */
export interface PlanWait {
  readonly deliveryId: string
  readonly reason:
    | 'no-rider'
    | 'better-later'
    | 'not-packed'
    | 'batch'
    | 'no-way'
    | 'declined-by-all'
    | 'bag'
    | 'cash'
    | 'cold'
    | 'shift'
    | 'break'
}

export interface PlanOutput {
  readonly offers: readonly PlanOffer[]
  readonly moves?: readonly PlanMove[]
  readonly waits?: readonly PlanWait[]
}

/** Decides who is offered what. Pure: the same input gives the same plan. */
export type Planner = (input: PlanInput) => PlanOutput
