import { useEffect, useState } from 'react'

const latestMs = 3_000

/** False until the page has nothing better to do, at most three seconds: for what nobody sees at first. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    // Safari has no idle callback.
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(() => setIdle(true), latestMs)
      return () => clearTimeout(timer)
    }
    const asked = requestIdleCallback(() => setIdle(true), { timeout: latestMs })
    return () => cancelIdleCallback(asked)
  }, [])
  return idle
}
