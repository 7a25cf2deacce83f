import type { LiveMessage } from '../../../contracts/live.ts'
import type { Live } from '../../../kit/live.ts'

/** A message as it goes over the wire, made once for all who hear it. */
export interface Frame {
  readonly bytes: Buffer
  /** Set where only the newest of several messages matters: a slow reader gets just that one. */
  readonly replaces?: string
}

export type Hear = (frame: Frame) => void

/** What clients call a topic: everybody's own rider topic is plain `rider`. */
export const labelOf = (topic: string): string => (topic.startsWith('rider:') ? 'rider' : topic)

/** What clients hear of a topic. `data` is undefined for plain answers. */
export const frame = (topic: string, message: { type: string; data?: unknown }, replaces?: string): Frame => ({
  bytes: Buffer.from(JSON.stringify({ topic, ...message })),
  ...(replaces === undefined ? {} : { replaces }),
})

const replacedBy = (topic: string, message: LiveMessage): string | undefined => {
  if (message.type === 'tracking') return `${topic} tracking`
  if (message.type === 'rider') return `${topic} ${message.data.userId}`
  return undefined
}

/** One subscription per topic for the whole process, shared by all sockets that listen to it. */
export function sharedTopics(live: Live) {
  const topics = new Map<string, { listeners: Set<Hear>; leave: () => void }>()
  return {
    /** @returns how to stop hearing */
    join(topic: string, hear: Hear): () => void {
      let shared = topics.get(topic)
      if (!shared) {
        const listeners = new Set<Hear>()
        const leave = live.subscribe(topic, (message) => {
          const made = frame(labelOf(topic), message, replacedBy(topic, message))
          for (const each of listeners) each(made)
        })
        shared = { listeners, leave }
        topics.set(topic, shared)
      }
      const { listeners, leave } = shared
      listeners.add(hear)
      return () => {
        if (!listeners.delete(hear) || listeners.size > 0) return
        leave()
        topics.delete(topic)
      }
    },
    /** Resolves when nothing that is published from now on is missed. */
    heard: (topic: string): Promise<void> => live.heard(topic),
    /** How many topics are followed. */
    get size() {
      return topics.size
    },
  }
}
export type SharedTopics = ReturnType<typeof sharedTopics>
