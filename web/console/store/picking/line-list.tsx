import { Check, CircleMinus, Circle as Open, Undo2 } from 'lucide-react'
import type { PickDeed, PickLine, PickTask } from '../../../api-client/picking.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'

/** All lines in the order of the way, what was done with each, and the way back from it. */
export function LineList({
  pick,
  current,
  onGo,
  act,
  onRelease,
}: {
  pick: PickTask
  current: PickLine | undefined
  onGo: (productId: string) => void
  act: (deed: PickDeed) => void
  onRelease: () => void
}) {
  const t = useT()
  return (
    <div className="flex flex-col gap-4 p-3">
      <ul aria-label={t('pick.lines')} className="grid gap-2">
        {pick.lines.map((line) => {
          const state = line.picked === null ? 'open' : line.picked < line.ordered ? 'short' : 'found'
          const Icon = { open: Open, short: CircleMinus, found: Check }[state]
          return (
            <li
              key={line.productId}
              className={classes(
                'flex items-center gap-2 rounded-lg border bg-card p-2',
                line.productId === current?.productId ? 'border-brand' : 'border-line',
              )}
            >
              <button
                type="button"
                className="flex min-h-12 min-w-0 flex-1 items-center gap-3 text-left"
                onClick={() => onGo(line.productId)}
              >
                <Icon
                  className={classes(
                    'size-6 flex-none',
                    { open: 'text-ink-3', short: 'text-warn', found: 'text-ok' }[state],
                  )}
                  aria-hidden="true"
                />
                <span className="min-w-0 flex-1">
                  <span className="block leading-snug font-semibold">
                    <span className="num">{line.ordered} ×</span> {line.name}
                  </span>
                  <span className="num block text-sm text-ink-2">
                    {line.bin ?? t('pick.noPlace')} · {line.pack}
                  </span>
                  {line.substitute && (
                    <span className="block text-sm font-medium text-brand">
                      {t('pick.instead', { count: line.substitute.quantity, name: line.substitute.name })}
                    </span>
                  )}
                  {line.substitute?.state === 'asked' && (
                    <Badge tone="accent" className="mt-1">
                      {t('ask.open')}
                      {line.substitute.expiresAt && (
                        <Countdown until={line.substitute.expiresAt} label={t('ask.left')} warnS={20} />
                      )}
                    </Badge>
                  )}
                  {line.substitute?.state === 'approved' && (
                    <Badge tone="ok" className="mt-1">
                      {t('ask.yes')}
                    </Badge>
                  )}
                  {!line.substitute && line.answer && (
                    <Badge tone="warn" className="mt-1">
                      {t(line.answer === 'refused' ? 'ask.noShort' : 'ask.lateShort')}
                    </Badge>
                  )}
                </span>
                {state !== 'open' && (
                  <Badge tone={state === 'short' ? 'warn' : 'ok'}>
                    {t('order.picked', { picked: line.picked ?? 0, count: line.ordered })}
                  </Badge>
                )}
              </button>
              {state !== 'open' && (
                <Button
                  look="quiet"
                  aria-label={t('pick.undoName', { name: line.name })}
                  onClick={() => {
                    if (line.substitute) act({ kind: 'withdraw', body: { productId: line.productId } })
                    act({ kind: 'line', body: { productId: line.productId, picked: null } })
                  }}
                >
                  <Undo2 className="size-5" aria-hidden="true" />
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <Button look="danger" onClick={onRelease}>
        {t('pick.release')}
      </Button>
    </div>
  )
}
