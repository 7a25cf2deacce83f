import { useEffectEvent, useLayoutEffect, useRef } from 'react'
import { type Glide, glideTo, restOf } from '../glides.ts'
import type { MapMarker } from '../map.tsx'
import { project, type View } from './view.ts'

/** React content at a place of the picture. It glides as an animation of the browser's own, which runs without the page. */
export function StillMarker({ marker, view }: { marker: MapMarker; view: View }) {
  const element = useRef<HTMLDivElement>(null)
  const glide = useRef<Glide>(undefined)
  const { point, content, level = 0, anchor = 'center' } = marker

  const place = useEffectEvent(() => {
    const now = performance.now()
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    glide.current = glideTo(point, still ? undefined : glide.current, now, marker.along)
    const { way, endAt } = glide.current
    const at = (place: [number, number]) => {
      const [x, y] = project(view, place)
      return `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, ${anchor === 'bottom' ? '-100%' : '-50%'})`
    }
    const drawn = element.current!
    drawn.style.transform = at(way.at(-1)!)
    if (endAt <= now) return
    return drawn.animate(
      restOf(glide.current, now).map(({ place, offset }) => ({ transform: at(place), offset })),
      { duration: endAt - now },
    )
  })
  // Before it is first seen: it would flash in the corner.
  useLayoutEffect(() => {
    const moving = place()
    return () => moving?.cancel()
  }, [point.lat, point.lng, view])

  return (
    <div ref={element} className="pointer-events-none absolute top-0 left-0" style={{ zIndex: level }}>
      {content}
    </div>
  )
}
