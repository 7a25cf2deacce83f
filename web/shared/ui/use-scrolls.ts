import { type RefObject, useEffect, useState } from 'react'

/** Whether it scrolls sideways: it is wider than its room, and does not simply stand out of it. */
export function useScrolls(ref: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const observer = new ResizeObserver(() =>
      setScrolls(box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== 'visible'),
    )
    for (const each of [box, ...box.children]) observer.observe(each)
    return () => observer.disconnect()
  }, [ref])
  return scrolls
}
