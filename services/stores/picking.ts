import { topics } from '../../contracts/live.ts'
import { PickCompleted, PickExpected, PickStarted, stores } from '../../contracts/stores.ts'
import { PickProposalWithdrawn, PickProposed } from '../../contracts/substitutions.ts'
import type { Message, Tx } from '../../kit/sql.ts'
import { message, pastDeadlocks } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { expectedBags, withExpected } from './domain/expect.ts'
import { type PickDecision, substitutesOf } from './domain/pick.ts'
import { lockPick, savePick } from './store/picks.ts'
import { lockReservation, setState } from './store/reservations.ts'
import { type LevelChange, lockLevels, writeLevels } from './store/stock.ts'
import type { Level, Pick } from './store/types.ts'

/**
 * Locks a pick, lets `decide` say what becomes of it, and writes that: the one way in which picks change.
 * @param write further rows of the same commit; gives back the events
 * @throws stores/pick-not-found, or the code of the refusal
 */
export async function changePick(
  context: StoresContext,
  id: string,
  decide: (pick: Pick) => PickDecision,
  write: (tx: Tx, before: Pick, after: Pick) => Promise<Message[]> = async () => [],
): Promise<Pick> {
  return pastDeadlocks(() =>
    context.db.begin(async (tx) => {
      const pick = await changePickIn(context, tx, { id }, decide, write)
      if (!pick) throw stores('stores/pick-not-found')
      return pick
    }),
  )
}

/** The same within a transaction, such as a reaction's. @returns undefined when there is no such pick */
export async function changePickIn(
  context: StoresContext,
  tx: Tx,
  by: { id: string } | { orderId: string },
  decide: (pick: Pick) => PickDecision,
  write: (tx: Tx, before: Pick, after: Pick) => Promise<Message[]> = async () => [],
): Promise<Pick | undefined> {
  const { db, live, metrics, clock, config, paces } = context
  const before = await lockPick(tx, by)
  if (!before) return undefined
  const decision = decide(before)
  if (decision.kind === 'refused') throw stores(decision.code)
  if (decision.kind === 'same') return before
  const stepS = await paces.of(tx, before.storeId)
  const pick = withExpected(decision.pick, { nowMs: clock.now(), stepS, queueS: config.pickQueueS })
  await savePick(tx, pick)
  await db.publish(tx, ...(await write(tx, before, pick)), ...expectedAnew(before, pick))
  db.afterCommit(tx, () => {
    live.publish(topics.picks(before.storeId), { type: 'changed', data: { id: before.id } })
    const { startedAt, completedAt } = pick
    if (!before.completedAt && startedAt && completedAt)
      metrics.pickSeconds.observe(Math.max(0, Date.parse(completedAt) - Date.parse(startedAt)) / 1000)
  })
  return pick
}

/** The first time goes with `pick.started`. */
const expectedAnew = ({ expectedAt: told }: Pick, { id, orderId, storeId, expectedAt }: Pick): Message[] =>
  told === undefined || expectedAt === undefined || expectedAt === told
    ? []
    : [message(PickExpected, orderId, { pickId: id, orderId, storeId, expectedAt })]

export const pickStarted = async (_tx: Tx, _before: Pick, pick: Pick): Promise<Message[]> => [
  message(PickStarted, pick.orderId, {
    pickId: pick.id,
    orderId: pick.orderId,
    storeId: pick.storeId,
    pickerId: pick.pickerId!,
    ...(pick.expectedAt === undefined ? {} : { expectedAt: pick.expectedAt }),
    expectedBags: expectedBags(pick),
  }),
]

/**
 * Reserves the packs that are put in for a short line; where the customer wants to be asked, the question goes out in the
 * same commit. @throws stores/quantity-not-possible when they are not there
 */
export const reserveSubstitute =
  (productId: string, byProductId: string, quantity: number) =>
  async (tx: Tx, _before: Pick, pick: Pick): Promise<Message[]> => {
    const levels = await lockLevels(tx, pick.storeId, [byProductId])
    const level = levels[0]
    if (!level || level.available < quantity) throw stores('stores/quantity-not-possible')
    const change = { productId: byProductId, onHand: level.onHand, reserved: level.reserved + quantity }
    const by = { actor: pick.pickerId!, orderId: pick.orderId }
    return [...(await writeLevels(tx, pick.storeId, levels, [change], by)), ...questionOf(pick, productId)]
  }

function questionOf(pick: Pick, productId: string): Message[] {
  const line = pick.lines.find((each) => each.productId === productId)
  const put = line?.substitute
  if (!line || put?.state !== 'asked' || !put.proposalId || !put.expiresAt) return []
  return [
    message(PickProposed, pick.orderId, {
      proposalId: put.proposalId,
      pickId: pick.id,
      orderId: pick.orderId,
      storeId: pick.storeId,
      productId,
      name: line.name,
      byProductId: put.productId,
      byName: put.name,
      ...(put.pack ? { byPack: put.pack } : {}),
      ...(put.image ? { byImage: put.image } : {}),
      quantity: put.quantity,
      price: put.price,
      expiresAt: put.expiresAt,
    }),
  ]
}

/** Gives the packs back that were put in for a line, and takes an open question back. */
export const releaseSubstitute =
  (productId: string) =>
  async (tx: Tx, before: Pick, pick: Pick): Promise<Message[]> => {
    const put = before.lines.find((line) => line.productId === productId)?.substitute
    if (!put || pick.lines.some((line) => line.productId === productId && line.substitute)) return []
    const levels = await lockLevels(tx, pick.storeId, [put.productId])
    const level = levels[0]!
    const change = { productId: put.productId, onHand: level.onHand, reserved: level.reserved - put.quantity }
    const by = { actor: before.pickerId ?? 'system:stores', orderId: pick.orderId }
    const told = await writeLevels(tx, pick.storeId, levels, [change], by)
    if (put.state !== 'asked' || !put.proposalId) return told
    const back = { proposalId: put.proposalId, orderId: pick.orderId }
    return [...told, message(PickProposalWithdrawn, pick.orderId, back)]
  }

/**
 * The goods leave the shelf: what was picked is sold, what was promised but not found is missing, and nothing stays
 * reserved for this order.
 */
export async function pickCompleted(tx: Tx, _before: Pick, pick: Pick): Promise<Message[]> {
  await lockReservation(tx, pick.orderId)
  const productIds = pick.lines.flatMap((line) => [
    line.productId,
    ...(line.substitute ? [line.substitute.productId] : []),
  ])
  const levels = await lockLevels(tx, pick.storeId, [...new Set(productIds)])
  const by = { actor: pick.pickerId!, orderId: pick.orderId }
  const known = new Map(levels.map((level) => [level.productId, level]))

  const sold: LevelChange[] = []
  const missing: LevelChange[] = []
  for (const line of pick.lines) {
    const level = known.get(line.productId)!
    const picked = line.picked ?? 0
    const after = { productId: line.productId, onHand: level.onHand - picked, reserved: level.reserved - line.ordered }
    // Written in two steps where some are missing: first as sold, then as missing, each with its own move.
    if (picked > 0 || line.ordered === 0)
      sold.push({ ...after, reserved: level.reserved - picked, move: { kind: 'sale' } })
    if (line.ordered > picked)
      missing.push({
        ...after,
        onHand: level.onHand - line.ordered,
        move: { kind: 'missing', reason: line.shortReason ?? 'not found at the pick' },
      })
  }
  for (const [productId, quantity] of substitutesOf(pick)) {
    const { onHand, reserved } = known.get(productId)!
    sold.push({ productId, onHand: onHand - quantity, reserved: reserved - quantity, move: { kind: 'sale' } })
  }
  const messages = await writeLevels(tx, pick.storeId, levels, sold, by)
  messages.push(...(await writeLevels(tx, pick.storeId, afterwards(levels, sold), missing, by)))
  await setState(tx, pick.orderId, 'used')
  const lines = pick.lines.map(({ productId, ordered, picked, substitute }) => ({
    productId,
    ordered,
    picked: picked ?? 0,
    ...(substitute ? { substitute: told(substitute) } : {}),
  }))
  return [
    ...messages,
    message(PickCompleted, pick.orderId, {
      pickId: pick.id,
      orderId: pick.orderId,
      storeId: pick.storeId,
      pickerId: pick.pickerId!,
      bags: pick.bags ?? 0,
      ...(pick.handover ? { handover: pick.handover } : {}),
      ...(pick.zoneBags ? { zoneBags: pick.zoneBags } : {}),
      lines,
    }),
  ]
}

/** What others need to know of a substitute. */
const told = ({ productId, name, nameHi, quantity, price }: NonNullable<Pick['lines'][number]['substitute']>) => ({
  productId,
  name,
  ...(nameHi ? { nameHi } : {}),
  quantity,
  price,
})

const afterwards = (levels: readonly Level[], changes: readonly LevelChange[]): Level[] => {
  const changed = new Map(changes.map((each) => [each.productId, each]))
  return levels.map((level) => {
    const { onHand, reserved } = changed.get(level.productId) ?? level
    return { productId: level.productId, onHand, reserved, available: onHand - reserved }
  })
}
