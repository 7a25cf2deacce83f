import {
  Banknote,
  Bike,
  Camera,
  Check,
  CircleAlert,
  CircleCheck,
  CircleUser,
  Clock,
  CreditCard,
  Gift,
  House,
  type LucideIcon,
  MapPin,
  MessageCircle,
  Minus,
  PackageCheck,
  Pencil,
  Phone,
  Plus,
  Printer,
  Receipt,
  ScanLine,
  Search,
  ShoppingBasket,
  SlidersHorizontal,
  Snowflake,
  Star,
  Store,
  TicketPercent,
  Trash2,
  TriangleAlert,
  Undo2,
  Wallet,
  WifiOff,
  X,
  Zap,
} from 'lucide-react'
import { useState } from 'react'
import { Mark, Wordmark } from '../../shared/brand/logo.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'

/** Steps of space in rem; Tailwind's numbers are quarters of one. */
const steps = [1, 2, 3, 4, 6, 8, 12, 16]
const radii = ['rounded-sm', 'rounded-md', 'rounded-lg', 'rounded-xl']
const shadows = ['shadow-1', 'shadow-2']
const motions = [
  { name: '--quick', className: 'duration-(--quick)' },
  { name: '--calm', className: 'duration-(--calm)' },
]

/** Space, corners, shadows and motion: the tokens that are no colour and no letter. */
export function Space() {
  const t = useT()
  const [there, setThere] = useState(false)
  return (
    <div className="flex flex-col gap-6">
      <ul aria-label={t('design.space')} className="flex flex-col gap-1.5">
        {steps.map((step) => (
          <li key={step} className="flex items-center gap-3">
            <code className="w-10 flex-none text-xs text-ink-2">{step}</code>
            <span aria-hidden="true" className="h-4 rounded-sm bg-brand" style={{ width: `${step / 4}rem` }} />
            <span className="num text-xs text-ink-2">{step / 4} rem</span>
          </li>
        ))}
      </ul>
      <ul
        aria-label={t('design.corners')}
        className="grid grid-cols-[repeat(auto-fill,minmax(min(8rem,100%),1fr))] gap-4"
      >
        {[...radii.map((name) => `${name} border border-line`), ...shadows.map((name) => `${name} rounded-md`)].map(
          (name) => (
            <li key={name} className={classes(name, 'flex min-h-20 items-end bg-card p-3')}>
              <code className="text-xs text-ink-2">{name.split(' ')[0]}</code>
            </li>
          ),
        )}
      </ul>
      <div className="flex flex-col items-start gap-3">
        <p className="max-w-2xl text-sm text-ink-2">{t('design.motionHelp')}</p>
        <ul aria-label={t('design.motion')} className="flex w-full max-w-80 flex-col gap-2">
          {motions.map(({ name, className }) => (
            <li key={name} className="rounded-md bg-sunk p-2">
              <span
                className={classes(
                  'block w-1/2 rounded-sm bg-brand px-2 py-1 text-xs font-semibold text-on-brand transition-transform ease-(--ease)',
                  className,
                  there && 'translate-x-full',
                )}
              >
                {name}
              </span>
            </li>
          ))}
        </ul>
        <Button look="outline" size="s" onClick={() => setThere(!there)}>
          {t('design.move')}
        </Button>
      </div>
    </div>
  )
}

const icons: Record<string, LucideIcon> = {
  Search,
  ShoppingBasket,
  MapPin,
  Zap,
  Star,
  TicketPercent,
  CreditCard,
  Wallet,
  Banknote,
  Gift,
  Receipt,
  CircleUser,
  House,
  Store,
  Bike,
  Phone,
  MessageCircle,
  PackageCheck,
  ScanLine,
  Camera,
  Snowflake,
  Clock,
  Plus,
  Minus,
  Check,
  X,
  Pencil,
  Trash2,
  Undo2,
  Printer,
  SlidersHorizontal,
  CircleCheck,
  CircleAlert,
  TriangleAlert,
  WifiOff,
}

/** The marks, and Lucide's icons for what comes up most: one icon for one thing, in all apps. */
export function Icons() {
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center gap-6">
        <Wordmark className="h-10 text-brand" />
        <Mark className="size-8 text-brand" />
        <Mark className="size-12 text-ink" />
        <span className="weave rounded-md bg-deep p-4 text-cane">
          <Mark className="size-10" />
        </span>
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(8rem,100%),1fr))] gap-x-2 gap-y-4">
        {Object.entries(icons).map(([name, Icon]) => (
          <li key={name} className="flex flex-col items-center gap-1.5 text-center">
            <span className="flex items-end gap-2">
              <Icon className="size-4" aria-hidden="true" />
              <Icon className="size-6" aria-hidden="true" />
            </span>
            <code className="max-w-full text-xs wrap-anywhere text-ink-2">{name}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}
