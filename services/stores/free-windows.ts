import { LRUCache } from 'lru-cache'
import type { StoresContext } from './context.ts'
import { firstFreeSlot } from './slots.ts'

const rememberedMs = 3_000

/** When the first free window of each store begins, remembered for a moment: at night every page asks for it. */
export class FreeWindows {
  readonly #known = new LRUCache<string, Promise<string | undefined>>({ max: 10_000, ttl: rememberedMs })

  first(context: StoresContext, storeId: string): Promise<string | undefined> {
    const known = this.#known.get(storeId)
    if (known) return known
    const asked = firstFreeSlot(context, storeId).then((slot) => slot?.start)
    this.#known.set(storeId, asked)
    asked.catch(() => this.#known.delete(storeId))
    return asked
  }
}
