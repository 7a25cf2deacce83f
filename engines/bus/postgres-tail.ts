import type { Sql } from '../../kit/sql.ts'

const window = 5_000

/**
 * Finds the sequence number up to which the log is final: no row at or below it can appear any more.
 *
 * Numbers are drawn when a row is written, and rows appear when their transaction commits, so a higher number may be
 * visible before a lower one. Wherever the numbers run without a gap, all is there. A gap is either a transaction that
 * is still running or one that was rolled back. To tell, the transaction ids that had been given out when the gap was
 * first seen are remembered (`xmax` of that snapshot): once the oldest running transaction (`xmin`) has reached it and
 * the number is still missing, nobody can fill the gap. Compare PostgreSQL's documentation, 9.27, pg_snapshot.
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
      // One statement, one snapshot: what is missing in `seqs` is missing as of exactly this xmin and xmax.
      const [row] = await this.#sql<{ seqs: string[] | null; xmin: string; xmax: string }[]>`
        select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
               pg_snapshot_xmax(pg_current_snapshot())::text as xmax,
               (select array_agg(seq order by seq) from
                 (select seq from bus.events where seq > ${final} order by seq limit ${window}) e) as seqs`
      const { seqs, xmin, xmax } = row!
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
      this.#gap = { after: final, settledAt: BigInt(xmax) }
      // With no transaction running the gap is dead already, and one more look says so.
      if (BigInt(xmin) < BigInt(xmax)) return final
    }
  }

  /** Where reading can begin: before the oldest row that is kept. */
  async #begin(): Promise<number> {
    const [row] = await this.#sql<{ first: number }[]>`select coalesce(min(seq), 1) - 1 as first from bus.events`
    return row?.first ?? 0
  }
}
