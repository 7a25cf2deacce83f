/**
 * How the search is tuned: the same for every problem. Lengths of phases are iterations; heats are shares of what a stop
 * costs on average, so that they fit any unit.
 */
export const settings = {
  /** Stops removed in one round, on average, and the longest string of them in one route. */
  ruinStopsMean: 15,
  ruinStringMax: 15,
  /** How often a string keeps stops in its middle, and how often one more. */
  ruinSplitShare: 0.5,
  ruinSplitMore: 0.01,
  /** The chance with which a better place is overlooked. */
  blink: 0.01,
  /** How often the absent are sorted: by chance, room, far first, near first, short windows, early first, late last. */
  orderWeights: [4, 4, 2, 1, 2, 2, 2],

  /** The part of the budget after which the first attempt to spare vehicles ends; then that of each later cycle. */
  vehicleShare: 0.4,
  attemptShare: 0.25,
  /** How long it is tried without one vehicle before another one is sent home, for each request. */
  attempt: 200,
  /** How the plan is shuffled meanwhile: stops removed in one round, and the heat. */
  shuffleStopsMean: 6,
  vehicleHeat: 0.3,
  /** How often an absent request is put in the place of one or two others. */
  ejectShare: 0.1,
  /** How far chance decides which vehicle is sent home. */
  closeNoise: 0.5,

  /** Length of a cycle for each request. */
  cycle: 300,
  heatStart: 8,
  /** Of cycles that start from the best plan. */
  heatAgain: 1,
  heatEnd: 0.02,
  /** Least price of an absent request, in shares of what a request costs on average; it grows while one is absent. */
  absentPrice: 1,
  absentMore: 1.003,
  absentLess: 0.9995,
  /** So long a plan may stay incomplete; then so long it is mended; then the best one is taken again. */
  incompleteMax: 100,
  mendMax: 1000,
  /** What one vehicle more costs while fleets are mixed, in stops. */
  openingPrice: 20,
}

export type Settings = typeof settings
