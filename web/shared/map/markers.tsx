import { type Map as MapLibre, Marker } from 'maplibre-gl'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Point } from '../../api-client/types.ts'
import { type Glide, glideTo, pointAt } from './glides.ts'
import type { MapMarker } from './map.tsx'

/** React content at places on the map. */
export const Markers = ({ map, markers }: { map: MapLibre; markers: MapMarker[] }) =>
  markers.map((marker) => <Placed key={marker.id} map={map} marker={marker} />)

function Placed({ map, marker }: { map: MapLibre; marker: MapMarker }) {
  const [element] = useState(() => document.createElement('div'))
  const placed = useRef<Marker | null>(null)
  const glide = useRef<Glide>(undefined)
  const { point, level = 0, anchor = 'center' } = marker

  const { drag, onKey } = marker
  const movable = drag !== undefined
  const dragged = useEffectEvent((what: 'onMove' | 'onEnd', { lat, lng }: Point) => drag?.[what]({ lat, lng }))
  const hearKey = useEffectEvent((event: KeyboardEvent) => {
    if (!onKey?.(event)) return
    event.preventDefault()
    event.stopPropagation()
  })

  const start = useEffectEvent(() => [point.lng, point.lat] as [number, number])
  useEffect(() => {
    const created = new Marker({ element, anchor }).setLngLat(start()).addTo(map)
    // The content says what it is; the wrapper's own role would make each marker a button without a name.
    element.removeAttribute('role')
    element.removeAttribute('aria-label')
    element.removeAttribute('tabindex')
    created.on('drag', () => dragged('onMove', created.getLngLat()))
    created.on('dragend', () => dragged('onEnd', created.getLngLat()))
    const hear = (event: KeyboardEvent) => hearKey(event)
    element.addEventListener('keydown', hear)
    placed.current = created
    return () => {
      element.removeEventListener('keydown', hear)
      created.remove()
    }
  }, [map, element, anchor])

  useEffect(() => {
    placed.current?.setDraggable(movable)
  }, [movable])

  useEffect(() => {
    element.style.zIndex = String(level)
  }, [element, level])

  const line = useEffectEvent(() => marker.along)
  const atOnce = useEffectEvent(() => movable)
  useEffect(() => {
    const moving = placed.current
    if (!moving) return
    const now = performance.now()
    const jumps = atOnce() || window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const begun = glideTo(point, jumps ? undefined : glide.current, now, line())
    glide.current = begun
    let frame = 0
    const step = (at: number) => {
      moving.setLngLat(pointAt(begun, at))
      if (at < begun.endAt) frame = requestAnimationFrame(step)
    }
    step(now)
    return () => cancelAnimationFrame(frame)
  }, [point.lat, point.lng, point])

  return createPortal(marker.content, element)
}
