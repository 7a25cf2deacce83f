import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether an element has come within `margin` of the screen; once true it stays so. */
export function useSeen(margin: string): [RefObject<HTMLDivElement | null>, boolean] {
  const ref = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!ref.current || seen) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), {
      rootMargin: margin,
    })
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [margin, seen])
  return [ref, seen]
}
