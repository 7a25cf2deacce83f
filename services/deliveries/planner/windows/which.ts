import { quickestS } from '../ride.ts'
import type { PlanDelivery, PlanInput } from '../types.ts'
import { settings } from './settings.ts'

export interface Windowed {
  /** For each store with such orders its own, the store with the earliest window first. */
  readonly stores: readonly (readonly PlanDelivery[])[]
  /** For which nobody could have to leave soon. */
  readonly asleep: readonly PlanDelivery[]
}

/** Orders that are planned as routes: for a window that is not over, packed or due soon, and to whose door there is a way. */
export function windowedOf({ deliveries, travel, nowMs, config }: PlanInput): Windowed {
  const aheadMs = nowMs + settings.aheadS * 1000
  const windowed = deliveries.filter(
    ({ notBeforeMs, promisedAtMs, readyAtMs, storeNode, dropNode }) =>
      notBeforeMs !== undefined &&
      promisedAtMs > nowMs &&
      (readyAtMs <= nowMs || notBeforeMs <= aheadMs) &&
      Number.isFinite(quickestS(travel, storeNode, dropNode)),
  )
  /** Before it nobody needs to set out: the door takes nothing yet. */
  const opensAtMs = ({ storeNode, dropNode, notBeforeMs }: PlanDelivery) =>
    notBeforeMs! - (quickestS(travel, storeNode, dropNode) + config.handoverS) * 1000
  const stores: { opensMs: number; list: PlanDelivery[] }[] = []
  const asleep: PlanDelivery[] = []
  for (const list of Map.groupBy(windowed, (each) => each.storeNode).values()) {
    const opensMs = list.reduce((least, each) => Math.min(least, opensAtMs(each)), Number.POSITIVE_INFINITY)
    if (opensMs > nowMs + settings.soonS * 1000) asleep.push(...list)
    else stores.push({ opensMs, list })
  }
  stores.sort((a, b) => a.opensMs - b.opensMs || a.list[0]!.storeNode - b.list[0]!.storeNode)
  return { stores: stores.map(({ list }) => list), asleep }
}
