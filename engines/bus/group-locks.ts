import { openPinned, type Sql, type SqlAddress } from '../../kit/sql.ts'

const lockSpace = 7_305_002

/**
 * Which groups are read here: a session-level advisory lock each, on one connection that stays. The server itself gives
 * them up when the connection ends, so a process that dies leaves no group behind.
 */
export class GroupLocks implements AsyncDisposable {
  readonly #sql: Sql
  readonly #held = new Map<string, object>()

  constructor(address: SqlAddress) {
    this.#sql = openPinned(address, () => this.#held.clear())
  }

  holds(group: string, reader: object): boolean {
    return this.#held.get(group) === reader
  }

  /** @returns false when somebody else reads for the group, in this process or another */
  async take(group: string, reader: object): Promise<boolean> {
    // The server would give a session the same lock again.
    if (this.#held.has(group)) return false
    this.#held.set(group, reader)
    try {
      const [got] = await this.#sql<{ taken: boolean }[]>`
        select pg_try_advisory_lock(${lockSpace}, hashtext(${group})) as taken`
      if (!got?.taken) this.#held.delete(group)
    } catch (error) {
      this.#held.delete(group)
      throw error
    }
    return this.holds(group, reader)
  }

  async release(group: string, reader: object): Promise<void> {
    if (!this.holds(group, reader)) return
    this.#held.delete(group)
    await this.#sql`select pg_advisory_unlock(${lockSpace}, hashtext(${group}))`
  }

  /** For LISTEN, which needs a connection of its own as well. */
  listen(channel: string, hear: () => void): Promise<{ unlisten(): Promise<void> }> {
    return this.#sql.listen(channel, hear, hear)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql.end({ timeout: 2 })
  }
}
