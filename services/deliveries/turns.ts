import type { PlanWait } from './planner/types.ts'

/** Of those who were looked at in vain, so many are looked at again in each round. */
const againMost = 20

/** Reasons that lie with the order or with people's decisions; with the others a rider who becomes free changes it. */
const stuckReasons: ReadonlySet<PlanWait['reason']> = new Set([
  'declined-by-all',
  'no-way',
  'bag',
  'cash',
  'cold',
  'shift',
  'break',
])

/**
 * Whose turn it is where more orders wait than a round takes. Those that nobody can take go behind the others, and come
 * back in turn, a few a round: however many there are, they keep no order from being planned. Each copy has its own; what
 * it forgets at its end costs some rounds.
 */
export class Turns {
  /** The one looked at longest ago first. */
  readonly #stuck = new Set<string>()

  /** Those whose turn it is again, and those that come after all others. */
  get next(): { again: string[]; behind: string[] } {
    const behind = [...this.#stuck]
    return { again: behind.slice(0, againMost), behind }
  }

  /** After a round: what it looked at, whether more waits, and what nobody can take. */
  note(looked: readonly { readonly id: string }[], isAll: boolean, stuck: readonly string[]): void {
    if (isAll) {
      this.#stuck.clear()
      return
    }
    for (const id of this.next.again) this.#stuck.delete(id)
    for (const { id } of looked) this.#stuck.delete(id)
    for (const id of stuck) this.#stuck.add(id)
  }
}

export const isStuck = ({ reason }: PlanWait): boolean => stuckReasons.has(reason)
