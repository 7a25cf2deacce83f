import type { AppPage } from '../pages.ts'
import { ofStaff } from './console.ts'
import { ofDesign } from './design.ts'
import { onTheRoad } from './road.ts'
import { ofCustomers, ofGuests } from './storefront.ts'

/**
 * What pages show beyond what they open with: dialogs, forms with what was refused, and what comes about in the city. They
 * are looked at in this order: a delivery goes on from state to state.
 */
export const states: readonly AppPage[] = [...ofGuests, ...ofCustomers, ...ofStaff, ...onTheRoad, ...ofDesign]
