import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { isLive, listen, onLiveChange } from '../../api-client/live.ts'
import type { LiveMessage } from '../../api-client/types.ts'

/**
 * Hears a topic while the component is shown. Answers whether the connection stands: while it does not, the caller
 * polls (`refetchInterval: live ? false : pollMs`).
 */
export function useLive(topic: string | null, onMessage: (message: LiveMessage) => void): boolean {
  const hear = useEffectEvent(onMessage)
  useEffect(() => (topic === null ? undefined : listen(topic, hear)), [topic])
  return useSyncExternalStore(onLiveChange, isLive)
}

export const pollMs = 4_000
