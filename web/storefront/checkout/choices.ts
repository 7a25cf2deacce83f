import type { Money } from '../../api-client/types.ts'
import { stored, useStored } from '../../shared/stored.ts'
import { useServing } from '../place/place.ts'

/** A delivery in a window: until there is a `slotId`, its time has still to be chosen. */
export interface Later {
  /** YYYY-MM-DD, one of the store's; absent is the first that has a window to be had. */
  day?: string
  slotId?: string
}

export interface OrderChoices {
  tip: Money
  giftNote: string
  /** Absent is now. */
  later?: Later | undefined
}

const none: OrderChoices = { tip: { amount: 0, currency: 'INR' }, giftNote: '' }
const choices = stored('tokri.order-choices', none)

/**
 * What is wished of the order to come, the same in the cart and at the checkout; a reload keeps it. A window, where the
 * store brings nothing now.
 */
export function useOrderChoices(): OrderChoices {
  const chosen = useStored(choices)
  const { state } = useServing()
  return state === 'later' && !chosen.later ? { ...chosen, later: {} } : chosen
}

export const choose = (chosen: Partial<OrderChoices>): void => choices.set({ ...choices.get(), ...chosen })

/** It has been ordered, or another person is here. */
export const forgetChoices = (): void => choices.set(none)
