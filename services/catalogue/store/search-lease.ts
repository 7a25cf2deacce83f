import type { Sql } from '../../../kit/sql.ts'

const lastsMs = 12_000
/** The holder stops believing in it a little before others may take it. */
const marginMs = 2_000
/** An index of another layout goes when nobody has fed it for so long: until then a release can be taken back. */
const keptFor = '1 hour'

/** The right to write to a shared index: one copy has it, for as long as it says so often enough. */
export class SearchLease {
  readonly #sql: Sql
  readonly #layout: string
  readonly #holder: string
  #untilMs = 0

  constructor(sql: Sql, layout: string, holder: string) {
    this.#sql = sql
    this.#layout = layout
    this.#holder = holder
  }

  get held(): boolean {
    return performance.now() < this.#untilMs
  }

  /** Takes it where it is free, or keeps it. @returns whether it is held now */
  async take(): Promise<boolean> {
    const from = performance.now()
    const rows = await this.#sql`
      insert into catalogue.search_leases as l (layout, holder, until)
        values (${this.#layout}, ${this.#holder}, clock_timestamp() + ${lastsMs} * interval '1 ms')
        on conflict (layout) do update set holder = excluded.holder, until = excluded.until
          where l.holder = excluded.holder or l.until < clock_timestamp()
        returning 1`
    this.#untilMs = rows.length > 0 ? from + lastsMs - marginMs : 0
    return this.held
  }

  async release(): Promise<void> {
    this.#untilMs = 0
    await this.#sql`
      update catalogue.search_leases set until = clock_timestamp()
        where layout = ${this.#layout} and holder = ${this.#holder}`
  }

  /** Layouts that somebody has fed lately. */
  async layouts(): Promise<string[]> {
    const rows = await this.#sql<{ layout: string }[]>`
      select layout from catalogue.search_leases where until > clock_timestamp() - ${keptFor}::interval`
    return rows.map(({ layout }) => layout)
  }
}
