import type { PromiseReason } from '../../../contracts/promise.ts'
import { beginFit, dot, type Fit, type FitPrior, refine } from './fit.ts'
import { firstTail, follow, moveOffset, moveTail, noOffset, type Offset, type Tail, tailOf } from './tails.ts'
import type { Outcome, Prediction, PromiseMisses, PromisePriors, Situation } from './types.ts'

/**
 * What a store has learnt of its own deliveries: how long one takes given the queue, the riders and the ride (`mean`),
 * how much that varies (`spread`), and how far out the bounds of an interval have to lie (`tails`). Plain data, kept in a
 * row; each delivery changes it once.
 */
export interface PromiseState {
  readonly version: 1
  readonly mean: Fit
  readonly spread: Fit
  readonly whole: Tail
  /** By hour band. */
  readonly hours: Readonly<Record<string, Offset>>
  readonly count: number
}

const minute = 60

/** Hours at which a band begins: night, morning, midday, afternoon, evening, late. */
const bandStarts = [0, 6, 11, 15, 18, 22]
/** Which band an hour of the day, 0 to 23, belongs to. */
export const bandOf = (hour: number): number => bandStarts.findLastIndex((start) => start <= hour)

/** What is assumed of riders while nobody can say: as many orders as riders. */
const pressureUnknown = 1
/** Beyond it a store is so far behind that more says nothing more. */
const pressureMost = 8
/** From so many of its orders under way by rider of its own on, a store waits for riders of its neighbours, */
const ownFrom = 0.5
/** and beyond so many they come. */
const ownMost = 2
/** A single picker is believed to be slower than the numbers of the operator only up to here. */
const aheadMost = 60

const names = ['base', 'queue', 'riders', 'waiting', 'own', 'ride'] as const

/** What the time to a door depends on, in seconds; each grows with the load or the way and is never below zero. */
function featuresOf({ ahead, pickers, open, riders, openAround, ridersAround, rideS }: Situation): number[] {
  const around = pressure(openAround === null ? null : openAround + ahead, ridersAround)
  const own = Math.min(ownMost, pressure(open, riders))
  return [
    minute,
    (Math.min(aheadMost, ahead) / Math.max(1, pickers)) * minute,
    around * minute,
    Math.max(0, around - 1) * minute,
    Math.max(0, own - ownFrom) * minute,
    rideS,
  ]
}

/** Orders by rider, with the one that is asked about. */
const pressure = (orders: number | null, riders: number | null): number =>
  orders === null || riders === null ? pressureUnknown : Math.min(pressureMost, (orders + 1) / Math.max(1, riders))

function meanPrior({ pickBaseS, pickQueueS, handoverS }: PromisePriors): FitPrior {
  return {
    weights: [(pickBaseS + handoverS) / minute, pickQueueS / minute, 0.3, 1.5, 1, 1.05],
    firmness: [60, 90, 40, 40, 40, 600],
  }
}

/** A quarter of what the parts take, more where riders are short. */
const spreadPrior: FitPrior = { weights: [0.9, 0.25, 0.2, 0.7, 0.7, 0.16], firmness: [60, 60, 40, 40, 40, 600] }
const spreadLeastS = 20
/** Errors beyond so many spreads count as so many: one lost rider is no reason to promise less tomorrow. */
const spreadsMost = 4
/** What is not known makes an interval wider. */
const widerByRide = 1.25
const widerByRiders = 1.5
/** So many deliveries make a store known. */
const knownAfter = 50
/** From so much on a cause is told. */
const toldFromS = 120
const farFromS = 8 * minute

export const beginPromises = (priors: PromisePriors): PromiseState => ({
  version: 1,
  mean: beginFit(meanPrior(priors)),
  spread: beginFit(spreadPrior),
  whole: firstTail,
  hours: {},
  count: 0,
})

/** How long an order placed now takes to the door, as an interval. */
export function predict(state: PromiseState, situation: Situation): Prediction {
  const x = featuresOf(situation)
  const expectedS = dot(state.mean.weights, x)
  const unsure =
    (situation.approximate ? widerByRide : 1) *
    (situation.ridersAround === null || situation.openAround === null ? widerByRiders : 1)
  const spreadS = Math.max(spreadLeastS, dot(state.spread.weights, x)) * unsure
  const tail = tailOf(state.whole, state.hours[situation.band])
  const { earliestS, latestS } = boundsOf(expectedS, spreadS, tail)
  return { expectedS, spreadS, earliestS, latestS, reasons: reasonsOf(state, situation, x) }
}

const boundsOf = (expectedS: number, spreadS: number, tail: Offset) => {
  const latestS = Math.max(minute, expectedS + tail.late * spreadS)
  return { earliestS: Math.min(latestS, Math.max(0, expectedS + tail.early * spreadS)), latestS }
}

function reasonsOf(state: PromiseState, situation: Situation, x: readonly number[]): PromiseReason[] {
  const part = (name: (typeof names)[number]) => {
    const index = names.indexOf(name)
    return state.mean.weights[index]! * x[index]!
  }
  const known = situation.ridersAround !== null && situation.openAround !== null
  return [
    ...(part('queue') >= toldFromS ? (['queue'] as const) : []),
    ...(known && part('waiting') + part('own') >= toldFromS ? (['few-riders'] as const) : []),
    ...(situation.rideS >= farFromS ? (['far'] as const) : []),
    ...(situation.approximate ? (['estimated-ride'] as const) : []),
    ...(known ? [] : (['riders-unknown'] as const)),
    ...(state.count < knownAfter ? (['still-learning'] as const) : []),
  ]
}

/** Whole minutes as people are told them: rounded outwards. */
export const shownMinutes = ({ earliestS, latestS }: { earliestS: number; latestS: number }) => ({
  earliestMinutes: Math.floor(earliestS / minute),
  latestMinutes: Math.ceil(latestS / minute),
})

/** Whether a truth lay outside of what was shown; the bounds are calibrated on whole minutes, since those are told. */
function missOf(expectedS: number, spreadS: number, tail: Offset, actualS: number) {
  const shown = shownMinutes(boundsOf(expectedS, spreadS, tail))
  return { early: actualS < shown.earliestMinutes * minute, late: actualS > shown.latestMinutes * minute }
}

/** Takes one delivery in. The bounds learn from what was predicted then, the rule from what was seen then. */
export function learn(
  state: PromiseState,
  priors: PromisePriors,
  misses: PromiseMisses,
  { situation, expectedS, spreadS, actualS }: Outcome,
): PromiseState {
  const x = featuresOf(situation)
  const usualS = Math.max(spreadLeastS, dot(state.spread.weights, x))
  const guessS = dot(state.mean.weights, x)
  const errorS = Math.max(-spreadsMost * usualS, Math.min(spreadsMost * usualS, actualS - guessS))
  const scaled = x.map((each) => each / usualS)
  const hour = state.hours[situation.band] ?? noOffset
  const miss = missOf(expectedS, spreadS, tailOf(state.whole, hour), actualS)
  const spreads = Math.max(-spreadsMost, Math.min(spreadsMost, (actualS - expectedS) / spreadS))
  return {
    version: 1,
    mean: refine(state.mean, meanPrior(priors), scaled, (guessS + errorS) / usualS),
    spread: refine(state.spread, spreadPrior, scaled, Math.abs(errorS) / usualS),
    whole: follow(moveTail(state.whole, miss, misses), spreads),
    hours: { ...state.hours, [situation.band]: moveOffset(hour, miss, misses) },
    count: state.count + 1,
  }
}
