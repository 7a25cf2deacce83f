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

/** Orders that wait or are being picked, and people who pick, by store. */
export async function pickLoads(sql: Sql): Promise<Map<string, { waiting: number; pickers: number }>> {
  const rows = await sql<{ store_id: string; waiting: number; pickers: number }[]>`
    select store_id, count(*) filter (where state in ('queued', 'picking'))::int as waiting,
      count(distinct picker_id) filter (where touched_at > now() - make_interval(mins => ${atWorkMinutes}))::int as pickers
    from stores.picks
    where state in ('queued', 'picking') or completed_at > now() - make_interval(mins => ${atWorkMinutes})
    group by store_id`
  return new Map(rows.map(({ store_id, waiting, pickers }) => [store_id, { waiting, pickers }]))
}
