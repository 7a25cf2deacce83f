import { Link } from '@tanstack/react-router'
import type { Substitution } from '../../api-client/cart.ts'
import type { CartLine } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Stepper } from '../../shared/ui/stepper.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { addableLine, setQuantity, setSubstitution } from './cart.ts'

export function CartLines({ lines, onLeave }: { lines: CartLine[]; onLeave?: () => void }) {
  return (
    <ul className="divide-y divide-line">
      {lines.map((line) => (
        <Line key={line.productId} line={line} onLeave={onLeave} />
      ))}
    </ul>
  )
}

function Line({ line, onLeave }: { line: CartLine; onLeave?: () => void }) {
  const t = useT()
  const { money } = useFormat()
  const { store } = useServing()
  const name = useName()(line)
  const short = line.available !== undefined && line.available < line.quantity
  const mrpTotal = { ...line.mrp, amount: line.mrp.amount * line.quantity }
  return (
    <li className="flex flex-col gap-1 p-3">
      <div className="flex flex-wrap items-center gap-3">
        <img
          src={line.image}
          alt=""
          width={64}
          height={64}
          loading="lazy"
          className="size-[min(4rem,17vw)] flex-none rounded-md bg-tile object-cover"
        />
        <div className="min-w-0 flex-1 basis-24">
          <Link
            to="/product/$productId"
            params={{ productId: line.productId }}
            onClick={onLeave}
            className="line-clamp-2 text-sm leading-snug font-semibold hover:underline"
          >
            {name}
          </Link>
          <p className="text-xs text-ink-2">{[line.pack, line.brand].filter(Boolean).join(', ')}</p>
          {short && (
            <p className="text-xs font-semibold text-bad">
              {line.available === 0 ? t('cart.lineSoldOut') : t('cart.lineShort', { count: line.available ?? 0 })}
            </p>
          )}
        </div>
        <div className="ml-auto flex flex-none flex-col items-end gap-1.5">
          <Stepper
            name={name}
            quantity={line.quantity}
            max={Math.min(line.maxPerOrder, Math.max(line.available ?? line.maxPerOrder, line.quantity))}
            onChange={(quantity) => store && setQuantity(addableLine(line), quantity, store.id)}
          />
          <span className="num text-sm leading-none">
            {mrpTotal.amount > line.total.amount && <s className="mr-1.5 text-xs text-ink-3">{money(mrpTotal)}</s>}
            <span className="font-bold">{money(line.total)}</span>
          </span>
        </div>
      </div>
      <SubstitutionWish line={line} />
    </li>
  )
}

const wishes = ['refund', 'allow', 'ask'] as const

/** If it is sold out at the shelf: refunded, replaced or asked. Without a wish the choice for the whole order holds. */
function SubstitutionWish({ line }: { line: CartLine }) {
  const t = useT()
  const { store } = useServing()
  const name = useName()(line)
  const label = t('cart.ifSoldOut')
  return (
    <label className="ml-[min(4.75rem,20.5vw)] flex items-center gap-1 self-start text-xs text-ink-2">
      {label}
      <select
        aria-label={`${label}: ${name}`}
        value={line.substitution ?? ''}
        disabled={!store}
        onChange={({ target }) => store && setSubstitution(line, target.value as Substitution, store.id)}
        className="h-6 min-w-0 truncate rounded-sm bg-card font-medium text-ink underline decoration-line-strong underline-offset-3"
      >
        {!line.substitution && <option value="">{t('cart.wishNone')}</option>}
        {wishes.map((wish) => (
          <option key={wish} value={wish}>
            {t(`checkout.substitutions.${wish}`)}
          </option>
        ))}
      </select>
    </label>
  )
}
