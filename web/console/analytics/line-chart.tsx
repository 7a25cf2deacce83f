import { type KeyboardEvent, type PointerEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { marksOf } from './scale.ts'

export interface Point {
  key: string
  /** Below the axis. */
  label: string
  /** Of the point, when it is spoken of. */
  name: string
  now: number | null
  before: number | null
}

const height = 260
const pad = { top: 14, right: 24, bottom: 28, left: 56 }

/**
 * Two lines over time: now, and the same days before, dashed. By keyboard from point to point; what is there is said
 * and shown. Drawn in the pixels that there are, so that letters keep their size.
 */
export function LineChart({
  label,
  help,
  points,
  whole,
  show,
  showShort,
  names,
}: {
  label: string
  help: string
  points: readonly Point[]
  /** Counts: no marks between whole numbers. */
  whole: boolean
  show: (value: number | null) => string
  showShort: (value: number) => string
  names: { now: string; before: string }
}) {
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [at, setAt] = useState<number | null>(null)
  const largest = Math.max(0, ...points.flatMap(({ now, before }) => [now ?? 0, before ?? 0]))
  const marks = marksOf(largest, whole)
  const top = marks.at(-1)!
  const inner = Math.max(1, width - pad.left - pad.right)
  const x = (index: number) => pad.left + (points.length < 2 ? inner / 2 : (index / (points.length - 1)) * inner)
  const y = (value: number) => height - pad.bottom - (value / top) * (height - pad.top - pad.bottom)
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(inner / 64))))
  const chosen = at === null ? undefined : points[at]

  const walk = (event: KeyboardEvent) => {
    const last = points.length - 1
    const from = at ?? -1
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: last, Escape: Number.NaN }[event.key]
    if (to === undefined) return
    event.preventDefault()
    setAt(Number.isNaN(to) ? null : Math.min(last, Math.max(0, to)))
  }
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left
    setAt(Math.min(points.length - 1, Math.max(0, Math.round(((left - pad.left) / inner) * (points.length - 1)))))
  }

  return (
    <div ref={frame} className="relative">
      <div className="flex flex-wrap gap-x-5 pb-2 text-sm text-ink-2" aria-hidden="true">
        <span className="inline-flex items-center gap-2">
          <span className="h-0.5 w-6 bg-brand" />
          {names.now}
        </span>
        <span className="inline-flex items-center gap-2">
          <span className="w-6 border-t-2 border-dashed border-ink-3" />
          {names.before}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: it is no set of fields, and the panel around it is the region */}
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys lead from point to point, and each is said
        tabIndex={0}
        role="group"
        aria-label={label}
        aria-describedby={`${id}-help`}
        onKeyDown={walk}
        onBlur={() => setAt(null)}
      >
        <svg
          width={width}
          height={height}
          aria-hidden="true"
          className="block touch-pan-y"
          onPointerMove={point}
          onPointerLeave={() => setAt(null)}
        >
          {marks.map((mark) => (
            <g key={mark}>
              <line x1={pad.left} x2={width - pad.right} y1={y(mark)} y2={y(mark)} className="stroke-line" />
              <text x={pad.left - 8} y={y(mark) + 4} textAnchor="end" className="fill-ink-2 text-xs">
                {showShort(mark)}
              </text>
            </g>
          ))}
          {points.map((each, index) =>
            index % every === 0 ? (
              <text key={each.key} x={x(index)} y={height - 8} textAnchor="middle" className="fill-ink-2 text-xs">
                {each.label}
              </text>
            ) : null,
          )}
          <path
            d={pathOf(points.map(({ before }, index) => (before === null ? null : [x(index), y(before)])))}
            className="fill-none stroke-ink-3 stroke-2 [stroke-dasharray:5_5]"
          />
          <path
            d={pathOf(points.map(({ now }, index) => (now === null ? null : [x(index), y(now)])))}
            className="fill-none stroke-brand stroke-[2.5]"
          />
          {points.length <= 31 &&
            points.map((each, index) =>
              each.now === null ? null : (
                <circle
                  key={each.key}
                  cx={x(index)}
                  cy={y(each.now)}
                  r={index === at ? 5.5 : 3}
                  className="fill-brand"
                />
              ),
            )}
          {at !== null && <line x1={x(at)} x2={x(at)} y1={pad.top} y2={height - pad.bottom} className="stroke-ink-3" />}
        </svg>
      </div>
      <p id={`${id}-help`} className="sr-only">
        {help}
      </p>
      <p role="status" className="sr-only">
        {chosen && `${chosen.name}: ${show(chosen.now)}. ${names.before}: ${show(chosen.before)}`}
      </p>
      {chosen && at !== null && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute top-8 w-44 rounded-md border border-line bg-card px-3 py-2 text-sm shadow-2"
          style={{ left: Math.min(Math.max(0, x(at) - 88), Math.max(0, width - 176)) }}
        >
          <p className="font-semibold">{chosen.name}</p>
          <p className="num flex justify-between gap-2">
            <span className="text-ink-2">{names.now}</span> {show(chosen.now)}
          </p>
          <p className="num flex justify-between gap-2">
            <span className="text-ink-2">{names.before}</span> {show(chosen.before)}
          </p>
        </div>
      )}
    </div>
  )
}

/** A line that is broken where there is nothing. */
const pathOf = (points: readonly ([number, number] | null)[]): string =>
  points
    .map((point, index) =>
      point === null
        ? ''
        : `${index > 0 && points[index - 1] ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`,
    )
    .join('')

function useWidth(ref: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    setWidth(element.clientWidth)
    return () => observer.disconnect()
  }, [ref])
  return width
}
