import { money } from '../../../contracts/money.ts'
import type { StoreLoad, Surge, SurgeSettings } from '../../../contracts/surge.ts'

export const surgeOff: SurgeSettings = {
  mode: 'off',
  ordersPerPicker: 4,
  ordersPerRider: 3,
  cap: money(3_000),
  manualFee: money(0),
  refuseAbove: 0,
}

/** Fees are whole rupees, so that a bill reads well. */
const rupee = 100

/** How far a load is past its threshold: 0 at it and below, 1 at twice of it and beyond. */
const pressure = (load: number, heads: number, threshold: number): number =>
  Math.min(1, Math.max(0, load / Math.max(1, heads) / threshold - 1))

/** What a store charges more at this load. It never falls while the load grows, and never passes its cap. */
export function surgeOf(settings: SurgeSettings, load: StoreLoad): Surge | null {
  const { mode, cap, manualFee } = settings
  if (mode === 'off') return null
  if (mode === 'manual') return manualFee.amount > 0 ? { fee: manualFee, reason: 'manual' } : null
  const store = pressure(load.waiting, load.pickers, settings.ordersPerPicker)
  const road = load.riders === null ? 0 : pressure(load.open ?? 0, load.riders, settings.ordersPerRider)
  const paise = Math.ceil((cap.amount * Math.max(store, road)) / rupee) * rupee
  const fee = Math.min(cap.amount, paise)
  if (fee === 0) return null
  return { fee: money(fee), reason: road > store ? 'few-riders' : 'busy-store', most: cap }
}

/** Whether a store takes no more orders for now. Those for later windows it takes. */
export const isRefusing = ({ refuseAbove }: SurgeSettings, { waiting }: StoreLoad): boolean =>
  refuseAbove > 0 && waiting >= refuseAbove

/** Whether a store takes no order for now because it could only be promised later than its operator lets it promise. */
export const isTooLate = ({ promiseMostMinutes = 0 }: SurgeSettings, minutes: number): boolean =>
  promiseMostMinutes > 0 && minutes > promiseMostMinutes

/** Who is known not to be at work: nobody is asked to wait for them. */
export type Missing = 'riders' | 'pickers'

/** Why a store that could be asked takes no order for a door now; undefined when it does. */
export function refusalOf(
  settings: SurgeSettings,
  door: { reachable: boolean; missing: Missing | undefined; minutes: number },
): 'no-way' | 'no-riders' | 'no-pickers' | 'too-busy' | undefined {
  if (!door.reachable) return 'no-way'
  if (door.missing && settings.whenUnstaffed !== 'promise') return `no-${door.missing}`
  return isTooLate(settings, door.minutes) ? 'too-busy' : undefined
}
