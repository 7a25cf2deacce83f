/**
 * A linear rule that is learnt one example at a time, around weights that are believed before there are any. Ridge
 * regression in its information form: `precision` and `moment` are sums over the examples, discounted by `memory`; what
 * is forgotten is replaced by the prior, so that a rule nobody feeds returns to it and no direction runs away.
 */
export interface Fit {
  /** Row by row. */
  readonly precision: readonly number[]
  readonly moment: readonly number[]
  readonly weights: readonly number[]
}

export interface FitPrior {
  readonly weights: readonly number[]
  /** How firmly each weight is believed: as much as the squares of so many examples. */
  readonly firmness: readonly number[]
}

/** About as many deliveries count. */
export const memory = 1 - 1 / 1_500

const priorPrecision = ({ firmness }: FitPrior): number[] =>
  firmness.flatMap((each, row) => firmness.map((_, column) => (row === column ? each : 0)))

export const beginFit = (prior: FitPrior): Fit => ({
  precision: priorPrecision(prior),
  moment: prior.weights.map((weight, index) => weight * prior.firmness[index]!),
  weights: [...prior.weights],
})

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, each, index) => sum + each * b[index]!, 0)

/**
 * One more example: features `x`, truth `y`, both divided by how much the truth usually varies there. Weights never fall
 * below zero, which keeps the rule monotone in its features.
 */
export function refine(fit: Fit, prior: FitPrior, x: readonly number[], y: number): Fit {
  const size = x.length
  const believed = priorPrecision(prior)
  const forgets = 1 - memory
  const precision = fit.precision.map(
    (each, index) => each * memory + believed[index]! * forgets + x[Math.floor(index / size)]! * x[index % size]!,
  )
  const moment = fit.moment.map(
    (each, index) => each * memory + prior.weights[index]! * prior.firmness[index]! * forgets + x[index]! * y,
  )
  return { precision, moment, weights: solveAboveZero(precision, moment) }
}

/**
 * The weights of least squares that are not below zero, by coordinate descent: exact where the free solution is
 * positive, and for so few features done in a few rounds (Franc, Hlaváč and Navara 2005).
 */
function solveAboveZero(precision: readonly number[], moment: readonly number[]): number[] {
  const size = moment.length
  const weights = new Array<number>(size).fill(0)
  for (let round = 0; round < 400; round++) {
    let moved = 0
    for (let i = 0; i < size; i++) {
      let gradient = -moment[i]!
      for (let j = 0; j < size; j++) gradient += precision[i * size + j]! * weights[j]!
      const next = Math.max(0, weights[i]! - gradient / precision[i * size + i]!)
      moved = Math.max(moved, Math.abs(next - weights[i]!))
      weights[i] = next
    }
    if (moved < 1e-6) break
  }
  return weights
}
