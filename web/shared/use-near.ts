import { type RefCallback, startTransition, useCallback, useState } from 'react'

/**
 * Whether an element is, or has been, within half a screen of being seen: what lies further down is not drawn yet, so that
 * a slow phone hears taps. As a transition, in pieces.
 */
export function useNear(): { ref: RefCallback<Element>; near: boolean } {
  const [near, setNear] = useState(false)
  const ref = useCallback((element: Element | null) => {
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        observer.disconnect()
        startTransition(() => setNear(true))
      },
      { rootMargin: '50% 0px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, near }
}
