import type { DeliveryState, RiderTask } from '../../api-client/rider.ts'

/** What a rider does, as it is queued. */
export type DeedKind =
  | 'accept'
  | 'decline'
  | 'arrive'
  | 'pickup'
  | 'contact'
  | 'photo'
  | 'deliver'
  | 'fail'
  | 'return'
  | 'shift'
  | 'deposit'
  | 'message'

/** Why the server did not take a deed. */
export interface Refusal {
  code: string
  message: string
  /** What became of the delivery meanwhile, where the server tells. */
  state?: DeliveryState
  /** The deed before it, of the same delivery, was refused: this one makes no sense any more. */
  because?: string
}

export interface Deed {
  /** Grows with each deed: the order in which they are sent. */
  seq: number
  /** The server takes a key once. */
  key: string
  riderId: string
  kind: DeedKind
  /** The delivery it is about. */
  taskId?: string
  /** The order's number, for people. */
  number?: string
  /** When it was done, RFC 3339. */
  at: string
  body: Record<string, unknown>
  photo?: Blob
  tries: number
  refusal?: Refusal
}

export type Outcome = { kind: 'done' } | { kind: 'later' } | { kind: 'refused'; refusal: Refusal }

/** The deed to send now: the oldest that waits. One at a time, so that nothing overtakes. */
export const nextOf = (queue: readonly Deed[], riderId: string): Deed | undefined =>
  inOrder(queue).find((deed) => deed.riderId === riderId && !deed.refusal)

export const waitingOf = (queue: readonly Deed[]): Deed[] => inOrder(queue).filter((deed) => !deed.refusal)
export const refusedOf = (queue: readonly Deed[]): Deed[] => inOrder(queue).filter((deed) => deed.refusal)

/** Steps lead from one to the next; the others may be missing without harm to what follows. */
const steps: readonly DeedKind[] = ['accept', 'decline', 'arrive', 'pickup', 'deliver', 'fail', 'return']

/**
 * The queue after an attempt. A refused step takes the later steps of its delivery with it: they were done in the belief
 * that it counted. Deeds of other deliveries go on.
 */
export function settle(queue: readonly Deed[], key: string, outcome: Outcome): Deed[] {
  const deed = queue.find((each) => each.key === key)
  if (!deed) return [...queue]
  if (outcome.kind === 'done') return queue.filter((each) => each.key !== key)
  if (outcome.kind === 'later')
    return queue.map((each) => (each.key === key ? { ...each, tries: each.tries + 1 } : each))
  const { refusal } = outcome
  const follows = (each: Deed) =>
    steps.includes(deed.kind) &&
    !each.refusal &&
    each.seq > deed.seq &&
    each.taskId !== undefined &&
    each.taskId === deed.taskId
  return queue.map((each) => {
    if (each.key === key) return { ...each, refusal }
    return follows(each) ? { ...each, refusal: { ...refusal, because: deed.kind } } : each
  })
}

/** Takes notice of a refusal: it, and what fell with it, is gone from the queue. */
export function dismiss(queue: readonly Deed[], key: string): Deed[] {
  const deed = queue.find((each) => each.key === key)
  if (!deed?.refusal) return [...queue]
  const goes = (each: Deed) =>
    each.key === key || (each.refusal?.because !== undefined && each.taskId === deed.taskId && each.seq > deed.seq)
  return queue.filter((each) => !goes(each))
}

const leadsTo: Partial<Record<DeedKind, Partial<Record<DeliveryState, DeliveryState>>>> = {
  accept: { offered: 'accepted' },
  arrive: { accepted: 'at_store', picked_up: 'arriving' },
  pickup: { accepted: 'picked_up', at_store: 'picked_up' },
  deliver: { picked_up: 'delivered', arriving: 'delivered' },
  fail: { picked_up: 'failed', arriving: 'failed' },
  return: { failed: 'returned' },
}

/** A delivery as its rider sees it: what the server told, with the deeds laid over it that wait to be sent. */
export interface Task extends RiderTask {
  /** Something about it has not reached the server. */
  waiting: boolean
}

/** Whether a task begins only after what is in hand: its turn comes when all of that has ended, also without signal. */
export const isNext = (task: Pick<RiderTask, 'followUp'>, tasks: readonly Pick<RiderTask, 'followUp'>[]): boolean =>
  task.followUp === true && tasks.some((each) => !each.followUp)

/** The rider's list as it will be once all that waits has arrived; what has ended by then is not in it. */
export function foresee(tasks: readonly RiderTask[], queue: readonly Deed[]): Task[] {
  const pending = waitingOf(queue)
  return tasks.flatMap((task) => {
    const mine = pending.filter((deed) => deed.taskId === task.id)
    let foreseen: Task | null = { ...task, waiting: mine.length > 0 }
    for (const deed of mine) foreseen = foreseen && withDeed(foreseen, deed)
    return foreseen && foreseen.state !== 'delivered' && foreseen.state !== 'returned' ? [foreseen] : []
  })
}

function withDeed(task: Task, deed: Deed): Task | null {
  if (deed.kind === 'decline') return null
  if (deed.kind === 'photo') return { ...task, photos: task.photos + 1 }
  const state = leadsTo[deed.kind]?.[task.state]
  if (!state) return task
  return { ...task, state, ...(state === 'arriving' ? { atDoorSince: deed.at } : {}) }
}

const inOrder = (queue: readonly Deed[]): Deed[] => queue.toSorted((a, b) => a.seq - b.seq)
