import { ChevronsRight } from 'lucide-react'
import { type PointerEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'

const armedMs = 4_000
/** Share of the way that counts as meant. */
const enough = 0.72

/**
 * For what cannot be undone: slid over to the right with a thumb. By keyboard, screen reader or tap it is a button that is
 * pressed twice: the first press says so. While something is `missing` it is off, and says what above itself.
 */
export function Slide({
  label,
  onDone,
  missing,
  tone = 'bg-brand text-on-brand',
}: {
  label: string
  onDone: () => void
  missing?: ReactNode
  tone?: string
}) {
  const t = useT()
  const why = useId()
  const disabled = missing !== undefined
  const track = useRef<HTMLButtonElement>(null)
  const from = useRef<number | null>(null)
  const slid = useRef(false)
  const [share, setShare] = useState(0)
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (!armed) return
    const timer = setTimeout(() => setArmed(false), armedMs)
    return () => clearTimeout(timer)
  }, [armed])

  const shareAt = ({ clientX }: PointerEvent) =>
    from.current === null || !track.current
      ? 0
      : Math.max(0, Math.min(1, (clientX - from.current) / (track.current.clientWidth - 72)))
  const begin = (event: PointerEvent<HTMLButtonElement>) => {
    if (disabled) return
    from.current = event.clientX
    slid.current = false
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    const now = shareAt(event)
    if (now > 0.05) slid.current = true
    if (from.current !== null) setShare(now)
  }
  const end = (event: PointerEvent) => {
    const done = shareAt(event) >= enough
    from.current = null
    setShare(0)
    if (done) onDone()
  }
  const press = () => {
    // The click that ends a slide is not a press.
    if (slid.current) {
      slid.current = false
      return
    }
    if (!armed) return setArmed(true)
    setArmed(false)
    onDone()
  }

  return (
    <>
      {disabled && (
        <div id={why} className="text-lg font-semibold text-ink-2">
          {missing}
        </div>
      )}
      <button
        ref={track}
        type="button"
        disabled={disabled}
        aria-describedby={disabled ? why : undefined}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={() => {
          from.current = null
          setShare(0)
        }}
        onClick={press}
        aria-label={armed ? t('slide.again', { deed: label }) : label}
        className={classes(
          'relative flex min-h-18 w-full touch-pan-y items-center overflow-hidden rounded-[2.25rem] py-2 pr-4 pl-20 text-left text-xl leading-tight font-bold select-none',
          disabled ? 'bg-sunk text-ink-2' : armed ? 'bg-accent text-on-accent' : tone,
        )}
      >
        <span
          aria-hidden="true"
          className="absolute inset-y-0 left-1.5 my-auto flex h-15 w-15 items-center justify-center rounded-full bg-card text-ink"
          style={{ translate: `${share * ((track.current?.clientWidth ?? 72) - 72)}px 0` }}
        >
          <ChevronsRight className="size-8" />
        </span>
        <span className="flex-1" aria-live="polite">
          {armed ? t('slide.again', { deed: label }) : label}
        </span>
      </button>
    </>
  )
}
