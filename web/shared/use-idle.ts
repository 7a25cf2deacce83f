import { useEffect, useState } from 'react'

const latestMs = 3_000

/** Calls back when the page has nothing better to do, at the latest after so many milliseconds. Answers how to call it off. */
export function whenIdle(work: () => void, withinMs: number): () => void {
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
