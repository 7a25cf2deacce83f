import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'

const swatches = [
  'bg-paper text-ink',
  'bg-card text-ink',
  'bg-card text-ink-2',
  'bg-card text-ink-3',
  'bg-sunk text-ink-2',
  'bg-tile text-ink',
  'bg-brand text-on-brand',
  'bg-brand-soft text-on-brand-soft',
  'bg-deep text-on-deep',
  'bg-deep text-cane',
  'bg-accent text-on-accent',
  'bg-accent-soft text-on-accent-soft',
  'bg-ok-soft text-ok',
  'bg-warn-soft text-warn',
  'bg-bad-soft text-bad',
  'bg-ink text-paper',
]

/** Each pair of ground and text that may be used. */
export const Colours = () => (
  <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(11rem,100%),1fr))] gap-3">
    {swatches.map((pair) => (
      <li
        key={pair}
        className={`${pair} flex min-h-16 items-end rounded-md border border-line p-3 text-sm font-semibold`}
      >
        {pair.replaceAll(/\b(bg|text)-/g, '').replace(' ', ' · ')}
      </li>
    ))}
  </ul>
)

const sizes = ['text-3xl', 'text-2xl', 'text-xl', 'text-lg', 'text-base', 'text-sm', 'text-xs', 'text-2xs']

export function Type() {
  const t = useT()
  return (
    <div className="flex flex-col gap-2">
      {sizes.map((size) => (
        <p key={size} className={`${size} flex flex-wrap items-baseline gap-x-4`}>
          <span className="min-w-0 font-bold wrap-anywhere">{t('sample.body')}</span>
          <code className="text-xs text-ink-2">{size}</code>
        </p>
      ))}
    </div>
  )
}

const at = '2026-11-22T12:30:00Z'
const now = Date.parse('2026-11-22T12:35:00Z')

export function Formats() {
  const format = useFormat()
  const shown = {
    money: format.money({ amount: 12_345_650, currency: 'INR' }),
    signedMoney: format.signedMoney({ amount: -4_500, currency: 'INR' }),
    number: format.number(1_234_567),
    compact: format.compact(1_234_567),
    percent: format.percent(0.256),
    change: format.change(0.042),
    weight: `${format.weight(500)}, ${format.weight(1_250)}`,
    volume: `${format.volume(200)}, ${format.volume(1_500)}`,
    distance: `${format.distance(350)}, ${format.distance(1_240)}`,
    time: format.time(at),
    date: format.date(at),
    dateTime: format.dateTime(at),
    ago: format.ago(at, now),
    duration: format.duration(3_900),
    clock: format.clock(245),
  }
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(min(14rem,100%),1fr))] gap-x-6">
      {Object.entries(shown).map(([name, value]) => (
        <div key={name} className="flex flex-wrap justify-between gap-x-3 border-b border-line/60 py-1.5 text-sm">
          <dt className="text-ink-2">{name}</dt>
          <dd className="num font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
