import type { Money } from '../../../contracts/money.ts'
import type { Pick, ZoneBags } from '../../../contracts/stores.ts'
import { locationOf, walkOf } from './path.ts'
import { sumByProduct } from './stock.ts'

type Line = Pick['lines'][number]
export type PickFault =
  | 'stores/pick-taken'
  | 'stores/pick-wrong-state'
  | 'stores/line-not-in-pick'
  | 'stores/quantity-not-possible'
  | 'stores/pick-incomplete'
  | 'stores/proposal-open'
  | 'stores/bags-do-not-add-up'
  | 'stores/wrong-handover-code'

/** A decision about a pick: the pick as it is to be, or why not. `same` means that it is so already. */
export type PickDecision<T = Pick> =
  | { kind: 'change'; pick: T }
  | { kind: 'same' }
  | { kind: 'refused'; code: PickFault }

const refused = (code: PickFault): { kind: 'refused'; code: PickFault } => ({ kind: 'refused', code })

/** A picker takes a queued pick. Taking one's own again changes nothing. */
export function start(pick: Pick, pickerId: string, at: string, told?: Parameters<typeof withSheet>[1]): PickDecision {
  if (pick.state === 'picking') return pick.pickerId === pickerId ? { kind: 'same' } : refused('stores/pick-taken')
  if (pick.state !== 'queued') return refused('stores/pick-wrong-state')
  return { kind: 'change', pick: withSheet({ ...pick, state: 'picking', pickerId, startedAt: at }, told) }
}

/** What is known of a product when its pick is taken. */
export interface Told {
  readonly zone?: Line['zone'] | undefined
  readonly barcodes?: string[] | undefined
  readonly expiresOn?: string | undefined
}

/** The lines in the order of the way through the store, with what the catalogue says of them, where it could be asked. */
export function withSheet(pick: Pick, told: ReadonlyMap<string, Told> | undefined): Pick {
  const lines = pick.lines.map((line): Line => {
    const { zone = line.zone ?? 'ambient', barcodes = line.barcodes, expiresOn } = told?.get(line.productId) ?? {}
    const location = locationOf(line.bin)
    return {
      ...line,
      zone,
      ...(barcodes ? { barcodes } : {}),
      ...(location ? { location } : {}),
      ...(expiresOn ? { expiresOn } : {}),
    }
  })
  return { ...pick, lines: walkOf(lines) }
}

/** Back to the queue, for whoever takes it next; what was found stays noted. Not one's own only for who may. */
export function giveUp(pick: Pick, pickerId: string, mayForOthers: boolean): PickDecision {
  if (pick.state === 'queued') return { kind: 'same' }
  if (pick.state !== 'picking') return refused('stores/pick-wrong-state')
  if (pick.pickerId !== pickerId && !mayForOthers) return refused('stores/pick-taken')
  return { kind: 'change', pick: { ...pick, state: 'queued', pickerId: null, startedAt: null } }
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

/** What the picker found of a line: from none to all that was ordered; null undoes it. A substitute is taken back first. */
export function pickLine(
  pick: Pick,
  pickerId: string,
  found: { productId: string; picked: number | null; reason?: Line['shortReason'] },
): PickDecision {
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  const line = pick.lines.find((each) => each.productId === found.productId)
  if (!line) return refused('stores/line-not-in-pick')
  const picked = found.picked ?? line.ordered
  if (picked > line.ordered) return refused('stores/quantity-not-possible')
  if (line.substitute && (found.picked === null || line.substitute.quantity > line.ordered - picked))
    return refused('stores/quantity-not-possible')
  const shortReason = picked < line.ordered ? found.reason : undefined
  if (line.picked === found.picked && line.shortReason === shortReason) return { kind: 'same' }
  const noted = ({ shortReason: _, answer, ...each }: Line): Line => ({
    ...each,
    picked: found.picked,
    ...(shortReason ? { shortReason } : {}),
    ...(answer && found.picked !== null ? { answer } : {}),
  })
  return { kind: 'change', pick: changeLine(pick, found.productId, noted) }
}

/**
 * Puts another product in for what is short of a line, at most as many packs, where the customer allows it, and never
 * dearer than what was ordered.
 */
export function substitute(
  pick: Pick,
  pickerId: string,
  wish: {
    productId: string
    by: {
      productId: string
      name: string
      nameHi?: string
      price: Money
      pack?: string
      image?: string
      barcodes?: string[]
    }
    quantity: number
    /** Of the question, where the customer wants to be asked. */
    ask: { proposalId: string; expiresAt: string }
  },
): PickDecision {
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  const line = pick.lines.find((each) => each.productId === wish.productId)
  if (!line) return refused('stores/line-not-in-pick')
  // The first answer was lost on its way: told again, nothing is put in twice.
  const { substitute: there } = line
  if (there?.productId === wish.by.productId && there.quantity === wish.quantity) return { kind: 'same' }
  const short = line.ordered - (line.picked ?? line.ordered)
  const itself = pick.lines.some((each) => each.productId === wish.by.productId)
  const wished = line.substitution ?? pick.substitutions
  const declined = line.declined?.includes(wish.by.productId)
  if (wished === 'refund' || wish.quantity > short || itself || line.substitute || declined)
    return refused('stores/quantity-not-possible')
  const price = { ...wish.by.price, amount: Math.min(wish.by.price.amount, line.price.amount) }
  const asked = wished === 'ask' ? { ...wish.ask, state: 'asked' as const } : {}
  const put = { ...wish.by, quantity: wish.quantity, price, ...asked }
  return {
    kind: 'change',
    pick: changeLine(pick, wish.productId, ({ answer: _, ...each }) => ({ ...each, substitute: put })),
  }
}

/** Takes what was put in for a line out again. */
export function withdrawSubstitute(pick: Pick, pickerId: string, productId: string): PickDecision {
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  const line = pick.lines.find((each) => each.productId === productId)
  if (!line) return refused('stores/line-not-in-pick')
  if (!line.substitute) return { kind: 'same' }
  return { kind: 'change', pick: changeLine(pick, productId, ({ substitute: _, ...each }) => each) }
}

/**
 * What the customer said to a question, or that they said nothing in time. A pick that has ended, or a question that was
 * taken back, is not changed any more.
 */
export function decideProposal(
  pick: Pick,
  told: { proposalId: string; productId: string; decision: 'approved' | 'refused' | 'expired' },
): PickDecision {
  const line = pick.lines.find((each) => each.productId === told.productId)
  const put = line?.substitute
  const open = pick.state === 'picking' || pick.state === 'queued'
  if (!open || put?.proposalId !== told.proposalId || put.state !== 'asked') return { kind: 'same' }
  const { decision } = told
  const decided = ({ substitute: _, ...each }: Line): Line =>
    decision === 'approved'
      ? { ...each, substitute: { ...put, state: 'approved' } }
      : { ...each, declined: [...(each.declined ?? []), put.productId], answer: decision }
  return { kind: 'change', pick: changeLine(pick, told.productId, decided) }
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
export function complete(
  pick: Pick,
  pickerId: string,
  done: { bags: number; zoneBags?: ZoneBags; at: string },
): PickDecision {
  if (pick.state === 'completed' && pick.pickerId === pickerId) return { kind: 'same' }
  const fault = working(pick, pickerId)
  if (fault) return refused(fault)
  if (pick.lines.some((line) => line.picked === null)) return refused('stores/pick-incomplete')
  if (pick.lines.some((line) => line.substitute?.state === 'asked')) return refused('stores/proposal-open')
  const counted = done.zoneBags
  if (counted && counted.ambient + counted.chilled + counted.frozen !== done.bags)
    return refused('stores/bags-do-not-add-up')
  const anything = pick.lines.some((line) => line.picked! > 0 || line.substitute)
  return {
    kind: 'change',
    pick: {
      ...pick,
      state: 'completed',
      bags: anything ? done.bags : 0,
      completedAt: done.at,
      ...(counted && anything ? { zoneBags: counted } : {}),
    },
  }
}

/** The bags leave with whoever says what is on them. Told again, nothing changes. */
export function handOver(pick: Pick, code: string | null, at: string): PickDecision {
  if (pick.state !== 'completed') return refused('stores/pick-wrong-state')
  if (pick.handedOverAt) return { kind: 'same' }
  if (code !== null && pick.handover && code.trim().toUpperCase() !== pick.handover)
    return refused('stores/wrong-handover-code')
  return { kind: 'change', pick: { ...pick, handedOverAt: at } }
}
