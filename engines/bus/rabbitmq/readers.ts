import type { Sql } from '../../../kit/sql.ts'
import { buryFaults } from './dead-letters.ts'
import { forgetPosition, positionsOf, savePositions } from './positions.ts'
import { type Cursor, type ReaderOptions, StreamReader } from './reader.ts'
import type { Member, Shares } from './shares.ts'
import type { Place } from './streams.ts'

const balanceMs = 1_000
/** After a crash the inbox knows what has been applied since. */
const saveMs = 250

/** Reads for a group the streams that are its fair share, and gives some up when more members come. */
export class GroupReader extends StreamReader {
  readonly #sql: Sql
  readonly #shares: Shares
  readonly #member: Member
  readonly #saved = new Map<string, number>()
  #balancedAtMs = 0
  #savedAtMs = 0

  constructor(options: ReaderOptions & { sql: Sql; shares: Shares; group: string }) {
    super(options)
    this.#sql = options.sql
    this.#shares = options.shares
    this.#member = options.shares.enter(options.group)
  }

  protected override get reader(): string {
    return this.#member.group
  }

  protected override async prepare(): Promise<void> {
    // The server has given up our locks: whoever reads now begins where we have said that we are.
    for (const cursor of this.cursors.values())
      if (!this.#shares.holds(this.#member, cursor.partition)) this.drop(cursor)
    if (Date.now() - this.#balancedAtMs < balanceMs) return
    const { count } = this.options.streams
    const { fair, free } = await this.#shares.look(this.#member, count)
    const surplus = [...this.cursors.values()].slice(fair)
    if (surplus.length > 0) await this.save(true)
    for (const cursor of surplus) {
      this.drop(cursor)
      await this.#shares.release(this.#member, cursor.partition)
    }
    // Members that come together try different ones first.
    const start = this.#member.number % Math.max(1, count)
    const inTurn = free.toSorted((a, b) => ((a - start + count) % count) - ((b - start + count) % count))
    for (const partition of inTurn) {
      if (this.cursors.size >= fair) break
      if (!(await this.#shares.take(this.#member, partition))) continue
      this.add(partition, undefined, 'first')
      const cursor = this.cursors.get(partition)!
      try {
        cursor.handled = (await positionsOf(this.#sql, this.reader)).get(cursor.stream)
      } catch (error) {
        this.cursors.delete(partition)
        await this.#shares.release(this.#member, partition)
        throw error
      }
      this.#saved.set(cursor.stream, cursor.handled?.offset ?? -1)
    }
    this.#balancedAtMs = Date.now()
  }

  protected override bury(letter: Parameters<StreamReader['bury']>[0]): Promise<void> {
    this.options.log.error(
      { group: this.reader, stream: letter.stream, offset: letter.place.offset, cause: letter.faults[0]!.cause },
      'a message that is no event was put aside, in rabbitmq.dead_letters',
    )
    return buryFaults(this.#sql, letter)
  }

  protected override async restarted(cursor: Cursor): Promise<void> {
    this.#saved.delete(cursor.stream)
    await forgetPosition(this.#sql, this.reader, cursor.stream)
  }

  protected override async save(always: boolean): Promise<void> {
    if (!always && Date.now() - this.#savedAtMs < saveMs) return
    const places = new Map<string, Place>()
    for (const { stream, handled } of this.cursors.values())
      if (handled && handled.offset > (this.#saved.get(stream) ?? -1)) places.set(stream, handled)
    this.#savedAtMs = Date.now()
    if (places.size === 0) return
    await savePositions(this.#sql, this.reader, places)
    for (const [stream, { offset }] of places) this.#saved.set(stream, offset)
  }

  override async stop(): Promise<void> {
    await super.stop()
    await this.save(true).catch(() => {})
    // Others may read on at once.
    await this.#shares.leave(this.#member).catch(() => {})
  }
}

/** Clocks of ours and of RabbitMQ may differ by so much. */
const skewMs = 60_000

/**
 * Reads all streams for one process, from now on. Where it could not begin at once, or has lost its connection before
 * anything came, it begins at the instant at which it was asked for, and a little before: some of it may have been known.
 */
export class Follower extends StreamReader {
  readonly #since = new Date(Date.now() - skewMs)
  readonly #begun = Promise.withResolvers<void>()

  #begin: 'next' | Date = 'next'

  /** Resolves when it hears all streams; at the latest after so long: then it has to catch up. */
  async begun(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.#begun.resolve(), withinMs)
    await this.#begun.promise
    clearTimeout(timer)
    // What has come by now has a place. Where nothing has, the end of the stream is no place to begin at again.
    this.#begin = this.#since
    for (const cursor of this.cursors.values()) if (cursor.begin === 'next') cursor.begin = this.#since
  }

  protected override attachedAll(): void {
    if (this.cursors.size > 0) this.#begun.resolve()
  }

  protected override get reader(): string {
    return 'follower'
  }

  protected override async prepare(): Promise<void> {
    for (let partition = this.cursors.size; partition < this.options.streams.count; partition += 1)
      this.add(partition, undefined, this.#begin)
  }

  protected override async bury({ stream, place }: { stream: string; place: Place }): Promise<void> {
    this.options.log.warn({ stream, offset: place.offset }, 'a message that is no event was passed over')
  }

  protected override async restarted(): Promise<void> {}
  protected override async save(): Promise<void> {}
}
