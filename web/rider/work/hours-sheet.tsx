import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import { cancelBreak, getBreaks, planBreak, type RiderBreaks, type RiderShift } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { TimeField } from '../../shared/ui/dates.tsx'
import { ErrorState, Notice, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import { Deed } from '../ui/deed.tsx'
import { Segments } from '../ui/settings.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { clockAt, clockIn, nextAt } from './clock.ts'

const lengths = [10, 15, 20, 30, 45, 60]
const field = 'num min-h-16 text-xl! font-bold'

/** When a rider works until and rests meanwhile. */
export function HoursSheet({ shift, onClose }: { shift: RiderShift; onClose: () => void }) {
  const t = useT()
  const query = useQuery({ queryKey: ['rider', 'breaks'], queryFn: getBreaks })
  return (
    <Sheet title={t('hours.title')} onClose={onClose}>
      {query.isPending ? (
        <Skeleton className="h-60" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Breaks breaks={query.data} />
      )}
      {shift.state === 'on' && <EndOfShift until={shift.until} />}
    </Sheet>
  )
}

function useChange<V>(change: (value: V) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    // Also after a refusal: what is planned is not what the page believed.
    onSettled: () => client.invalidateQueries({ queryKey: ['rider'] }),
  })
}

function Breaks({ breaks }: { breaks: RiderBreaks }) {
  const t = useT()
  const { time } = useFormat()
  const cancel = useChange(cancelBreak)
  const left = breaks.items.filter((each) => each.state !== 'over')
  return (
    <section aria-labelledby="breaks" className="flex flex-col gap-3">
      <h3 id="breaks" className="text-xl font-bold">
        {t('hours.breaks')}
      </h3>
      {left.length > 0 && (
        <ul className="flex flex-col gap-2">
          {left.map((each) => (
            <li key={each.id} className="flex min-h-16 items-center gap-2 rounded-lg border-2 border-line bg-card pl-4">
              <span className="num min-w-0 flex-1 text-lg font-semibold">
                {each.state === 'running'
                  ? t('hours.running', { time: time(each.endsAt) })
                  : t('hours.break', { from: time(each.startsAt), until: time(each.endsAt) })}
              </span>
              {each.state === 'planned' && (
                <button
                  type="button"
                  aria-label={t('hours.cancel', { time: time(each.startsAt) })}
                  disabled={cancel.isPending}
                  onClick={() => cancel.mutate(each.id)}
                  className="flex size-16 flex-none items-center justify-center rounded-lg text-bad hover:bg-sunk"
                >
                  <X className="size-7" aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Refusal error={cancel.error} />
      {breaks.items.length < breaks.most ? (
        <PlanBreak breaks={breaks} />
      ) : (
        <p className="text-lg text-ink-2">{t('hours.most', { count: breaks.most })}</p>
      )}
    </section>
  )
}

function PlanBreak({ breaks: { shortestMinutes, longestMinutes } }: { breaks: RiderBreaks }) {
  const t = useT()
  const choices = lengths.filter((each) => each >= shortestMinutes && each <= longestMinutes)
  // Where none of the usual lengths is allowed, the longest is.
  const options = choices.length > 0 ? choices : [longestMinutes]
  const [begins, setBegins] = useState(() => clockIn(30, Date.now()))
  const [minutes, setMinutes] = useState(options[Math.min(1, options.length - 1)]!)
  const plan = useChange((startsAt: string) => planBreak({ startsAt, minutes }))
  const startsAt = nextAt(begins, Date.now())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const at = nextAt(begins, Date.now())
    if (at) plan.mutate(at.toISOString())
  }
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <TimeField label={t('hours.begins')} value={begins} onChange={setBegins} required className={field} />
      <Segments
        label={t('hours.length')}
        value={String(minutes)}
        onChange={(value) => setMinutes(Number(value))}
        options={options.map((each) => ({ value: String(each), label: String(each) }))}
      />
      <p className="text-base text-ink-2">{t('hours.planHelp')}</p>
      <Refusal error={plan.error} />
      <Deed type="submit" busy={plan.isPending} disabled={!startsAt}>
        {t('hours.plan')}
      </Deed>
    </form>
  )
}

function EndOfShift({ until }: { until: string | undefined }) {
  const t = useT()
  const known = until !== undefined && Date.parse(until) > Date.now() ? clockAt(until) : ''
  const [ends, setEnds] = useState(known)
  const set = (at: Date | null) =>
    void enqueue({ kind: 'shift', body: { state: 'on', until: at === null ? null : at.toISOString() } })
  return (
    <section aria-labelledby="ends" className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 id="ends" className="text-xl font-bold">
        {t('hours.end')}
      </h3>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          set(nextAt(ends, Date.now()) ?? null)
        }}
      >
        <TimeField
          label={t('hours.endsAt')}
          hint={t('hours.endHelp')}
          value={ends}
          onChange={setEnds}
          className={field}
        />
        <Deed type="submit" look="outline" disabled={ends === known}>
          {t(ends === '' && known !== '' ? 'hours.open' : 'hours.save')}
        </Deed>
      </form>
    </section>
  )
}

const refusals = [
  'break-time',
  'break-length',
  'break-after-shift',
  'break-overlaps',
  'too-many-breaks',
  'break-begun',
  'break-unknown',
  'off-shift',
] as const

/** Why a break was not planned or cancelled, in the rider's language. */
function Refusal({ error }: { error: unknown }) {
  const t = useT()
  const errorText = useErrorText()
  if (!error) return null
  const known = isProblem(error) && refusals.find((each) => error.code === `deliveries/${each}`)
  return <Notice tone="bad">{known ? t(`hours.no.${known}`) : errorText(error)}</Notice>
}
