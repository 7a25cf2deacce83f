import type { Mode } from '../../engines/roads/port.ts'
import type { Vehicle } from './store/riders.ts'

/** How the city's riders mostly travel: for what is asked before it is known who rides, such as the promise before an order. */
export const usualMode: Mode = 'motorbike'

/** How a rider travels; nobody in particular in the usual way. */
export const modeOf = (vehicle?: Vehicle | null): Mode => (vehicle === 'bicycle' ? 'bicycle' : usualMode)

/** Nobody is taken to ride a bicycle faster than on residential streets. */
const bicycleMostKmh = 13

/** The pace that is assumed where no map answers: what is configured, and on a bicycle no more than its own. */
export const paceKmh = (mode: Mode, fallbackKmh: number): number =>
  mode === 'bicycle' ? Math.min(fallbackKmh, bicycleMostKmh) : fallbackKmh
