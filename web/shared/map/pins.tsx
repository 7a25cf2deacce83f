import { Bike, House, Store } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../ui/classes.ts'

/** A place: a drop with a picture in it, its tip on the point. Use with `anchor: 'bottom'`. */
function Drop({ label, tone, children }: { label: string; tone: string; children: ReactNode }) {
  return (
    <div role="img" aria-label={label} className="flex flex-col items-center drop-shadow-md">
      <div className={classes('flex size-10 items-center justify-center rounded-full border-[3px] border-card', tone)}>
        {children}
      </div>
      <div className="-mt-1 size-2.5 rotate-45 bg-card" />
    </div>
  )
}

export const StorePin = ({ label, closed = false }: { label: string; closed?: boolean }) => (
  <Drop label={label} tone={closed ? 'bg-ink-3 text-card' : 'bg-brand text-on-brand'}>
    <Store className="size-5" aria-hidden="true" />
  </Drop>
)

export const HomePin = ({ label }: { label: string }) => (
  <Drop label={label} tone="bg-accent text-on-accent">
    <House className="size-5" aria-hidden="true" />
  </Drop>
)

export const RiderPin = ({ label, small = false }: { label: string; small?: boolean }) => (
  <div
    role="img"
    aria-label={label}
    className={classes(
      'flex items-center justify-center rounded-full border-card bg-ink text-paper shadow-2',
      small ? 'size-6 border-2' : 'size-11 border-[3px]',
    )}
  >
    <Bike className={small ? 'size-3.5' : 'size-6'} aria-hidden="true" />
  </div>
)
