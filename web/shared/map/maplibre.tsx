import 'maplibre-gl/dist/maplibre-gl.css'
import './map.css'
import type * as GeoJSON from 'geojson'
import {
  AttributionControl,
  type ExpressionSpecification,
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as MapLibre,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Point } from '../../api-client/types.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { useTheme } from '../theme.ts'
import { fitZoomMax, roomAround } from './fit.ts'
import type { DrawnMapProps, Line, MapProps } from './map.tsx'
import { Markers } from './markers.tsx'
import { MovingLayer } from './moving.tsx'
import { overlayColours } from './overlay-colours.ts'

// A worker from a file of ours: a strict policy has no `blob:`.
setWorkerUrl(workerUrl)

/** The server could not be reached, or has no answer now. */
const isAway = (error: { message: string; status?: number }): boolean =>
  error instanceof TypeError || error.status === 0 || (error.status ?? 0) >= 500

const empty = { type: 'FeatureCollection' as const, features: [] }

/** The map itself. Its own chunk: import `CityMap` instead. */
export function MapLibreMap({ failed, ...props }: DrawnMapProps) {
  const t = useSharedT()
  const theme = useTheme()
  const container = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre | null>(null)
  const [broken, setBroken] = useState(false)
  const moved = useEffectEvent((centre: Point) => props.onMoved?.(centre))
  const begun = useEffectEvent((how: 'drawn' | 'away' | 'broken') => props.onBegun?.(how))
  const drawOverlays = useEffectEvent((drawn: MapLibre) => {
    addOverlays(drawn, theme)
    setOverlay(drawn, 'tokri-line', lineFeature(props.line))
    setOverlay(drawn, 'tokri-areas', areaFeatures(props.areas, props.areasBad))
    setOverlay(drawn, 'tokri-shaded', shadedFeature(props.shaded))
  })
  const firstView = useEffectEvent(() => viewOf(props))
  const labels = useEffectEvent(() => ({ zoomIn: t('map.zoomIn'), zoomOut: t('map.zoomOut'), map: t('map.label') }))
  const firstStyle = useEffectEvent(() => styleUrl(theme))

  useEffect(() => {
    if (!container.current) return
    let created: MapLibre
    try {
      const { zoomIn, zoomOut, map: title } = labels()
      created = new MapLibre({
        container: container.current,
        style: firstStyle(),
        ...firstView(),
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxZoom: 19,
        // Each label that fades in has the whole map drawn for as long; and more than two dots a pixel nobody sees.
        fadeDuration: 0,
        pixelRatio: Math.min(2, window.devicePixelRatio),
        locale: {
          'NavigationControl.ZoomIn': zoomIn,
          'NavigationControl.ZoomOut': zoomOut,
          'Map.Title': title,
        },
        // The worker has no page to be relative to.
        transformRequest: (url) => ({ url: new URL(url, window.location.origin).href }),
      })
    } catch {
      setBroken(true)
      begun('broken')
      return
    }
    created.touchZoomRotate.disableRotation()
    created.addControl(new AttributionControl({ compact: false }))
    created.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    let styled = false
    // Without a connection tiles stay away and come by themselves later: that is said elsewhere, and no fault.
    created.on('error', ({ error }) => {
      if (navigator.onLine && !isAway(error)) console.error(error)
      if (!styled) begun('away')
    })
    created.on('style.load', () => {
      styled = true
      drawOverlays(created)
    })
    created.once('load', () => begun('drawn'))
    created.on('dragend', () => moved(pointOf(created)))
    // By the arrow keys, which drag nothing.
    created.on('moveend', ({ originalEvent }) => isKey(originalEvent) && moved(pointOf(created)))
    created.on('zoomend', (event) => event.originalEvent && moved(pointOf(created)))
    setMap(created)
    return () => {
      setMap(null)
      created.remove()
    }
  }, [])

  const shownTheme = useRef(theme)
  useEffect(() => {
    if (!map || shownTheme.current === theme) return
    shownTheme.current = theme
    map.setStyle(styleUrl(theme), { diff: false })
  }, [map, theme])

  useEffect(() => setOverlay(map, 'tokri-line', lineFeature(props.line)), [map, props.line])
  useEffect(
    () => setOverlay(map, 'tokri-areas', areaFeatures(props.areas, props.areasBad)),
    [map, props.areas, props.areasBad],
  )
  useEffect(() => setOverlay(map, 'tokri-shaded', shadedFeature(props.shaded)), [map, props.shaded])

  const fitted = useRef<string | null | undefined>(boundsOf(props.fit) ? props.fitKey : null)
  const fitNow = useEffectEvent(() => {
    // It began with these: to fly where it is would draw it for half a second.
    if (fitted.current === props.fitKey) return
    fitted.current = props.fitKey
    const bounds = boundsOf(props.fit)
    if (map && bounds)
      map.fitBounds(bounds, { padding: roomAround(props.padding), maxZoom: fitZoomMax, duration: calmMs() })
  })
  useEffect(() => fitNow(), [map, props.fitKey])

  const flyNow = useEffectEvent(() => {
    if (!map || !props.target) return
    const { point, beside, zoom = map.getZoom() } = props.target
    // What was chosen may have opened something beside the map, which knows of its new size only a moment later.
    map.resize()
    map.fitBounds(boundsOf(beside ? [point, beside] : [point])!, {
      padding: beside ? roomAround(props.padding) : 0,
      maxZoom: zoom,
      duration: calmMs(),
    })
  })
  useEffect(() => flyNow(), [map, props.target?.key])

  if (broken) return failed
  return (
    <>
      <div ref={container} className="absolute inset-0 size-full" />
      {map && props.moving && <MovingLayer map={map} things={props.moving} />}
      {map && <Markers map={map} markers={props.markers ?? []} />}
    </>
  )
}

const styleUrl = (theme: string) => `/map/style.json?theme=${theme}`
const calmMs = () => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 600)
const isKey = (event: unknown): boolean => event instanceof KeyboardEvent
const pairOf = ({ lng, lat }: Point): [number, number] => [lng, lat]
const pointOf = (map: MapLibre): Point => ({ lat: map.getCenter().lat, lng: map.getCenter().lng })

function viewOf(props: Omit<DrawnMapProps, 'failed'>) {
  if (props.begin) return { center: pairOf(props.begin.centre), zoom: props.begin.zoom }
  const bounds = boundsOf(props.fit)
  if (bounds) return { bounds, fitBoundsOptions: { padding: roomAround(props.padding), maxZoom: fitZoomMax } }
  return { center: pairOf(props.centre ?? props.target?.point ?? { lng: 0, lat: 0 }), zoom: props.zoom ?? 14 }
}

function boundsOf(points: Point[] | undefined): LngLatBoundsLike | null {
  if (!points || points.length === 0) return null
  const lats = points.map((point) => point.lat)
  const lngs = points.map((point) => point.lng)
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)]
}

function addOverlays(map: MapLibre, theme: 'light' | 'dark'): void {
  const colour = overlayColours[theme]
  const area: ExpressionSpecification = ['case', ['get', 'bad'], colour.bad, colour.area]
  map.addSource('tokri-shaded', { type: 'geojson', data: empty })
  map.addLayer({
    id: 'tokri-shaded',
    type: 'fill',
    source: 'tokri-shaded',
    paint: { 'fill-color': colour.shaded, 'fill-opacity': 0.25 },
  })
  map.addSource('tokri-areas', { type: 'geojson', data: empty })
  map.addSource('tokri-line', { type: 'geojson', data: empty })
  map.addLayer({
    id: 'tokri-areas-fill',
    type: 'fill',
    source: 'tokri-areas',
    paint: { 'fill-color': area, 'fill-opacity': ['case', ['get', 'bad'], 0.15, 0.045] },
  })
  map.addLayer({
    id: 'tokri-areas-edge',
    type: 'line',
    source: 'tokri-areas',
    paint: { 'line-color': area, 'line-opacity': 0.5, 'line-width': 1.5, 'line-dasharray': [3, 2] },
  })
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  map.addLayer({
    id: 'tokri-line-casing',
    type: 'line',
    source: 'tokri-line',
    layout: round,
    paint: { 'line-color': colour.casing, 'line-width': 9 },
  })
  map.addLayer({
    id: 'tokri-line',
    type: 'line',
    source: 'tokri-line',
    layout: round,
    paint: { 'line-color': colour.line, 'line-width': 5 },
  })
}

function setOverlay(map: MapLibre | null, id: string, data: GeoJSON.GeoJSON): void {
  map?.getSource<GeoJSONSource>(id)?.setData(data)
}

const lineFeature = (line: Line | undefined): GeoJSON.GeoJSON =>
  line && line.length > 1
    ? { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: line } }
    : empty

const areaFeatures = (areas: Line[] = [], bad = false): GeoJSON.GeoJSON => ({
  type: 'FeatureCollection',
  features: areas.map((ring) => ({
    type: 'Feature',
    properties: { bad },
    geometry: { type: 'Polygon', coordinates: [closed(ring)] },
  })),
})

const shadedFeature = (shaded: MapProps['shaded'] = []): GeoJSON.GeoJSON => ({
  type: 'Feature',
  properties: {},
  geometry: { type: 'MultiPolygon', coordinates: shaded.map((rings) => rings.map(closed)) },
})

function closed(ring: Line): Line {
  const [first] = ring
  const last = ring.at(-1)
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : ring
}
