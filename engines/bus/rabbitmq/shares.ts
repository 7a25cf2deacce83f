import { randomInt } from 'node:crypto'
import { openPinned, type Sql, type SqlAddress } from '../../../kit/sql.ts'
import { hashOf } from './streams.ts'

/** Looking is shared by all groups of a process for so long. */
const viewMs = 400

interface View {
  readonly atMs: number
  /** By lock class: the numbers that are locked in it. */
  readonly taken: ReadonlyMap<number, ReadonlySet<number>>
}

/** One who reads for a group. */
export interface Member {
  readonly group: string
  readonly number: number
}

/**
 * Who reads which streams for a group, agreed on by session-level advisory locks of PostgreSQL: one for each member, by
 * which they are counted, and one for each stream, which only one of them has. All of them are on one connection, and the
 * server gives them up when it ends: a process that dies leaves nothing behind.
 */
export class Shares implements AsyncDisposable {
  readonly #sql: Sql
  readonly #space: string
  readonly #members = new Set<Member>()
  readonly #entered = new Set<Member>()
  readonly #held = new Map<string, Member>()
  #view: Promise<View> | undefined

  /** @param space tells logs in the same database apart */
  constructor(address: SqlAddress, space: string) {
    this.#space = space
    this.#sql = openPinned(address, () => {
      this.#entered.clear()
      this.#held.clear()
      this.#view = undefined
    })
  }

  #classOf(group: string, of: 'members' | 'streams'): number {
    return hashOf(`${this.#space}/${group}/${of}`) & 0x7fffffff
  }

  enter(group: string): Member {
    const member = { group, number: randomInt(2 ** 31 - 1) }
    this.#members.add(member)
    return member
  }

  holds(member: Member, partition: number): boolean {
    return this.#held.get(`${member.group}/${partition}`) === member
  }

  /** How many of the streams a member should read, and which ones nobody does. */
  async look(member: Member, partitions: number): Promise<{ fair: number; free: number[] }> {
    if (!this.#entered.has(member)) {
      await this.#sql`select pg_advisory_lock(${this.#classOf(member.group, 'members')}, ${member.number})`
      this.#entered.add(member)
      this.#view = undefined
    }
    const { taken } = await this.#look()
    const members = taken.get(this.#classOf(member.group, 'members'))?.size ?? 1
    const streams = taken.get(this.#classOf(member.group, 'streams'))
    return {
      fair: Math.ceil(partitions / Math.max(1, members)),
      free: Array.from({ length: partitions }, (_, index) => index).filter((index) => !streams?.has(index)),
    }
  }

  async #look(): Promise<View> {
    const known = await this.#view?.catch(() => undefined)
    if (known && Date.now() - known.atMs < viewMs) return known
    const classes = [...this.#members].flatMap(({ group }) => [
      this.#classOf(group, 'members'),
      this.#classOf(group, 'streams'),
    ])
    this.#view = this.#sql<{ class: number; number: number }[]>`
      select classid::int8 as class, objid::int8 as number from pg_locks
      where locktype = 'advisory' and objsubid = 2 and granted and classid::int8 = any(${classes}::int8[])
        and database = (select oid from pg_database where datname = current_database())`.then((rows) => {
      const taken = new Map<number, Set<number>>()
      for (const row of rows) taken.set(row.class, (taken.get(row.class) ?? new Set()).add(row.number))
      return { atMs: Date.now(), taken }
    })
    return this.#view
  }

  /** @returns false when somebody else has it, in this process or another */
  async take(member: Member, partition: number): Promise<boolean> {
    const place = `${member.group}/${partition}`
    // The server would give a session the same lock again.
    if (this.#held.has(place)) return false
    this.#held.set(place, member)
    try {
      const [got] = await this.#sql<{ taken: boolean }[]>`
        select pg_try_advisory_lock(${this.#classOf(member.group, 'streams')}, ${partition}) as taken`
      if (!got?.taken) this.#held.delete(place)
    } catch (error) {
      this.#held.delete(place)
      throw error
    }
    return this.holds(member, partition)
  }

  async release(member: Member, partition: number): Promise<void> {
    if (!this.holds(member, partition)) return
    await this.#sql`select pg_advisory_unlock(${this.#classOf(member.group, 'streams')}, ${partition})`
    this.#held.delete(`${member.group}/${partition}`)
    this.#view = undefined
  }

  /** Others share what it had. */
  async leave(member: Member): Promise<void> {
    this.#members.delete(member)
    for (const [place, holder] of [...this.#held])
      if (holder === member) await this.release(member, Number(place.slice(place.lastIndexOf('/') + 1)))
    if (this.#entered.delete(member))
      await this.#sql`select pg_advisory_unlock(${this.#classOf(member.group, 'members')}, ${member.number})`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql.end({ timeout: 2 })
  }
}
