import type { Sql } from '../../kit/sql.ts'

const window = 5_000

/**
 * Finds the sequence number up to which the log is final: no row at or below it can appear any more.
 *
 * Numbers are drawn when a row is written, and rows appear when their transaction commits, so a higher number may be
 * visible before a lower one. Wherever the numbers run without a gap, all is there. A gap is either a transaction that
 * is still running or one that was rolled back. To tell, a transaction id is drawn once the gap has been seen: whoever
 * could fill the gap drew its own before that, since ids are drawn before numbers and the number after the gap is
 * visible already. When the oldest running transaction (`xmin`) has reached that id and the number is still missing,
 * nobody can fill the gap. The snapshot's own `xmax` would not do: it is one past the last transaction that has
 * *ended*, and a running one may lie beyond it. Compare PostgreSQL's documentation, 9.28, pg_snapshot.
 */
export class LogTail {
  readonly #sql: Sql
  #final: number | undefined
  #gap: { after: number; settledAt: bigint } | undefined
  #asking: Promise<number> | undefined

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Callers at the same time share one question. */
  final(): Promise<number> {
    this.#asking ??= this.#look().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #look(): Promise<number> {
    let final = this.#final ?? (await this.#begin())
    for (;;) {
      // One statement, one snapshot: what is missing in `seqs` is missing as of exactly this xmin.
      const [row] = await this.#sql<{ seqs: string[] | null; xmin: string }[]>`
        select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
               (select array_agg(seq order by seq) from
                 (select seq from bus.events where seq > ${final} order by seq limit ${window}) e) as seqs`
      const { seqs, xmin } = row!
      const dead = this.#gap !== undefined && this.#gap.after === final && BigInt(xmin) >= this.#gap.settledAt
      let stoppedAtGap = false
      for (const [index, each] of (seqs ?? []).entries()) {
        const seq = Number(each)
        const acrossDeadGap = index === 0 && dead
        if (seq !== final + 1 && !acrossDeadGap) {
          stoppedAtGap = true
          break
        }
        final = seq
      }
      this.#final = final
      if (!stoppedAtGap) {
        this.#gap = undefined
        if ((seqs?.length ?? 0) < window) return final
        continue
      }
      if (this.#gap?.after === final) return final
      const [drawn] = await this.#sql<{ id: string }[]>`select pg_current_xact_id()::text as id`
      this.#gap = { after: final, settledAt: BigInt(drawn!.id) }
      // With no transaction running the gap is dead already, and the next look says so.
    }
  }

  /**
   * Where looking can begin: what a group has handled was final once. Not at the oldest row that is kept: the one before
   * it may be on its way.
   */
  async #begin(): Promise<number> {
    const [row] = await this.#sql<{ reached: number }[]>`
      select coalesce(max(position), 0) as reached from bus.groups`
    return row?.reached ?? 0
  }
}
