import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { type Heard, isLive, listen, onLiveChange } from '../../api-client/live.ts'

/**
 * Hears a topic while the component is shown. Answers whether the connection stands: while it does not, the caller
 * polls (`refetchInterval: live ? false : pollMs`). At a message `subscribed` the caller asks for the whole: what came before
 * it was missed.
 */
export function useLive(topic: string | null, onMessage: (message: Heard) => void): boolean {
  const hear = useEffectEvent(onMessage)
  useEffect(() => (topic === null ? undefined : listen(topic, hear)), [topic])
  return useSyncExternalStore(onLiveChange, isLive)
}

export const pollMs = 4_000
