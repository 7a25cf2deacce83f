import type { Point } from '../../api-client/types.ts'
import { stored } from '../../shared/stored.ts'

/** The store that last served a point: `early.ts` asks for its goods before it is said again that it does. */
const kept = stored<(Point & { store: string | null }) | null>('tokri.serving', null)

export function rememberServing({ lat, lng }: Point, store: string | null): void {
  const last = kept.get()
  if (last?.lat !== lat || last.lng !== lng || last.store !== store) kept.set({ lat, lng, store })
}
