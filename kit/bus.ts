import type { Envelope } from '../contracts/event.ts'

/**
 * The event log, whichever engine keeps it. It delivers batches in order per key, at least once; that an event is
 * applied once is the work of the inbox (`reactions.ts`), for every engine alike.
 */
export interface Bus extends AsyncDisposable {
  /** `log`: the outbox of services in the same database is the log itself. Otherwise a relay calls `append`. */
  readonly kind: 'log' | 'broker'
  /**
   * Takes envelopes into the log, in order per key. Resolves when they are durable, and fails within ten seconds when it
   * cannot tell: whoever appends holds a transaction meanwhile, and appends the same again afterwards.
   * @throws RefusedEvents when some will never be taken, before anything is
   */
  append(envelopes: Envelope[]): Promise<void>
  /**
   * Reads as one of a group: each event goes to one member; a batch may hold events of many keys. It counts as handled when
   * `handle` resolves; when it throws, its events come again after a pause, and while members come and go they may come
   * twice. A new group begins at the start of the log.
   */
  subscribe(group: string, names: string[], handle: (batch: Envelope[]) => Promise<void>): Promise<Subscription>
  /** Every process for itself, from now on: for caches and indexes in memory. */
  follow(names: string[], handle: (batch: Envelope[]) => Promise<void>): Promise<Subscription>
  /** Something was published by this process: look now rather than at the next tick. */
  wake(): void
  /** Events again from an instant on. In order per key. */
  read(options: { since: Date; names?: string[]; key?: string }): AsyncIterable<Envelope[]>
  /** What lay in the log and was no event, at most 1,000, for `events dead`. */
  deadLetters(): Promise<DeadLetter[]>
  /** Puts dead letters into the log again, all or those named; what still is no event comes back. @returns how many */
  redeliver(ids?: string[]): Promise<number>
  /** Resolves when the engine answers. */
  check(): Promise<void>
  /**
   * How far a group is behind, for metrics and for scaling by it: events of these names that it has not handled yet
   * (an estimate that may be some seconds old), and when the oldest of them was published, where the engine can tell.
   */
  lag?(group: string, names: string[]): Promise<Lag>
}

/** Bytes in the log that cannot be read as an event, kept aside with the cause; nothing waits for them. */
export interface DeadLetter {
  readonly id: string
  readonly cause: string
  /** When it was kept aside. */
  readonly at: string
  /** As text, cut after 2,000 characters. */
  readonly body: string
}

/** Events that the log will never take, however often they are sent: larger than it allows, or of the wrong shape. */
export class RefusedEvents extends Error {
  /** Cause by event id. */
  readonly causes: ReadonlyMap<string, string>

  constructor(causes: ReadonlyMap<string, string>) {
    super(`The event log refuses ${causes.size} events: ${[...causes.values()][0]}`)
    this.name = 'RefusedEvents'
    this.causes = causes
  }
}

export interface Lag {
  readonly events: number
  readonly oldestAt?: Date
}

export interface Subscription extends AsyncDisposable {
  /** Stops asking for more and waits for the batch in hand. */
  stop(): Promise<void>
}
