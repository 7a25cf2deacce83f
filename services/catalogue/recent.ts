/** So many changes are remembered; who was away for longer reads anew. */
const keptMax = 5_000

interface Change {
  readonly atMs: number
  readonly slot: number
  /** Null: in every store. */
  readonly storeId: string | null
}

/**
 * What has changed lately on the shelves, as this process came to know it: so that open pages can lay it over what they
 * show, by asking little and often. A page that may have missed something is told so.
 */
export class RecentChanges {
  #changes: Change[] = []
  /** Before this instant nothing is known. */
  #knownFromMs = Date.now()

  note(slot: number, storeId: string | null): void {
    this.#changes.push({ atMs: Date.now(), slot, storeId })
    if (this.#changes.length <= keptMax * 2) return
    const kept = this.#changes.slice(-keptMax)
    this.#knownFromMs = kept[0]!.atMs + 1
    this.#changes = kept
  }

  /** @param overlapMs what came so long before is told again
   *  @returns the slots that have changed in a store since an instant, or null when that is not known any more */
  since(storeId: string, sinceMs: number, limit: number, overlapMs = 0): number[] | null {
    if (sinceMs < this.#knownFromMs) return null
    const slots = new Set<number>()
    for (let index = this.#changes.length - 1; index >= 0; index--) {
      const change = this.#changes[index]!
      if (change.atMs < sinceMs - overlapMs) break
      if (change.storeId === null || change.storeId === storeId) slots.add(change.slot)
      if (slots.size > limit) return null
    }
    return [...slots]
  }
}
