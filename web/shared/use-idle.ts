import { useEffect, useState } from 'react'

const latestMs = 3_000

/** Calls back when the page has nothing better to do, at the latest after so many milliseconds. Answers how to call it off. */
function whenIdle(work: () => void, withinMs: number): () => void {
  // Safari has no idle callback.
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(work, withinMs)
    return () => clearTimeout(timer)
  }
  const asked = requestIdleCallback(work, { timeout: withinMs })
  return () => cancelIdleCallback(asked)
}

/** False until the page has nothing better to do, at most three seconds: for what nobody sees at first. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => whenIdle(() => setIdle(true), latestMs), [])
  return idle
}

const stepMs = 300

/**
 * From none to `all`, one at a time and only when the page has nothing better to do: how many of the parts below the first
 * screen are drawn. All at once would keep a slow phone from hearing taps.
 */
export function useGrowing(all: number): number {
  const [shown, setShown] = useState(0)
  useEffect(() => (shown < all ? whenIdle(() => setShown(shown + 1), stepMs) : undefined), [shown, all])
  return shown
}
