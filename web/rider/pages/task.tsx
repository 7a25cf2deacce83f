import { ArrowLeft, ListOrdered, PackageX } from 'lucide-react'
import { Link } from 'wouter'
import { useFormat } from '../../shared/format.ts'
import { Badge, EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { isNext, type Task } from '../outbox/queue.ts'
import { AtDoor } from '../task/at-door.tsx'
import { AtStore } from '../task/at-store.tsx'
import { Back } from '../task/back.tsx'
import { ToDoor } from '../task/to-door.tsx'
import { ToStore } from '../task/to-store.tsx'
import { deedClass } from '../ui/deed.tsx'
import { useAwake } from '../work/attention.ts'
import { usePositions } from '../work/positions.ts'
import { useShift, useTasks } from '../work/queries.ts'
import { TurnBanner } from '../work/turn-banner.tsx'
import { useWay } from '../work/use-way.ts'
import { WorkMap } from '../work/where.tsx'

/** One delivery, from the offer's yes to the door. What is to be done now is at the bottom; why and where is above. */
export function TaskPage({ id }: { id: string }) {
  const t = useT()
  const { query, tasks } = useTasks()
  const { counted } = useShift()
  const task = tasks.find((each) => each.id === id)
  usePositions(counted, true)
  if (!task) {
    if (query.isPending) return <Skeleton className="m-4 h-72" />
    if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    return (
      <EmptyState
        heading="h1"
        icon={<PackageX className="size-9" aria-hidden="true" />}
        title={t('task.over')}
        action={
          <Link href="/" className={deedClass()}>
            {t('task.toWork')}
          </Link>
        }
      >
        {t('task.overHelp')}
      </EmptyState>
    )
  }
  const inHand = tasks.filter((each) => each.state !== 'offered')
  if (task.state !== 'offered' && isNext(task, inHand))
    return (
      <EmptyState
        heading="h1"
        icon={<ListOrdered className="size-9" aria-hidden="true" />}
        title={t('task.next')}
        action={
          <Link href={`/tasks/${inHand[0]!.id}`} className={deedClass()}>
            {t('task.toFirst')}
          </Link>
        }
      >
        {t('task.nextHelp', { store: task.store.name })}
      </EmptyState>
    )
  return <InHand task={task} stops={inHand.length} />
}

function InHand({ task, stops }: { task: Task; stops: number }) {
  const t = useT()
  const format = useFormat()
  const carrying = task.state === 'picked_up' || task.state === 'arriving'
  const riding = task.state !== 'at_store'
  const target = carrying ? task.dropOff.point : task.store.point
  const way = useWay(target)
  useAwake(riding)
  return (
    <div className="flex flex-1 flex-col">
      <header className="flex items-center gap-1 border-b border-line bg-card pr-4">
        <Link
          href="/"
          aria-label={t('task.toWork')}
          className="flex size-14 flex-none items-center justify-center rounded-full hover:bg-sunk"
        >
          <ArrowLeft className="size-7" aria-hidden="true" />
        </Link>
        <div className="min-w-0 flex-1 py-1.5">
          <h1 className="text-xl leading-tight font-bold">
            {t('task.title')} <span className="num">{task.number}</span>
          </h1>
          <p className="num text-base leading-tight text-ink-2">
            {`${t('task.stopOf', { stop: Math.min(task.stop, stops), count: stops })} · ${t('task.by', { time: format.time(task.promisedAt) })}`}
          </p>
        </div>
        {task.waiting && <Badge tone="warn">{t('outbox.badge')}</Badge>}
      </header>
      {riding && task.state !== 'arriving' && (
        <>
          <TurnBanner progress={way.progress} destination={carrying ? task.dropOff.line1 : task.store.name} />
          <WorkMap
            tasks={[task]}
            here={way.here}
            line={way.way?.path as [number, number][] | undefined}
            target={target}
            className="min-h-56 flex-1"
          />
        </>
      )}
      {task.state === 'accepted' && <ToStore task={task} near={way.near} leftM={way.leftM} />}
      {task.state === 'at_store' && <AtStore task={task} />}
      {task.state === 'picked_up' && <ToDoor task={task} near={way.near} leftM={way.leftM} />}
      {task.state === 'arriving' && <AtDoor task={task} />}
      {task.state === 'failed' && <Back task={task} />}
    </div>
  )
}
