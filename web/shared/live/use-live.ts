import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react'
import { isLive, listen, onLiveChange } from '../../api-client/live.ts'
import type { LiveMessage } from '../../api-client/types.ts'

/**
 * Hears a topic while the component is shown. Answers whether the connection stands: while it does not, the caller
 * polls (`refetchInterval: live ? false : pollMs`). `onResume` is called when it is back after a loss: what came
 * meanwhile was missed, so that the caller asks for the whole again.
 */
export function useLive(
  topic: string | null,
  onMessage: (message: LiveMessage) => void,
  onResume?: () => void,
): boolean {
  const hear = useEffectEvent(onMessage)
  const resume = useEffectEvent(() => onResume?.())
  const live = useSyncExternalStore(onLiveChange, isLive)
  const wasLive = useRef(false)

  useEffect(() => (topic === null ? undefined : listen(topic, hear)), [topic])
  useEffect(() => {
    if (live && wasLive.current) resume()
    if (live) wasLive.current = true
  }, [live])
  return live
}

export const pollMs = 4_000
