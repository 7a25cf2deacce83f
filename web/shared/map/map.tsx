import { Component, lazy, type ReactNode, Suspense } from 'react'
import type { Point } from '../../api-client/types.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { Skeleton } from '../ui/feedback.tsx'

/** Pairs of [lng, lat], as in GeoJSON. */
export type Line = [number, number][]

export interface MapMarker {
  id: string
  point: Point
  /** What stands there; it is drawn centred on the point, or above it with `anchor: 'bottom'`. */
  content: ReactNode
  anchor?: 'center' | 'bottom'
  /** Moves there along this line instead of jumping. */
  along?: Line
  /** Higher is in front. */
  level?: number
  /** Can be dragged: told where it is meanwhile and at the end. It stands where `point` says at once. */
  drag?: { onMove: (to: Point) => void; onEnd: (to: Point) => void }
  /** Hears keys on the content before the map does, which pans by arrow keys; true when it took one. */
  onKey?: (event: KeyboardEvent) => boolean
}

/** One of many that move, drawn as a dot of its tone. */
export interface MovingThing {
  id: string
  point: Point
  tone: 'busy' | 'idle' | 'off'
}

export interface MapProps {
  /** Said to screen readers; what the map shows is also said in text beside it. */
  label: string
  className?: string
  markers?: MapMarker[]
  /** Many that move (riders of a city), as dots on one canvas; a few are better as markers, which have names. */
  moving?: readonly MovingThing[]
  line?: Line
  areas?: Line[]
  /** Ground that is shaded beneath the areas: polygons, each an outer ring and its holes. */
  shaded?: readonly (readonly Line[])[]
  /** The areas cannot be as they are drawn. */
  areasBad?: boolean
  /** Shows all of these, again each time `fitKey` changes. */
  fit?: Point[]
  fitKey?: string
  /** Where the map begins, when there is nothing to fit. */
  centre?: Point
  zoom?: number
  /** Flies there when it changes, no closer than `zoom` or than it is; so far away that `beside` is seen, too. */
  target?: { point: Point; beside?: Point; zoom?: number; key: string }
  /** Told when the person has moved the map, with its new middle. */
  onMoved?: (centre: Point) => void
  padding?: number
  /** A picture that shows what `fit` says until the person wants to move it. */
  still?: boolean
}

/** What draws a map is told also where it begins, if not with what fits, and what stands where it cannot draw. */
export type DrawnMapProps = MapProps & {
  begin?: { centre: Point; zoom: number }
  failed: ReactNode
  /** Told once it has drawn, that its style did not come, or that it can never draw here. */
  onBegun?: (how: 'drawn' | 'away' | 'broken') => void
}

// The map library is larger than all else together: it is loaded when a map is first shown.
const Drawn = lazy(() => import('./maplibre.tsx').then((module) => ({ default: module.MapLibreMap })))
const Still = lazy(() => import('./still/still-map.tsx').then((module) => ({ default: module.StillMap })))

/** A map of our own streets. Where it cannot be drawn (no WebGL, no connection) the page goes on without it. */
export function CityMap(props: MapProps) {
  // Older browsers have no canvas in a worker.
  const Shown = props.still && 'OffscreenCanvas' in window ? Still : Drawn
  return (
    <section aria-label={props.label} className={`relative isolate overflow-hidden bg-sunk ${props.className ?? ''}`}>
      <MapBoundary fallback={<MapFailed />}>
        <Suspense fallback={<Skeleton className="absolute inset-0 size-full rounded-none" />}>
          <Shown {...props} failed={<MapFailed />} />
        </Suspense>
      </MapBoundary>
    </section>
  )
}

/** What stands in its place where it cannot be drawn. */
export function MapFailed() {
  const t = useSharedT()
  return (
    <p className="weave absolute inset-0 flex items-center justify-center bg-sunk p-6 text-center text-sm text-ink-2">
      {t('map.failed')}
    </p>
  )
}

class MapBoundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}
