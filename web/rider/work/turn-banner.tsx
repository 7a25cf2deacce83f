import {
  ArrowUp,
  CornerUpLeft,
  CornerUpRight,
  Flag,
  type LucideIcon,
  MoveUpLeft,
  MoveUpRight,
  Undo2,
} from 'lucide-react'
import type { RouteStep } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import type { Progress } from './geometry.ts'

const icons: Record<RouteStep['turn'], LucideIcon> = {
  depart: ArrowUp,
  straight: ArrowUp,
  slight_left: MoveUpLeft,
  left: CornerUpLeft,
  sharp_left: CornerUpLeft,
  slight_right: MoveUpRight,
  right: CornerUpRight,
  sharp_right: CornerUpRight,
  uturn: Undo2,
  arrive: Flag,
}

/** The next turn, to be read in a glance: how far, where to, into which street. */
export function TurnBanner({ progress, destination }: { progress: Progress | null; destination: string }) {
  const t = useT()
  const format = useFormat()
  const next = progress?.next
  const Icon = next ? icons[next.turn] : Flag
  return (
    <div className="flex min-h-20 items-center gap-4 bg-deep px-4 py-2 text-on-deep">
      <Icon className="size-12 flex-none" aria-hidden="true" />
      <p aria-live="polite" className="min-w-0 flex-1">
        {next ? (
          <>
            <span className="num block text-2xl leading-tight font-extrabold">{format.distance(progress.nextM)}</span>
            <span className="block text-lg leading-tight font-semibold">
              {next.street === '' || next.turn === 'arrive'
                ? t(`turn.${next.turn}`, { place: destination })
                : t('turn.into', { turn: t(`turn.${next.turn}`, { place: destination }), street: next.street })}
            </span>
          </>
        ) : (
          <span className="block text-xl font-bold">{destination}</span>
        )}
      </p>
    </div>
  )
}
