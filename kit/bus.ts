import type { Envelope } from '../contracts/event.ts'

/**
 * The event log, whichever engine keeps it. It delivers batches in order per key, at least once; that an event is
 * applied once is the work of the inbox (`reactions.ts`), for every engine alike.
 */
export interface Bus extends AsyncDisposable {
  /** `log`: the outbox of services in the same database is the log itself. Otherwise a relay calls `append`. */
  readonly kind: 'log' | 'broker'
  /** Takes envelopes into the log, in order per key. Resolves when they are durable. */
  append(envelopes: Envelope[]): Promise<void>
  /**
   * Reads as one of a group: each event goes to one member. The batch counts as handled when `handle` resolves; when it
   * throws, the batch comes again after a pause. A new group begins at the start of the log.
   */
  subscribe(group: string, names: string[], handle: (batch: Envelope[]) => Promise<void>): Promise<Subscription>
  /** Every process for itself, from now on: for caches and indexes in memory. */
  follow(names: string[], handle: (batch: Envelope[]) => Promise<void>): Promise<Subscription>
  /** Something was published by this process: look now rather than at the next tick. */
  wake(): void
  /** Events again from an instant on, for `events replay`. */
  read(options: { since: Date; names?: string[]; key?: string }): AsyncIterable<Envelope[]>
  /** Resolves when the engine answers. */
  check(): Promise<void>
}

export interface Subscription extends AsyncDisposable {
  /** Stops asking for more and waits for the batch in hand. */
  stop(): Promise<void>
}
