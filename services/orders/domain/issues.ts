import type { IssueInput, IssueResolution, OrderLine } from '../../../contracts/orders.ts'

/** What the shop gives back without anybody looking. Money in paise. */
export interface IssueLimits {
  readonly amountMaxPaise: number
  /** Of what the order cost, percent. */
  readonly shareMaxPercent: number
  readonly hours: number
  /** So many refunded issues in 90 days are nobody's bad luck any more. */
  readonly refundsMax: number
  /** Beyond this share of the orders in 90 days, percent, once there are three. */
  readonly ordersShareMaxPercent: number
}

/** What is known of a customer in the last 90 days. */
export interface IssueHistory {
  readonly orders: number
  readonly refundedOrders: number
}

interface Asked {
  readonly productId: string
  readonly quantity: number
}

/** Packs of a line that came and were paid for: what was picked and what was put in for the rest. */
export const cameOf = (line: OrderLine): number => (line.picked ?? line.quantity) + (line.substitute?.quantity ?? 0)

/** What was paid for a line after the packing, paise: never more than for all that was ordered of it. */
export function paidForLine(line: OrderLine): number {
  const whole = line.total.amount - line.discount.amount
  const picked = line.picked ?? line.quantity
  const put = line.substitute ? line.substitute.price.amount * line.substitute.quantity : 0
  return Math.min(whole, Math.floor((whole * picked) / line.quantity) + put)
}

/** What staff gave back of an order, paise: all that went back, less what was short in the bags and what issues gave. */
export function givenByStaff(
  order: { readonly refundedPaise: number; readonly lines: readonly OrderLine[] },
  byIssuesPaise: number,
): number {
  const short = order.lines.reduce((sum, line) => sum + line.total.amount - line.discount.amount - paidForLine(line), 0)
  return Math.max(0, order.refundedPaise - short - byIssuesPaise)
}

/** What packs of a line are worth, by share; the last of them get what rounding left. */
function worthOf(line: OrderLine, before: number, packs: number): number {
  const came = cameOf(line)
  const paid = paidForLine(line)
  if (came === 0) return 0
  return Math.floor((paid * (before + packs)) / came) - Math.floor((paid * before) / came)
}

/**
 * What the asked packs were worth, in paise; of each line at most what came and was not given back before.
 * @returns null when more is asked than that
 */
export function worthOfAsked(
  lines: readonly OrderLine[],
  asked: readonly Asked[],
  given: ReadonlyMap<string, number>,
): number | null {
  let worth = 0
  for (const [productId, packs] of packsOf(asked)) {
    const line = lines.find((each) => each.productId === productId)
    const before = given.get(productId) ?? 0
    if (!line || before + packs > cameOf(line)) return null
    worth += worthOf(line, before, packs)
  }
  return worth
}

/** Packs of each product in a list that may name one twice. */
export function packsOf(lines: readonly Asked[]): Map<string, number> {
  const packs = new Map<string, number>()
  for (const { productId, quantity } of lines) packs.set(productId, (packs.get(productId) ?? 0) + quantity)
  return packs
}

type Review = Extract<IssueResolution, { kind: 'review' }>['why']

/** Why a person has to look at it, or null when the money may go back at once. */
export function reviewReason(issue: {
  readonly kind: IssueInput['kind']
  readonly worthPaise: number
  readonly photos: number
  readonly hasLines: boolean
  readonly sinceDeliveryMs: number
  readonly paidPaise: number
  /** Given back for issues of this order before, paise. */
  readonly givenPaise: number
  readonly history: IssueHistory
  readonly limits: IssueLimits
}): Review | null {
  const { limits, history } = issue
  if (issue.kind === 'late' || issue.kind === 'other') return 'not-refundable'
  if (!issue.hasLines) return 'no-lines'
  if (issue.worthPaise === 0) return 'not-refundable'
  if (issue.sinceDeliveryMs > limits.hours * 3_600_000) return 'too-late'
  if (issue.kind !== 'missing' && issue.photos === 0) return 'photo-needed'
  const sum = issue.givenPaise + issue.worthPaise
  if (sum > limits.amountMaxPaise) return 'amount'
  if (sum * 100 > issue.paidPaise * limits.shareMaxPercent) return 'share'
  const share = history.refundedOrders * 100 > Math.max(1, history.orders) * limits.ordersShareMaxPercent
  if (history.refundedOrders >= limits.refundsMax || (history.refundedOrders >= 3 && share)) return 'history'
  return null
}
