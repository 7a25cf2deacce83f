import { Check } from 'lucide-react'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'
import { stepOf, steps } from './status.ts'

/** The way of an order with the times at which it came along; one that did not arrive shows where it ended. */
export function OrderSteps({ order }: { order: Order }) {
  const t = useT()
  const { time } = useFormat()
  const at = (status: string) => order.history.findLast((entry) => entry.status === status)?.at
  const current = stepOf(order.status)
  const exit = current < 0 ? order.history.at(-1) : undefined
  const reached = exit ? steps.filter((step) => at(step.key)) : steps

  return (
    <section aria-label={t('order.steps')} className="rounded-lg border border-line bg-card p-4">
      <ol>
        {reached.map((step, index) => {
          const done = exit !== undefined || index < current || order.status === 'delivered'
          const active = !exit && index === current && !done
          const when = at(step.key)
          return (
            <li
              key={step.key}
              aria-current={active ? 'step' : undefined}
              className="relative flex gap-3.5 pb-5 last:pb-0"
            >
              {(index < reached.length - 1 || exit) && (
                <span
                  aria-hidden="true"
                  className={classes('absolute top-6 bottom-0 left-[0.71875rem] w-0.5', done ? 'bg-brand' : 'bg-line')}
                />
              )}
              <span
                aria-hidden="true"
                className={classes(
                  'z-1 flex size-6 flex-none items-center justify-center rounded-full border-2',
                  done && 'border-brand bg-brand text-on-brand',
                  active && 'border-accent bg-accent-soft',
                  !done && !active && 'border-line bg-card',
                )}
              >
                {done && <Check className="size-4" strokeWidth={3} />}
                {active && <span className="size-2.5 animate-pulse rounded-full bg-accent" />}
              </span>
              <p
                className={classes(
                  'flex flex-1 justify-between gap-3',
                  !done && !active && 'text-ink-3',
                  active && 'font-bold',
                )}
              >
                {t(active ? `status.${order.status}` : `status.${step.key}`)}
                {when && (done || active) && <time className="num text-sm font-normal text-ink-2">{time(when)}</time>}
              </p>
            </li>
          )
        })}
        {exit && (
          <li className="flex gap-3.5">
            <span aria-hidden="true" className="z-1 size-6 flex-none rounded-full border-2 border-bad bg-bad-soft" />
            <p className="flex flex-1 justify-between gap-3 font-bold text-bad">
              {t(`status.${exit.status}`)}
              <time className="num text-sm font-normal">{time(exit.at)}</time>
            </p>
          </li>
        )}
      </ol>
    </section>
  )
}
