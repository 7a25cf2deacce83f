import { Minus, Plus } from 'lucide-react'
import { type ComponentType, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useSharedT } from '../../i18n/i18n.tsx'
import { useTheme } from '../../theme.ts'
import { fitZoomMax, roomAround } from '../fit.ts'
import type { DrawnMapProps, MapProps } from '../map.tsx'
import { overlayColours } from '../overlay-colours.ts'
import { type Drawing, startDrawing } from './drawing.ts'
import type { Picture } from './picture.ts'
import { StillMarker } from './still-marker.tsx'
import { project, type View, viewOf } from './view.ts'

interface Shown {
  view: View
  attribution?: string
  /** Not there: no picture has come yet, and with `failed` none could. */
  drawn?: 'whole' | 'partly'
  failed?: boolean
}

/**
 * The map as a picture, for who only looks: a worker draws it from the same tiles and style as MapLibre does, so that the
 * page stays free on a phone without a good graphics card, and half a megabyte is not loaded. MapLibre takes its place
 * when the map is tapped or zoomed. Its own chunk: use `CityMap` with `still`.
 */
export function StillMap({ failed, ...props }: DrawnMapProps) {
  const theme = useTheme()
  const section = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawing = useRef<Drawing>(undefined)
  const [shown, setShown] = useState<Shown>()

  const ask = useEffectEvent(() => {
    const { clientWidth: width, clientHeight: height } = section.current!
    if (!drawing.current || width === 0 || !props.fit) return
    const view = viewOf(props.fit, { width, height }, roomAround(props.padding), fitZoomMax)
    // What stands on the map does not wait for the first picture; later ones take it along.
    setShown((former) => (former?.drawn ? former : { ...former, view }))
    drawing.current.ask({ view, theme, ratio: Math.min(2, window.devicePixelRatio) })
  })
  const show = useEffectEvent(({ view, attribution, bitmap, complete }: Picture) => {
    // A former picture stays, in its own view, until there is another; a whole one until that is whole, too.
    if (!bitmap) return setShown((former) => (former?.drawn ? former : { view, failed: true }))
    if (shown?.drawn === 'whole' && !complete) return
    setShown({ view, attribution, drawn: complete ? 'whole' : 'partly' })
    canvas.current?.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap)
  })

  // 'moves': MapLibre has drawn, and nothing is left of the picture. 'broken': it never can, and the picture stays.
  const [state, setState] = useState<'still' | 'opening' | 'moves' | 'broken'>('still')
  const moves = state === 'moves'
  useEffect(() => {
    if (moves) return
    const started = startDrawing((picture) => show(picture))
    drawing.current = started
    const sized = new ResizeObserver(() => ask())
    sized.observe(section.current!)
    return () => {
      drawing.current = undefined
      started.end()
      sized.disconnect()
    }
  }, [moves])
  useEffect(() => ask(), [theme, props.fitKey])

  const [opened, setOpened] = useState<{ Drawn: ComponentType<DrawnMapProps>; zoomedBy: number }>()
  const open = useEffectEvent((zoomedBy: number) => {
    if (state !== 'still' || !shown) return
    setState('opening')
    import('../maplibre.tsx').then(
      ({ MapLibreMap }) => setOpened({ Drawn: MapLibreMap, zoomedBy }),
      () => begun('away'),
    )
  })
  const begun = (how: 'drawn' | 'away' | 'broken') => {
    // Without a connection the picture stays, and another tap tries again.
    setState(how === 'drawn' ? 'moves' : how === 'away' ? 'still' : how)
    if (how !== 'drawn') setOpened(undefined)
    if (how === 'broken') leaveButtons(section.current!)
  }
  useEffect(() => {
    const picture = canvas.current!
    const tapped = () => open(0)
    picture.addEventListener('click', tapped)
    return () => picture.removeEventListener('click', tapped)
  }, [])

  useEffect(() => {
    // What was focused is gone, and arrow keys move the map.
    if (moves && document.activeElement === document.body)
      section.current?.querySelector<HTMLElement>('.maplibregl-canvas')?.focus({ preventScroll: true })
  }, [moves])

  const view = shown?.view
  return (
    <div
      ref={section}
      aria-busy={state === 'opening'}
      className={`absolute inset-0 ${state === 'opening' ? 'cursor-progress' : ''}`}
    >
      {!moves && (
        <>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus */}
          <canvas
            ref={canvas}
            aria-hidden="true"
            className="absolute inset-0"
            style={view && { width: view.width, height: view.height }}
          />
          {shown?.failed && <div className="pointer-events-none">{failed}</div>}
          {view && props.line && <Way line={props.line} view={view} colours={overlayColours[theme]} />}
          {view && props.markers?.map((marker) => <StillMarker key={marker.id} marker={marker} view={view} />)}
          {view && state !== 'broken' && <Zoom onZoom={(by) => open(by)} />}
          {shown && (
            <p className="absolute right-0 bottom-0 rounded-tl-md bg-card px-3 text-xs leading-5 text-ink-2">
              {shown.attribution}
            </p>
          )}
        </>
      )}
      {opened && view && (
        <div className={moves ? '' : 'invisible'}>
          <opened.Drawn
            {...props}
            begin={{ centre: view.centre, zoom: view.zoom + opened.zoomedBy }}
            failed={null}
            onBegun={begun}
          />
        </div>
      )}
    </div>
  )
}

/** The zoom buttons go: a focus on them stays at the map. */
function leaveButtons(section: HTMLElement): void {
  const region = section.closest('section')
  if (!region || !section.contains(document.activeElement)) return
  region.tabIndex = -1
  region.focus({ preventScroll: true })
}

/** As MapLibre's, in the same place. */
function Zoom({ onZoom }: { onZoom: (by: number) => void }) {
  const t = useSharedT()
  return (
    <div className="absolute top-2.5 right-2.5 z-10 flex flex-col divide-y divide-line overflow-hidden rounded-xl bg-card text-ink ring-2 ring-line">
      <button
        type="button"
        aria-label={t('map.zoomIn')}
        className="flex size-10 items-center justify-center"
        onClick={() => onZoom(1)}
      >
        <Plus className="size-5" aria-hidden="true" strokeWidth={3} />
      </button>
      <button
        type="button"
        aria-label={t('map.zoomOut')}
        className="flex size-10 items-center justify-center"
        onClick={() => onZoom(-1)}
      >
        <Minus className="size-5" aria-hidden="true" strokeWidth={3} />
      </button>
    </div>
  )
}

function Way({
  line,
  view,
  colours,
}: {
  line: NonNullable<MapProps['line']>
  view: View
  colours: (typeof overlayColours)['light']
}) {
  const points = line
    .map((corner) =>
      project(view, corner)
        .map((at) => at.toFixed(1))
        .join(),
    )
    .join(' ')
  const round = { fill: 'none', strokeLinecap: 'round', strokeLinejoin: 'round', points } as const
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full">
      <polyline {...round} stroke={colours.casing} strokeWidth="9" />
      <polyline {...round} stroke={colours.line} strokeWidth="5" />
    </svg>
  )
}
