import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useEffectEvent, useRef } from 'react'
import { glidesOf, pointAt, shareOf, type ToneGlide } from './glides.ts'
import type { MovingThing } from './map.tsx'

const radiusPx = 6
const tones = { busy: '--accent', idle: '--brand', off: '--ink-3' } as const

/**
 * Many that move, on one canvas over the map: two hundred elements that are moved each frame are two hundred layers for
 * the browser to put together, and a picture is one. Drawn only while something moves or the map does. What it shows is
 * said in text beside the map: a canvas has no names.
 */
export function MovingLayer({ map, things }: { map: MapLibre; things: readonly MovingThing[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const glides = useRef(new Map<string, ToneGlide>())
  const draw = useRef(() => {})

  useEffect(() => {
    const drawn = canvas.current
    const brush = drawn?.getContext('2d')
    if (!drawn || !brush) return
    let frame = 0
    const paint = (now: number) => {
      frame = 0
      const { clientWidth: width, clientHeight: height } = drawn
      const ratio = Math.min(2, window.devicePixelRatio)
      if (drawn.width !== width * ratio || drawn.height !== height * ratio) {
        drawn.width = width * ratio
        drawn.height = height * ratio
      }
      const colours = getComputedStyle(drawn)
      brush.setTransform(ratio, 0, 0, ratio, 0, 0)
      brush.clearRect(0, 0, width, height)
      brush.lineWidth = 2
      brush.strokeStyle = colours.getPropertyValue('--card')
      let moves = false
      for (const tone of Object.keys(tones) as MovingThing['tone'][]) {
        brush.fillStyle = colours.getPropertyValue(tones[tone])
        brush.beginPath()
        for (const glide of glides.current.values()) {
          if (glide.tone !== tone) continue
          moves ||= shareOf(glide, now) < 1
          const { x, y } = map.project(pointAt(glide, now))
          if (x < -radiusPx || y < -radiusPx || x > width + radiusPx || y > height + radiusPx) continue
          brush.moveTo(x + radiusPx, y)
          brush.arc(x, y, radiusPx, 0, 2 * Math.PI)
        }
        brush.fill()
        brush.stroke()
      }
      if (moves) request()
    }
    const request = () => {
      frame ||= requestAnimationFrame(paint)
    }
    draw.current = request
    map.on('move', request)
    map.on('resize', request)
    request()
    return () => {
      cancelAnimationFrame(frame)
      map.off('move', request)
      map.off('resize', request)
    }
  }, [map])

  const take = useEffectEvent(() => {
    const now = performance.now()
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    glides.current = glidesOf(things, still ? new Map() : glides.current, now)
    draw.current()
  })
  useEffect(() => take(), [things])

  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus
  return <canvas ref={canvas} aria-hidden="true" className="pointer-events-none absolute inset-0 z-1 size-full" />
}
