import type { DeliveryPromise, PromiseBasis } from '../../contracts/promise.ts'
import type { Tx } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { beginPromises, learn, type PromiseState, predict, shownMinutes } from './promise/model.ts'
import type { PromiseMisses, PromisePriors, Situation } from './promise/types.ts'
import { addPromises, endPromise, lockPromiseState, savePromiseState } from './store/promises.ts'

export interface PromiseRules extends PromisePriors {
  readonly promiseFloorMinutes: number
  readonly promiseKeptPercent: number
  readonly promiseConfidencePercent: number
}

/** Too late is what may happen to the rest of the promises; too early what is left of the interval's confidence. */
export const missesOf = (rules: PromiseRules): PromiseMisses => {
  const late = (100 - rules.promiseKeptPercent) / 100
  return { late, early: Math.max(0.005, (100 - rules.promiseConfidencePercent) / 100 - late) }
}

export interface Made {
  readonly promise: DeliveryPromise
  readonly basis: PromiseBasis
}

/** The promise of a store for a door, as it is shown and as it is learnt from. */
export function makePromise(
  rules: PromiseRules,
  state: PromiseState | undefined,
  situation: Situation,
  speed = 1,
): Made {
  const { expectedS, spreadS, reasons, ...bounds } = predict(state ?? beginPromises(rules), situation)
  const shown = shownMinutes(bounds)
  return {
    promise: {
      minutes: Math.max(rules.promiseFloorMinutes, shown.latestMinutes),
      ...shown,
      confidence: rules.promiseConfidencePercent / 100,
      reasons: [...reasons],
    },
    basis: { expectedS, spreadS, ...shown, ...(speed === 1 ? {} : { speed }), situation },
  }
}

/** What an order was promised on is kept until it is at its door. */
export const keepPromises = (
  tx: Tx,
  orders: readonly { orderId: string; storeId: string; promisedAt: string; placedAt: string; promise?: PromiseBasis }[],
): Promise<void> =>
  addPromises(
    tx,
    orders.flatMap(({ promise, ...order }) => (promise ? [{ ...order, basis: promise }] : [])),
  )

/** An order is at its door: its store learns from it, once, whichever copy hears of it. */
export async function learnFrom(
  { config }: Pick<StoresContext, 'config'>,
  tx: Tx,
  delivered: { orderId: string; at: string },
): Promise<void> {
  const ended = await endPromise(tx, delivered.orderId, delivered.at)
  if (!ended) return
  const { storeId, basis, actualS } = ended
  const before = (await lockPromiseState(tx, storeId)) ?? beginPromises(config)
  await savePromiseState(tx, storeId, learn(before, config, missesOf(config), { ...basis, actualS }))
}
