import { chooseStore } from '../../services/stores/domain/choice.ts'
import { beginPromises, learn, type PromiseState, predict, shownMinutes } from '../../services/stores/promise/model.ts'
import type { Prediction, PromiseMisses, PromisePriors } from '../../services/stores/promise/types.ts'
import type { Promiser } from './simulate.ts'

/** The nearest store, and the same promise for everybody all day. */
export const flat = (minutes: number): Promiser => ({
  promise: ([nearest]) => ({ offered: nearest!, told: { minutes } }),
  delivered: () => {},
})

export interface ModelRules extends PromisePriors {
  readonly floorMinutes: number
  readonly misses: PromiseMisses
  /** No order is taken whose promise would be longer. */
  readonly mostMinutes: number
}

/** So many of the nearest stores are looked at, as by the product. */
const candidatesMost = 5

/** The product's own model, a state a store, learning from each order as it comes to its door. */
export function learning(rules: ModelRules, states: PromiseState[]): Promiser {
  return {
    promise(options) {
      const made = options.slice(0, candidatesMost).map((offered) => {
        const { store, situation, distanceM } = offered
        states[store] ??= beginPromises(rules)
        const memo = predict(states[store], situation)
        const shown = shownMinutes(memo)
        const minutes = Math.max(rules.floorMinutes, shown.latestMinutes)
        const told = { ...shown, minutes, memo }
        return { storeId: String(store), minutes, expectedS: memo.expectedS, distanceM, stocked: 1, offered, told }
      })
      return chooseStore(made.filter(({ minutes }) => minutes <= rules.mostMinutes)) ?? null
    },
    delivered({ store, situation, told, actualS }) {
      const { expectedS, spreadS } = told.memo as Prediction
      states[store] = learn(states[store]!, rules, rules.misses, { situation, expectedS, spreadS, actualS })
    },
  }
}
