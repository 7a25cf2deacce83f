import type { Money } from '../../../contracts/money.ts'
import type { Pick } from '../../../contracts/stores.ts'
import { sumByProduct } from './stock.ts'

type Line = Pick['lines'][number]
export type PickFault =
  | 'stores/pick-taken'
  | 'stores/pick-wrong-state'
  | 'stores/line-not-in-pick'
  | 'stores/quantity-not-possible'
  | 'stores/pick-incomplete'

/** A decision about a pick: the pick as it is to be, or why not. `same` means that it is so already. */
export type PickDecision<T = Pick> =
  | { kind: 'change'; pick: T }
  | { kind: 'same' }
  | { kind: 'refused'; code: PickFault }

const refused = (code: PickFault): { kind: 'refused'; code: PickFault } => ({ kind: 'refused', code })

/** A picker takes a queued pick. Taking one's own again changes nothing. */
export function start(pick: Pick, pickerId: string, at: string): PickDecision {
  if (pick.state === 'picking') return pick.pickerId === pickerId ? { kind: 'same' } : refused('stores/pick-taken')
  if (pick.state !== 'queued') return refused('stores/pick-wrong-state')
  return { kind: 'change', pick: { ...pick, state: 'picking', pickerId, startedAt: at } }
}

/** Only who has taken the pick may work on it. */
function working(pick: Pick, pickerId: string): PickFault | undefined {
  if (pick.state !== 'picking') return 'stores/pick-wrong-state'
  return pick.pickerId === pickerId ? undefined : 'stores/pick-taken'
}

const changeLine = (pick: Pick, productId: string, change: (line: Line) => Line): Pick => ({
  ...pick,
  lines: pick.lines.map((line) => (line.productId === productId ? change(line) : line)),
})

/** What the picker found of a line: from none to all that was ordered. Finding all takes a substitute back. */
export function pickLine(pick: Pick, pickerId: string, found: { productId: string; picked: number }): PickDecision {
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  const line = pick.lines.find((each) => each.productId === found.productId)
  if (!line) return refused('stores/line-not-in-pick')
  if (found.picked > line.ordered) return refused('stores/quantity-not-possible')
  if (line.substitute && line.substitute.quantity > line.ordered - found.picked)
    return refused('stores/quantity-not-possible')
  if (line.picked === found.picked) return { kind: 'same' }
  return { kind: 'change', pick: changeLine(pick, found.productId, (each) => ({ ...each, picked: found.picked })) }
}

/**
 * Puts another product in for what is short of a line, at most as many packs, where the customer allows it, and never
 * dearer than what was ordered.
 */
export function substitute(
  pick: Pick,
  pickerId: string,
  wish: { productId: string; by: { productId: string; name: string; price: Money }; quantity: number },
): PickDecision {
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  const line = pick.lines.find((each) => each.productId === wish.productId)
  if (!line) return refused('stores/line-not-in-pick')
  const short = line.ordered - (line.picked ?? line.ordered)
  const itself = pick.lines.some((each) => each.productId === wish.by.productId)
  const wished = line.substitution ?? pick.substitutions
  if (wished !== 'allow' || wish.quantity > short || itself || line.substitute)
    return refused('stores/quantity-not-possible')
  const price = { ...wish.by.price, amount: Math.min(wish.by.price.amount, line.price.amount) }
  const put = { productId: wish.by.productId, name: wish.by.name, quantity: wish.quantity, price }
  return { kind: 'change', pick: changeLine(pick, wish.productId, (each) => ({ ...each, substitute: put })) }
}

/** Packs put in for short lines, by product: two lines may have been filled with the same one. */
export const substitutesOf = (pick: Pick): Map<string, number> =>
  sumByProduct(pick.lines.flatMap((line) => line.substitute ?? []))

/** What is in the bags, by product, in packs. */
export const packedOf = (pick: Pick): Map<string, number> =>
  sumByProduct(
    pick.lines
      .flatMap((line) => [
        { productId: line.productId, quantity: line.picked ?? 0 },
        ...(line.substitute ? [line.substitute] : []),
      ])
      .filter((each) => each.quantity > 0),
  )

/** Closes the bags. Completing again changes nothing. */
export function complete(pick: Pick, pickerId: string, done: { bags: number; at: string }): PickDecision {
  if (pick.state === 'completed' && pick.pickerId === pickerId) return { kind: 'same' }
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  if (pick.lines.some((line) => line.picked === null)) return refused('stores/pick-incomplete')
  const anything = pick.lines.some((line) => line.picked! > 0 || line.substitute)
  return { kind: 'change', pick: { ...pick, state: 'completed', bags: anything ? done.bags : 0, completedAt: done.at } }
}
