import { Navigation } from 'lucide-react'
import { Link } from 'wouter'
import type { RiderShift } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { Badge } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { isNext, type Task } from '../outbox/queue.ts'
import { deedClass } from '../ui/deed.tsx'
import { Hours } from './hours.tsx'
import { LastOne } from './last-one.tsx'
import { useHere } from './positions.ts'
import { WorkMap } from './where.tsx'

/** The stops of what is in hand, in the order in which they are ridden. */
export function InHand({ tasks, shift, last }: { tasks: readonly Task[]; shift: RiderShift; last: boolean }) {
  const t = useT()
  const here = useHere()
  const [first] = tasks
  return (
    <div className="flex flex-1 flex-col">
      <WorkMap tasks={tasks} here={here} target={null} className="min-h-52 flex-1" />
      <div className="flex flex-col gap-3 border-t border-line bg-card p-4">
        <h1 className="text-2xl font-bold">{t('work.inHand', { count: tasks.length })}</h1>
        <ol aria-label={t('work.stops')} className="flex flex-col gap-2">
          {tasks.map((task) => (
            <li key={task.id}>
              <Stop task={task} next={isNext(task, tasks)} />
            </li>
          ))}
        </ol>
        {first && (
          <Link href={`/tasks/${first.id}`} className={deedClass()}>
            <Navigation className="size-6" aria-hidden="true" />
            {t(`next.${toward(first)}`)}
          </Link>
        )}
        <Hours shift={shift} />
        <LastOne last={last} />
      </div>
    </div>
  )
}

const toward = ({ state }: Task): 'store' | 'door' | 'back' =>
  state === 'failed' ? 'back' : state === 'picked_up' || state === 'arriving' ? 'door' : 'store'

function Stop({ task, next }: { task: Task; next: boolean }) {
  const t = useT()
  const format = useFormat()
  const place = toward(task) === 'door' ? task.dropOff.line1 || task.dropOff.name : task.store.name
  return (
    <Link
      href={`/tasks/${task.id}`}
      className="flex min-h-16 items-center gap-3 rounded-lg border-2 border-line bg-paper px-4 py-2 hover:border-line-strong"
    >
      <span
        aria-hidden="true"
        className="num flex size-10 flex-none items-center justify-center rounded-full bg-accent text-xl font-bold text-on-accent"
      >
        {task.stop}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block text-lg leading-tight font-bold">{place}</span>
        <span className="num block text-base text-ink-2">
          {task.number} · <span className="whitespace-nowrap">{t(next ? 'work.next' : `state.${task.state}`)}</span> ·{' '}
          <span className="whitespace-nowrap">{t('task.by', { time: format.time(task.promisedAt) })}</span>
        </span>
      </span>
      {task.waiting && <Badge tone="warn">{t('outbox.badge')}</Badge>}
    </Link>
  )
}
