/**
 * Pickup and delivery with time windows, as plain data. Places are numbers of rows and columns of the matrices. Times share
 * one unit and one zero, which the caller chooses; so do distances. What is optional is not limited when it is absent.
 */
export interface RoutingProblem {
  readonly places: number
  /** `places × places`, row `from`, column `to`. `Infinity`: no way. */
  readonly durations: Float64Array
  /** What is to be small; the same array as `durations` will do. */
  readonly distances: Float64Array
  readonly vehicles: readonly RoutingVehicle[]
  readonly requests: readonly RoutingRequest[]
  /** All requests served comes first. `vehicles` (the default): then fewest vehicles, then distance. `distance`: distance. */
  readonly aim?: 'vehicles' | 'distance'
}

export interface RoutingVehicle {
  readonly start: number
  /** Absent: an open route, which ends at its last stop. */
  readonly end?: number
  readonly startsAt: number
  /** At `end`, or done at the last stop of an open route, by then. */
  readonly endsAt: number
  /** What fits in at once, a number for each dimension (orders, litres, …). */
  readonly capacity: readonly number[]
  /** Its own, where it travels otherwise than others. Absent: those of the problem. */
  readonly durations?: Float64Array
  readonly distances?: Float64Array
  /**
   * Its first stops, in this order: accepted, and taken as a fact. Neither their latest times nor the capacity on the way
   * through them is asked for; what they leave on board counts from then on.
   */
  readonly locked?: readonly StopName[]
}

/**
 * Carried from pickup to delivery by one vehicle. Without a pickup it is on board from the start of the route, without a
 * delivery it stays on board to its end.
 */
export interface RoutingRequest {
  readonly pickup?: RoutingStop
  readonly delivery?: RoutingStop
  /** Room that it takes, a number of at least 0 for each dimension of capacity. */
  readonly demand: readonly number[]
  /** Only these vehicles may take it. */
  readonly vehicles?: readonly number[]
}

export interface RoutingStop {
  readonly place: number
  /** Service begins within `earliest` and `latest`; who comes early waits. */
  readonly earliest: number
  readonly latest: number
  readonly service: number
}

export interface StopName {
  readonly request: number
  readonly kind: StopKind
}

export type StopKind = 'pickup' | 'delivery'

export interface RoutingPlan {
  /** Vehicles with at least one stop, by number. */
  readonly routes: readonly PlannedRoute[]
  /** Requests that are in no route. One whose pickup is locked is here when its delivery found no place. */
  readonly unassigned: readonly number[]
  readonly distance: number
  /** How often the search changed its plan. */
  readonly iterations: number
}

export interface PlannedRoute {
  readonly vehicle: number
  readonly stops: readonly PlannedStop[]
  readonly distance: number
}

export interface PlannedStop extends StopName {
  readonly arrivesAt: number
  /** When service begins. */
  readonly beginsAt: number
  readonly leavesAt: number
}
