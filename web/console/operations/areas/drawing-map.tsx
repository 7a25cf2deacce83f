import { Move } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Point } from '../../../api-client/types.ts'
import { CityMap, type Line, type MapMarker } from '../../../shared/map/map.tsx'
import { StorePin } from '../../../shared/map/pins.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { useT } from '../../messages/messages.ts'
import {
  cornerAt,
  crossesItself,
  degreesOf,
  gripOf,
  middleOf,
  mostCorners,
  movedCorner,
  movedRing,
  nudgedCorner,
  withCorner,
  withoutCorner,
} from './ring.ts'
import type { Drawn } from './use-drawing.ts'

/** Above this only the sides next to the chosen corner have a handle, and corners are small: more could not be told apart. */
const mostMiddles = 40
const stepM = 10
const longStepM = 100
const arrows: Record<string, [east: number, north: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** What is held by the pointer now, where it is, and the outline that letting go would make. */
interface Held {
  readonly id: string
  readonly at: [number, number]
  readonly ring: Line
}

/** An outline on the map: corners, the middles of sides and the whole are dragged, or moved by keys. */
export function DrawingMap({
  label,
  fitKey,
  store,
  ring,
  shaded,
  corner,
  bad,
  fixed,
  onCorner,
  onDraw,
}: {
  label: string
  fitKey: string
  store?: { name: string; point: Point } | undefined
  ring: Line
  /** What the store reaches, beneath the outline. */
  shaded?: readonly (readonly Line[])[] | undefined
  /** The chosen corner. */
  corner: number
  /** The API refuses the outline. */
  bad: boolean
  /** May be looked at only. */
  fixed: boolean
  onCorner: (index: number) => void
  onDraw: (drawn: Drawn, by?: string) => void
}) {
  const t = useT()
  const [held, setHeld] = useState<Held | null>(null)
  const focusNext = useRef<number | null>(null)
  const shown = held?.ring ?? ring
  const crosses = useMemo(() => crossesItself(shown), [shown])

  useEffect(() => {
    if (focusNext.current === null) return
    document.getElementById(idOf(focusNext.current))?.focus()
    focusNext.current = null
  }, [ring])

  const markers = useMemo((): MapMarker[] => {
    const kept = held === null || held.ring.length === ring.length ? shown : ring
    const grip = gripOf(ring, store?.point)
    const dragged = (id: string, make: (to: [number, number]) => Line, done: () => void = () => {}) =>
      fixed
        ? undefined
        : {
            onMove: (to: Point) => setHeld({ id, at: cornerAt(to), ring: make(cornerAt(to)) }),
            onEnd: (to: Point) => {
              setHeld(null)
              onDraw(make(cornerAt(to)))
              done()
            },
          }
    const wholeTo = (to: [number, number]) => movedRing(ring, [to[0] - grip[0], to[1] - grip[1]])
    const add = (index: number, at: [number, number]) => {
      onDraw(withCorner(ring, index, at))
      onCorner(index + 1)
      focusNext.current = index + 1
    }
    const keyOnCorner = (index: number) => (event: KeyboardEvent) => {
      const by = stepOf(event, ring[index]![1])
      if (by) onDraw((now) => nudgedCorner(now, index, by), idOf(index))
      else if (event.key === 'Delete' || event.key === 'Backspace') {
        if (withoutCorner(ring, index) === ring) return true
        onDraw(withoutCorner(ring, index))
        onCorner(Math.max(0, index - 1))
        focusNext.current = Math.max(0, index - 1)
      } else if (event.key === 'Insert' || event.key === '+') {
        if (ring.length < mostCorners) add(index, middleOf(ring, index))
      } else return false
      return true
    }
    const keyOnGrip = (event: KeyboardEvent) => {
      const by = stepOf(event, grip[1])
      if (by) onDraw((now) => movedRing(now, by), 'area')
      return by !== null
    }

    const near = (index: number) => index === corner || (index + 1) % ring.length === corner
    const middles = fixed || ring.length >= mostCorners ? [] : [...ring.keys()]
    return [
      ...(store
        ? [
            {
              id: 'store',
              point: store.point,
              anchor: 'bottom' as const,
              level: 1,
              content: <StorePin label={store.name} />,
            },
          ]
        : []),
      ...middles.flatMap((index): MapMarker[] => {
        const id = `side-${index}`
        const at = held?.id === id ? held.at : middleOf(kept, index)
        if (ring.length > mostMiddles && !near(index)) return []
        return [
          {
            id,
            point: pointOf(at),
            level: held?.id === id ? 5 : 2,
            drag: dragged(
              id,
              (to) => withCorner(ring, index, to),
              () => onCorner(index + 1),
            ),
            content: (
              <button
                type="button"
                tabIndex={-1}
                aria-label={t('ops.sideName', { number: index + 1 })}
                onClick={() => add(index, middleOf(ring, index))}
                className="flex size-7 cursor-copy items-center justify-center pointer-coarse:size-9"
              >
                <span aria-hidden="true" className="size-3 rounded-full border-2 border-brand bg-card shadow-1" />
              </button>
            ),
          },
        ]
      }),
      ...(fixed
        ? []
        : [
            {
              id: 'area',
              point: pointOf(held?.id === 'area' ? held.at : grip),
              level: 3,
              drag: dragged('area', wholeTo),
              onKey: keyOnGrip,
              content: (
                <button
                  type="button"
                  aria-label={t('ops.moveArea')}
                  title={t('ops.moveArea')}
                  className="flex size-10 cursor-move items-center justify-center rounded-full border-[1.5px] border-brand bg-card text-brand shadow-2"
                >
                  <Move className="size-5" aria-hidden="true" />
                </button>
              ),
            },
          ]),
      ...ring.map((_, index): MapMarker => {
        const id = idOf(index)
        return {
          id,
          point: pointOf(kept[index]!),
          level: index === corner ? 5 : 4,
          drag: dragged(
            id,
            (to) => movedCorner(ring, index, to),
            () => onCorner(index),
          ),
          ...(fixed ? {} : { onKey: keyOnCorner(index) }),
          content: (
            <button
              type="button"
              id={id}
              aria-label={t('ops.cornerName', { number: index + 1 })}
              aria-pressed={index === corner}
              onClick={() => onCorner(index)}
              onFocus={() => onCorner(index)}
              className={classes(
                'flex size-8 items-center justify-center rounded-full pointer-coarse:size-10',
                fixed ? undefined : 'cursor-grab active:cursor-grabbing',
              )}
            >
              <span
                aria-hidden="true"
                className={classes(
                  'rounded-full border-2 border-card shadow-1',
                  index === corner
                    ? 'size-5 bg-accent'
                    : ring.length > mostMiddles
                      ? 'size-2.5 bg-brand'
                      : 'size-4 bg-brand',
                )}
              />
            </button>
          ),
        }
      }),
    ]
  }, [ring, held, shown, corner, store, fixed, onCorner, onDraw, t])

  return (
    <>
      <CityMap
        label={label}
        className="h-[26rem] rounded-lg border border-line lg:h-[38rem]"
        markers={markers}
        areas={useMemo(() => [shown], [shown])}
        {...(shaded ? { shaded } : {})}
        areasBad={crosses || (bad && held === null)}
        fit={ring.map(pointOf)}
        fitKey={fitKey}
      />
      {held && crosses && (
        <p
          role="status"
          className="absolute inset-x-4 bottom-10 mx-auto w-fit rounded-md bg-bad-soft px-3 py-2 text-sm font-semibold text-bad shadow-2"
        >
          {t('ops.fault.crosses-itself')}
        </p>
      )}
    </>
  )
}

const idOf = (corner: number) => `corner-${corner}`
const pointOf = ([lng, lat]: [number, number]): Point => ({ lat, lng })

/** How far an arrow key goes there, in degrees; null for other keys. */
function stepOf(event: KeyboardEvent, lat: number): [number, number] | null {
  const way = arrows[event.key]
  if (!way || event.ctrlKey || event.metaKey || event.altKey) return null
  const metres = event.shiftKey ? longStepM : stepM
  return degreesOf(way[0] * metres, way[1] * metres, lat)
}
