import type { LiveMessage } from '../contracts/live.ts'

/**
 * Fan-out of short-lived messages to whoever looks at a topic now, in any process. Nothing is kept: a client that was
 * away asks for the state and goes on from there.
 */
export interface Live extends AsyncDisposable {
  publish(topic: string, message: LiveMessage): void
  subscribe(topic: string, hear: (message: LiveMessage) => void): () => void
}

/** Within one process. */
export function localLive(): Live {
  const topics = new Map<string, Set<(message: LiveMessage) => void>>()
  return {
    publish(topic, message) {
      for (const hear of topics.get(topic) ?? []) hear(message)
    },
    subscribe(topic, hear) {
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(hear))
      return () => {
        listeners.delete(hear)
        if (listeners.size === 0) topics.delete(topic)
      }
    },
    async [Symbol.asyncDispose]() {
      topics.clear()
    },
  }
}
