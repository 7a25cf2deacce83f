import type { SurgeSettings } from '../../../contracts/surge.ts'
import type { Sql, Tx } from '../../../kit/sql.ts'

export async function allSurgeSettings(sql: Sql): Promise<Map<string, SurgeSettings>> {
  const rows = await sql<{ store_id: string; settings: SurgeSettings }[]>`select store_id, settings from stores.surge`
  return new Map(rows.map((row) => [row.store_id, row.settings]))
}

export const putSurgeSettings = (tx: Tx, storeId: string, settings: SurgeSettings) => tx`
  insert into stores.surge (store_id, settings) values (${storeId}, ${tx.json(settings)})
  on conflict (store_id) do update set settings = excluded.settings, updated_at = now()`

/** So long after the last touch of a pick somebody counts as at work. */
const atWorkMinutes = 15

/** A store whose people have come and gone by sign-in within these hours, all of them, is taken to be staffed by it. */
const signInHours = 24

export interface PickLoad {
  readonly waiting: number
  /** Who has touched a pick lately. */
  readonly pickers: number
  /** Its people sign in, and all have gone. */
  readonly allGone: boolean
}

/**
 * Orders that wait or are being picked, and people who pick, by store. Nobody is known to be there only where people sign
 * in for work: a pick by somebody who had not makes it unknown.
 */
export async function pickLoads(sql: Sql): Promise<Map<string, PickLoad>> {
  const rows = await sql<({ store_id: string } & PickLoad)[]>`
    with p as (
      select store_id, count(*) filter (where state in ('queued', 'picking'))::int as waiting,
        count(distinct picker_id) filter (where touched_at > now() - make_interval(mins => ${atWorkMinutes}))::int as pickers
      from stores.picks
      where state in ('queued', 'picking') or completed_at > now() - make_interval(mins => ${atWorkMinutes})
      group by store_id),
    gone as (
      select d.store_id from stores.duties d
      where d.until is null or d.until > now() - make_interval(hours => ${signInHours})
      group by d.store_id having bool_and(d.until is not null))
    select coalesce(p.store_id, gone.store_id) store_id, coalesce(p.waiting, 0) waiting, coalesce(p.pickers, 0) pickers,
      gone.store_id is not null and coalesce(p.pickers, 0) = 0 and not exists (
        select 1 from stores.picks k
        where k.store_id = gone.store_id and k.state in ('completed', 'cancelled')
          and k.completed_at > now() - make_interval(hours => ${signInHours}) and k.picker_id is not null
          and not exists (select 1 from stores.duties d where d.user_id = k.picker_id and d.store_id = k.store_id
            and d.since <= k.completed_at and (d.until is null or k.completed_at <= d.until))) "allGone"
    from p full join gone on gone.store_id = p.store_id`
  return new Map(rows.map(({ store_id, ...load }) => [store_id, load]))
}
