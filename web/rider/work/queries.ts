import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { getMessages, getShift, getTasks, type RiderShift, type RiderTask } from '../../api-client/rider.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { useOutbox } from '../outbox/outbox.ts'
import { type Deed, foresee, isNext, type Task, waitingOf } from '../outbox/queue.ts'
import { useUser } from '../session.ts'

/** The last answer of each kind is kept, so that the app opens without signal with what was in hand. */
const kept = <T>(key: string): T | undefined => {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? undefined
  } catch {
    return undefined
  }
}
const keeping =
  <T>(key: string, ask: (signal: AbortSignal) => Promise<T>) =>
  async ({ signal }: { signal: AbortSignal }): Promise<T> => {
    const answer = await ask(signal)
    localStorage.setItem(key, JSON.stringify(answer))
    return answer
  }
const slots = { tasks: 'tokri.rider.tasks', shift: 'tokri.rider.shift' }

/** A rider who logs out leaves nothing of customers on the phone. */
export function forgetWork(): void {
  for (const slot of Object.values(slots)) localStorage.removeItem(slot)
}

export const tasksQuery = queryOptions({
  queryKey: ['rider', 'tasks'],
  queryFn: keeping<RiderTask[]>(slots.tasks, getTasks),
  initialData: () => kept<RiderTask[]>(slots.tasks),
  initialDataUpdatedAt: 0,
})
export const shiftQuery = queryOptions({
  queryKey: ['rider', 'shift'],
  queryFn: keeping<RiderShift>(slots.shift, getShift),
  initialData: () => kept<RiderShift>(slots.shift),
  initialDataUpdatedAt: 0,
})

/** A shift once the server has taken a deed of its rider: its end and its breaks last as long as it does. */
function after({ until: before, breaks = [], endedBy: _, ...shift }: RiderShift, { body }: Deed): RiderShift {
  const state = body.state as RiderShift['state']
  const goesOn = state !== 'off' && shift.state !== 'off'
  // Who says to be at work after its end has none any more.
  const isOver = state === 'on' && before !== undefined && Date.parse(before) <= Date.now()
  const until = body.until === undefined ? (goesOn && !isOver ? before : null) : (body.until as string | null)
  const left = goesOn ? breaks.filter((each) => state === 'break' || each.state === 'planned') : []
  return { ...shift, state, ...(until ? { until } : {}), ...(left.length > 0 ? { breaks: left } : {}) }
}

/**
 * A deed that the server has taken is true from then on, even if the signal goes before the list could be read again: what
 * is kept is brought forward by it.
 */
export function takeSent(client: QueryClient, deed: Deed): void {
  const tasks = client.getQueryData(tasksQuery.queryKey)
  if (tasks && deed.taskId) {
    const next = foresee(tasks, [deed])
    client.setQueryData(tasksQuery.queryKey, next)
    localStorage.setItem(slots.tasks, JSON.stringify(next))
  }
  const shift = client.getQueryData(shiftQuery.queryKey)
  if (shift && deed.kind === 'shift') {
    const next = after(shift, deed)
    client.setQueryData(shiftQuery.queryKey, next)
    localStorage.setItem(slots.shift, JSON.stringify(next))
  }
}

/** A little slower than others poll: a phone on a bike has a battery to keep. */
const riderPollMs = pollMs * 2

/** What the rider has in hand, with what waits to be sent laid over it, in the order in which it is best done. */
export function useTasks() {
  const client = useQueryClient()
  const user = useUser()
  const queue = useOutbox()
  const live = useLive(user ? 'rider' : null, () => void client.invalidateQueries({ queryKey: ['rider'] }))
  const query = useQuery({ ...tasksQuery, enabled: user !== null, refetchInterval: live ? false : riderPollMs })
  const tasks = useMemo(() => inTurn(foresee(query.data ?? [], queue)), [query.data, queue])
  return { query, tasks, live }
}

/** Offers first, then the store, then door by door, then what goes back, and last what comes after all of it. */
const turns: Partial<Record<Task['state'], number>> = {
  offered: 0,
  accepted: 1,
  at_store: 1,
  picked_up: 2,
  arriving: 2,
}
const inTurn = (tasks: readonly Task[]): Task[] => {
  const turnOf = (task: Task) => (task.state !== 'offered' && isNext(task, tasks) ? 4 : (turns[task.state] ?? 3))
  return tasks.toSorted((a, b) => turnOf(a) - turnOf(b) || a.stop - b.stop)
}

type ShiftState = RiderShift['state']

/** Breaks begin and end by themselves: a phone that is not told of it finds out. */
const breakPollMs = ({ state }: { state: { data?: RiderShift } }) => (state.data?.breaks ? 30_000 : false)

/** The shift as it will be when what waits has arrived. */
export function useShift() {
  const user = useUser()
  const queue = useOutbox()
  const query = useQuery({ ...shiftQuery, enabled: user !== null, refetchInterval: breakPollMs })
  const wish = waitingOf(queue).findLast((deed: Deed) => deed.kind === 'shift')
  const state = (wish?.body.state as ShiftState | undefined) ?? query.data?.state
  // Positions of who is not on shift there are refused.
  const counted = query.data?.state === 'on' && (wish === undefined || wish.body.state === 'on')
  return { query, shift: wish && query.data ? after(query.data, wish) : query.data, state, counted }
}

export const messagesQuery = (orderId: string) =>
  queryOptions({ queryKey: ['rider', 'messages', orderId], queryFn: ({ signal }) => getMessages(orderId, signal) })
