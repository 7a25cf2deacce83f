import type { Point } from '../../api-client/types.ts'
import { CityMap, type Line } from '../../shared/map/map.tsx'
import { HomePin, RiderPin, StorePin } from '../../shared/map/pins.tsx'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import type { Here } from './positions.ts'

/** The map of the work in hand: the rider, the store, the doors and the way. All of it is said in text beside it, too. */
export function WorkMap({
  tasks,
  here,
  line,
  target,
  className,
}: {
  tasks: readonly Task[]
  here: Here | null
  line?: Line
  /** What the rider rides to: the map keeps it and the rider in view. */
  target: Point | null
  className: string
}) {
  const t = useT()
  const me: Point[] = here ? [{ lat: here.lat, lng: here.lng }] : []
  const store = tasks[0]?.store
  const places = target ? [target] : tasks.flatMap((task) => [task.store.point, task.dropOff.point])
  return (
    <CityMap
      label={t('map.work')}
      className={className}
      line={line}
      fit={[...places, ...me]}
      fitKey={`${places.map((each) => each.lat + each.lng).join()}${me.length}`}
      padding={48}
      markers={[
        ...(store
          ? [
              {
                id: 'store',
                point: store.point,
                anchor: 'bottom' as const,
                content: <StorePin label={store.name} />,
              },
            ]
          : []),
        ...tasks.map((task) => ({
          id: task.id,
          point: task.dropOff.point,
          anchor: 'bottom' as const,
          content: <HomePin label={t('map.stop', { stop: task.stop, number: task.number })} />,
        })),
        ...(here ? [{ id: 'me', point: here, level: 2, along: line, content: <RiderPin label={t('map.me')} /> }] : []),
      ]}
    />
  )
}
