import type { Point } from '../../api-client/types.ts'
import { stored } from '../../shared/stored.ts'

/**
 * The store that last served a point, and what was in the cart (`items`): both are said when it is asked who serves.
 * `missing` is what of it could not be had when it was asked last. `early.ts` asks for the store's goods before it is said
 * again that it does.
 */
const kept = stored<{ lat?: number; lng?: number; store?: string; items?: string; missing?: string }>(
  'tokri.serving',
  {},
)

export const servingKept = kept.get
export const keepServing = kept.set

export function rememberServing({ lat, lng }: Point, store: string | undefined): void {
  const last = kept.get()
  if (last.lat !== lat || last.lng !== lng || last.store !== store) kept.set({ ...last, lat, lng, store })
}
