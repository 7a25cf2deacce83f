import { type Executed, execute, type Fault } from './check.ts'
import type { MdrpInstance } from './instance.ts'
import type { MdrpPlan } from './plan.ts'

/** A plan that breaks a rule has no figures. */
export type Score =
  | { readonly kind: 'illegal'; readonly faults: readonly Fault[] }
  | ({ readonly kind: 'legal' } & Metrics)

/** Of delivered orders, in minutes; pay in dollars. */
export interface Metrics {
  readonly orders: number
  readonly undeliveredPct: number
  readonly clickToDoorMin: Spread
  readonly overageMin: number
  readonly readyToPickupMin: Spread
  readonly readyToDoorMin: Spread
  readonly ordersPerBundle: number
  /** Mean over all scheduled couriers. */
  readonly utilisation: number
  readonly courierPay: number
  readonly costPerOrder: number
}

export interface Spread {
  readonly mean: number
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

/** Checks a plan by the rules of the problem (Reyes et al. 2018) and, if it breaks none, works out its figures. */
export function score(instance: MdrpInstance, plan: MdrpPlan): Score {
  const { faults, executed } = execute(instance, plan)
  if (faults.length > 0) return { kind: 'illegal', faults }
  return { kind: 'legal', ...metrics(instance, executed) }
}

function metrics(instance: MdrpInstance, { drops, bundles, couriers }: Executed): Metrics {
  const clickToDoor = drops.map((each) => each.droppedAtMin - each.order.placedAtMin)
  const courierPay = instance.couriers.reduce((sum, { id, onAtMin, offAtMin }) => {
    const delivered = couriers.get(id)?.drops ?? 0
    return sum + Math.max(instance.payPerOrder * delivered, (instance.payPerHour * (offAtMin - onAtMin)) / 60)
  }, 0)
  const busy = instance.couriers.map(({ id, onAtMin, offAtMin }) => {
    const { drivingMin = 0, pickups = 0, drops = 0 } = couriers.get(id) ?? {}
    const workMin = drivingMin + instance.pickupServiceMin * pickups + instance.dropServiceMin * drops
    return workMin / (offAtMin - onAtMin)
  })
  return {
    orders: instance.orders.length,
    undeliveredPct: (100 * (instance.orders.length - drops.length)) / instance.orders.length,
    clickToDoorMin: spread(clickToDoor),
    overageMin: mean(clickToDoor.map((each) => Math.max(0, each - instance.targetClickToDoorMin))),
    readyToPickupMin: spread(drops.map((each) => each.pickedUpAtMin - each.order.readyAtMin)),
    readyToDoorMin: spread(drops.map((each) => each.droppedAtMin - each.order.readyAtMin)),
    ordersPerBundle: bundles > 0 ? drops.length / bundles : 0,
    utilisation: mean(busy),
    courierPay,
    costPerOrder: drops.length > 0 ? courierPay / drops.length : Number.POSITIVE_INFINITY,
  }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length

/** Quantiles between two values are interpolated, as pandas does it for the published figures. */
function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const quantile = (q: number) => {
    const place = q * (sorted.length - 1)
    const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
    return low + (high - low) * (place - Math.floor(place))
  }
  return { mean: mean(values), p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9) }
}
