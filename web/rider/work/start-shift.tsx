import { useQuery } from '@tanstack/react-query'
import { BatteryMedium, Bike, Check, LocateFixed, ShoppingBag, TriangleAlert, Wallet } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { getCash, type RiderShift } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { TimeField } from '../../shared/ui/dates.tsx'
import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import { Deed } from '../ui/deed.tsx'
import { useBattery } from './battery.ts'
import { nextAt } from './clock.ts'
import { Hours } from './hours.tsx'
import { askForPosition, useLocating } from './positions.ts'

const lowBattery = 0.2

/** Before work: what has to be right, each with what to do about it. */
export function StartShift({ shift, onBreak }: { shift: RiderShift; onBreak: boolean }) {
  const t = useT()
  const format = useFormat()
  const locating = useLocating()
  const battery = useBattery()
  const cash = useQuery({ queryKey: ['rider', 'cash'], queryFn: getCash })
  const [ends, setEnds] = useState('')
  const [checked, setChecked] = useState<readonly string[]>([])
  const check = (what: string) =>
    setChecked((before) => (before.includes(what) ? before.filter((each) => each !== what) : [...before, what]))

  const start = () => {
    const until = onBreak ? undefined : nextAt(ends, Date.now())
    void enqueue({ kind: 'shift', body: { state: 'on', ...(until ? { until: until.toISOString() } : {}) } })
  }

  const { limit, inHand, declared } = cash.data ?? {}
  const full = limit && inHand && declared ? inHand.amount - declared.amount >= limit.amount : false
  const low = battery.level !== null && battery.level < lowBattery && !battery.charging
  const ready = onBreak || (checked.includes('vehicle') && checked.includes('bag') && locating === 'ok' && !full)

  return (
    <div className="flex flex-1 flex-col p-4">
      <h1 className="text-2xl font-bold">{t(onBreak ? 'shift.onBreak' : 'shift.off')}</h1>
      {shift.state === 'break' && shift.at && (
        <p className="num text-lg font-semibold">{t('shift.breakSince', { time: format.time(shift.at) })}</p>
      )}
      {shift.endedBy === 'staff' && shift.at && (
        <p role="status" className="num text-lg font-semibold">
          {t('shift.endedByStore', { time: format.time(shift.at) })}
        </p>
      )}
      <p className="mt-1 text-lg text-ink-2">{t('shift.hello', { name: shift.rider.name, store: shift.store.name })}</p>
      {!onBreak && (
        <section aria-labelledby="checks" className="mt-5">
          <h2 id="checks" className="mb-2 text-xl font-bold">
            {t('shift.checks')}
          </h2>
          <ul className="flex flex-col gap-2">
            <Check2
              icon={<Bike className="size-[28px] flex-none" aria-hidden="true" />}
              text={t(`check.vehicle.${shift.rider.vehicle}`)}
              done={checked.includes('vehicle')}
              onClick={() => check('vehicle')}
            />
            <Check2
              icon={<ShoppingBag className="size-[28px] flex-none" aria-hidden="true" />}
              text={t('check.bag')}
              done={checked.includes('bag')}
              onClick={() => check('bag')}
            />
            <Check2
              icon={<LocateFixed className="size-[28px] flex-none" aria-hidden="true" />}
              text={t(locating === 'denied' ? 'check.locationDenied' : 'check.location')}
              done={locating === 'ok'}
              bad={locating === 'denied' || locating === 'unavailable'}
              onClick={askForPosition}
            />
            {battery.level !== null && (
              <Fact
                icon={<BatteryMedium className="size-[28px] flex-none" aria-hidden="true" />}
                text={t(low ? 'check.batteryLow' : 'check.battery', { percent: Math.round(battery.level * 100) })}
                bad={low}
              />
            )}
            {cash.data && (
              <Fact
                icon={<Wallet className="size-[28px] flex-none" aria-hidden="true" />}
                text={
                  full
                    ? t('check.cashFull', { cash: format.money(cash.data.inHand), store: shift.store.name })
                    : t('check.cash', { cash: format.money(cash.data.inHand) })
                }
                bad={full}
              />
            )}
          </ul>
        </section>
      )}
      <div className="mt-auto flex flex-col gap-3 pt-4 pb-2">
        {onBreak ? (
          <Hours shift={shift} />
        ) : (
          <TimeField
            label={t('hours.endsAt')}
            hint={t('hours.mayBeOpen')}
            value={ends}
            onChange={setEnds}
            className="num min-h-16 text-xl! font-bold"
          />
        )}
        {!ready && (
          <p id="why-not" className="text-lg font-semibold text-ink-2">
            {t('shift.notReady')}
          </p>
        )}
        <Deed disabled={!ready} aria-describedby={ready ? undefined : 'why-not'} onClick={start}>
          {t(onBreak ? 'shift.resume' : 'shift.start')}
        </Deed>
        {onBreak && (
          <Deed look="outline" onClick={() => void enqueue({ kind: 'shift', body: { state: 'off' } })}>
            {t('shift.end')}
          </Deed>
        )}
      </div>
    </div>
  )
}

const row =
  'flex min-h-16 w-full items-center gap-[12px] rounded-lg border-2 px-[min(1rem,4vw)] py-2 text-left text-lg font-semibold'

function Check2({
  icon,
  text,
  done,
  bad = false,
  onClick,
}: {
  icon: ReactNode
  text: string
  done: boolean
  bad?: boolean
  onClick: () => void
}) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={done}
        onClick={onClick}
        className={classes(
          row,
          done
            ? 'border-ok bg-ok-soft text-ok'
            : bad
              ? 'border-bad bg-bad-soft text-bad'
              : 'border-line-strong bg-card',
        )}
      >
        {icon}
        <span className="min-w-0 flex-1">{text}</span>
        <span
          aria-hidden="true"
          className={classes(
            'flex size-[36px] flex-none items-center justify-center rounded-full border-2',
            done ? 'border-ok bg-ok text-paper' : 'border-line-strong',
          )}
        >
          {done && <Check className="size-6" />}
        </span>
      </button>
    </li>
  )
}

const Fact = ({ icon, text, bad }: { icon: ReactNode; text: string; bad: boolean }) => (
  <li className={classes(row, bad ? 'border-warn bg-warn-soft text-warn' : 'border-transparent bg-sunk')}>
    {bad ? <TriangleAlert className="size-[28px] flex-none" aria-hidden="true" /> : icon}
    <span className="min-w-0 flex-1">{text}</span>
  </li>
)
