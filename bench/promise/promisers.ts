import { beginPromises, learn, type PromiseState, predict, shownMinutes } from '../../services/stores/promise/model.ts'
import type { Prediction, PromiseMisses, PromisePriors } from '../../services/stores/promise/types.ts'
import type { Promiser } from './simulate.ts'

/** The promise that a formula makes: picking and the queue, the ride, handing over; the same for the whole day. */
export const formula = (rules: PromisePriors & { floorMinutes: number }): Promiser => ({
  promise: (_, { ahead, rideS }) => ({
    minutes: Math.max(
      rules.floorMinutes,
      Math.ceil((rules.pickBaseS + ahead * rules.pickQueueS + rideS + rules.handoverS) / 60),
    ),
  }),
  delivered: () => {},
})

export interface ModelRules extends PromisePriors {
  readonly floorMinutes: number
  readonly misses: PromiseMisses
  /** No order is taken whose promise would be longer. */
  readonly mostMinutes: number
}

/** The product's own model, a state a store, learning from each order as it comes to its door. */
export function learning(rules: ModelRules, states: PromiseState[]): Promiser {
  return {
    promise(store, situation) {
      states[store] ??= beginPromises(rules)
      const memo = predict(states[store], situation)
      const shown = shownMinutes(memo)
      const minutes = Math.max(rules.floorMinutes, shown.latestMinutes)
      return minutes > rules.mostMinutes ? null : { ...shown, minutes, memo }
    },
    delivered({ store, situation, told, actualS }) {
      const { expectedS, spreadS } = told.memo as Prediction
      states[store] = learn(states[store]!, rules, rules.misses, { situation, expectedS, spreadS, actualS })
    },
  }
}
