import type { Money, Totals } from '../api-client/types.ts'
import { useFormat } from './format.ts'
import type { feesEn } from './i18n/fees-en.ts'
import { makeUseT } from './i18n/i18n.tsx'

/** Its words are a part of their own: who shows it loads them. */
const useT = makeUseT<typeof feesEn>()

type Part = NonNullable<Totals['feeParts']>[number]

/**
 * What a fee is made of and why, as a `dd` below its amount: of the delivery fee its parts, of the small cart fee its limit.
 * Bills of shoppers give it a script of its own, since they stand without it.
 */
export function FeeWhy({
  parts = [],
  freeFrom,
  smallCartBelow,
}: {
  parts?: Part[] | undefined
  freeFrom?: Money | undefined
  smallCartBelow?: Money | undefined
}) {
  const t = useT()
  const { money } = useFormat()
  const [first] = parts
  if (smallCartBelow) return <Line>{t('fees.smallCartBelow', { below: money(smallCartBelow) })}</Line>
  if (!first) return null
  const free = freeFrom && t('fees.baseFreeFrom', { from: money(freeFrom) })
  // One part is the fee itself: it has its amount already.
  if (parts.length === 1 && first.code === 'base')
    return <Line>{[t('fees.base'), free].filter(Boolean).join(' · ')}</Line>
  return (
    <dd className="col-span-2 my-1 rounded-md bg-sunk px-3 py-2 text-sm print:bg-transparent">
      {!parts.some((part) => part.code === 'base') && <p className="pb-1 text-xs text-ink-2">{t('fees.baseFree')}</p>}
      <ul className="grid gap-1.5">
        {parts.map((part) => (
          <li key={part.code} className="grid grid-cols-[1fr_auto] gap-x-4">
            <span>{t(`fees.${part.code}`)}</span>
            <span>{money(part.amount)}</span>
            <span className="text-xs text-ink-2">{part.code === 'base' ? free : <Why part={part} />}</span>
          </li>
        ))}
      </ul>
    </dd>
  )
}

const Line = ({ children }: { children: string }) => (
  <dd className="col-span-2 text-xs font-normal text-ink-2">{children}</dd>
)

const surgeReasons = ['busy-store', 'few-riders', 'manual'] as const

function Why({ part: { code, reason, most, beyond } }: { part: Part }) {
  const t = useT()
  const { money, distance } = useFormat()
  if (code === 'slot') return t('fees.slotWhy')
  if (code === 'distance')
    return (
      beyond &&
      t('fees.distanceWhy', { count: beyond.kilometres, near: distance(beyond.nearM), perKm: money(beyond.perKm) })
    )
  const known = surgeReasons.find((each) => each === reason)
  return [known && t(`fees.${known}`), most && t('fees.most', { most: money(most) })].filter(Boolean).join(' ')
}
