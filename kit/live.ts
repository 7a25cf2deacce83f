import type { LiveMessage } from '../contracts/live.ts'

/**
 * Fan-out of short-lived messages to whoever looks at a topic now, in any process. Nothing is kept: a client that was
 * away asks for the state and goes on from there.
 */
export interface Live extends AsyncDisposable {
  publish(topic: string, message: LiveMessage): void
  subscribe(topic: string, hear: (message: LiveMessage) => void): () => void
  /**
   * Resolves when what other processes publish to this topic, which somebody here has subscribed to, is heard: whoever asks
   * for the state after that misses nothing. Does not wait for long, and never throws.
   */
  heard(topic: string): Promise<void>
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
    heard: async () => {},
    async [Symbol.asyncDispose]() {
      topics.clear()
    },
  }
}
