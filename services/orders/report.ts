import { createHash } from 'node:crypto'
import type { Actor } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import {
  type Issue,
  type IssueInput,
  type IssueResolution,
  OrderIssueRefunded,
  orders,
} from '../../contracts/orders.ts'
import { photos } from '../../contracts/photos.ts'
import { common } from '../../contracts/problem.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { cameOf, givenByStaff, packsOf, reviewReason, worthOfAsked } from './domain/issues.ts'
import {
  addIssue,
  issueHistory,
  issueOfKey,
  issuesOfOrder,
  lockIssuesOf,
  type StoredIssue,
  showIssue,
} from './store/issues.ts'
import { lockOrder, type StoredOrder, saveOrder } from './store/orders.ts'
import { orderPhotos } from './store/photos.ts'
import { aboutOrder } from './transitions.ts'

const historyMs = 90 * 86_400_000
const issuesMax = 20

/** Where the photos of an issue are kept. */
const ownerOf = (issueId: string): string => `issue:${issueId}`

/** As the customer sees an issue: with the ids of its photos. */
export const showWithPhotos = async (
  sql: Parameters<typeof orderPhotos.idsOf>[0],
  issue: StoredIssue,
): Promise<Issue> => showIssue(issue, await orderPhotos.idsOf(sql, ownerOf(issue.id)))

/**
 * Takes in what was wrong with a delivered order. What the shop's rules allow goes back at once: the order's total is
 * lowered in the same commit, and payments carries it out. Everything else waits for a person. The order's lock and the
 * customer's keep two reports from giving the same money twice; the same key is the same report.
 * @throws orders/not-found, orders/issue-not-possible, orders/issue-exceeds-line, photos/not-found
 */
export async function reportIssue(
  context: OrdersContext,
  orderId: string,
  actor: Actor,
  { input, key }: { input: IssueInput; key: string | null },
): Promise<Issue> {
  const { db, clock } = context
  const requestHash = createHash('sha256').update(JSON.stringify(input)).digest('base64')
  return db.begin(async (tx) => {
    const order = await lockOrder(tx, orderId)
    if (order?.userId !== actor.userId) throw orders('orders/not-found')
    const known = key === null ? null : await issueOfKey(tx, orderId, key)
    if (known) {
      if (known.requestHash !== requestHash) throw common('request/idempotency-key-reused')
      return showWithPhotos(tx, known)
    }
    await lockIssuesOf(tx, order.userId)
    const before = await issuesOfOrder(tx, orderId)
    if (before.length >= issuesMax)
      throw orders('orders/issue-not-possible', { detail: 'There are many reports already' })
    const lines = linesOf(order, input)
    const resolution = await resolve(context, tx, { order, input, lines, before })
    const issue: StoredIssue = {
      id: newId('issue'),
      orderId,
      userId: order.userId,
      kind: input.kind,
      lines,
      comment: input.comment?.trim() || null,
      state: resolution.kind === 'refunded' ? 'closed' : 'open',
      resolution,
      refundedPaise: resolution.kind === 'refunded' ? resolution.amount.amount : 0,
      requestHash,
      atMs: clock.now(),
    }
    await addIssue(tx, issue, key)
    const handed = { from: sentBy(orderId, order.userId), to: ownerOf(issue.id), keptUntilMs: null }
    if (!(await orderPhotos.hand(tx, input.photoIds ?? [], handed))) throw photos('photos/not-found')
    if (resolution.kind === 'refunded') await giveBack(context, tx, order, issue, resolution)
    return showWithPhotos(tx, issue)
  })
}

/** Photos of a customer that are no issue's yet. */
export const sentBy = (orderId: string, userId: string): string => `${orderId}:${userId}`

function linesOf(order: StoredOrder, { lines, productIds = [] }: IssueInput): Issue['lines'] {
  if (lines) return lines
  return productIds.flatMap((productId) => {
    const line = order.lines.find((each) => each.productId === productId)
    return line && cameOf(line) > 0 ? { productId, quantity: cameOf(line) } : []
  })
}

async function resolve(
  { clock, config }: OrdersContext,
  tx: Tx,
  {
    order,
    input,
    lines,
    before,
  }: { order: StoredOrder; input: IssueInput; lines: Issue['lines']; before: readonly StoredIssue[] },
): Promise<IssueResolution> {
  if (order.status !== 'delivered' || order.deliveredAtMs === null) {
    if (lines.length > 0) throw orders('orders/issue-not-possible', { detail: 'It has not been delivered' })
    return { kind: 'review', why: 'no-lines' }
  }
  const counted = before.filter((issue) => issue.kind !== 'late' && issue.kind !== 'other')
  const given = packsOf(counted.flatMap((issue) => issue.lines))
  const worth = worthOfAsked(order.lines, lines, given)
  if (worth === null) throw orders('orders/issue-exceeds-line')
  const nowMs = clock.now()
  const left = order.totals.total.amount - order.refundedPaise
  const givenPaise = before.reduce((sum, each) => sum + each.refundedPaise, 0)
  // Staff may have given it back already, for the same packs: somebody looks at it.
  const why =
    worth > left || givenByStaff(order, givenPaise) > 0
      ? 'amount'
      : reviewReason({
          kind: input.kind,
          worthPaise: worth,
          photos: input.photoIds?.length ?? 0,
          hasLines: lines.length > 0,
          sinceDeliveryMs: nowMs - order.deliveredAtMs,
          paidPaise: left + givenPaise,
          givenPaise,
          history: await issueHistory(tx, order.userId, new Date(nowMs - historyMs)),
          limits: {
            amountMaxPaise: config.issueAmountMaxPaise,
            shareMaxPercent: config.issueShareMaxPercent,
            hours: config.issueHours,
            refundsMax: config.issueRefundsMax,
            ordersShareMaxPercent: config.issueOrdersShareMaxPercent,
          },
        })
  if (why) return { kind: 'review', why }
  const byCard = order.method === 'card' || order.method === 'upi'
  return { kind: 'refunded', amount: money(worth), to: byCard ? (input.refundTo ?? 'wallet') : 'wallet' }
}

async function giveBack(
  { db }: OrdersContext,
  tx: Tx,
  order: StoredOrder,
  issue: StoredIssue,
  { amount, to }: Extract<IssueResolution, { kind: 'refunded' }>,
): Promise<void> {
  await saveOrder(tx, { ...order, refundedPaise: order.refundedPaise + amount.amount })
  await db.publish(
    tx,
    message(OrderIssueRefunded, order.id, {
      ...aboutOrder(order),
      issueId: issue.id,
      kind: issue.kind,
      method: order.method,
      amount,
      to,
    }),
  )
}
