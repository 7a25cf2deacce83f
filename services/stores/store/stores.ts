import { newId } from '../../../contracts/ids.ts'
import type { HoursException, Store, StoreInput } from '../../../contracts/stores.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'

/** A store as it is kept: what depends on the hour is added by whoever shows it. */
export type StoredStore = Omit<Store, 'open' | 'opensAt'>

interface Row {
  id: string
  code: string
  name: string
  address: string
  lat: number
  lng: number
  area: StoredStore['area']
  time_zone: string
  hours: StoredStore['hours']
  paused: boolean
  paused_reason: string | null
  paused_until: Date | null
  exceptions: HoursException[]
}

const fromRow = ({ lat, lng, time_zone, paused_reason, paused_until, exceptions, ...row }: Row): StoredStore => ({
  ...row,
  point: { lat, lng },
  timeZone: time_zone,
  ...(paused_reason === null ? {} : { pausedReason: paused_reason }),
  ...(paused_until === null ? {} : { pausedUntil: toTimestamp(paused_until.getTime()) }),
  ...(exceptions.length === 0 ? {} : { exceptions }),
})

export const allStores = async (sql: Sql): Promise<StoredStore[]> =>
  (
    await sql<Row[]>`select id, code, name, address, lat, lng, area, time_zone, hours, paused,
      paused_reason, paused_until, exceptions from stores.stores order by code`
  ).map(fromRow)

/** Adds or updates by code. */
export async function putStore(sql: SqlOrTx, input: StoreInput): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into stores.stores (id, code, name, address, lat, lng, area, time_zone, hours, paused)
    values (${newId('store')}, ${input.code}, ${input.name}, ${input.address}, ${input.point.lat}, ${input.point.lng},
      ${sql.json(input.area)}, ${input.timeZone}, ${sql.json(input.hours)}, ${input.paused ?? false})
    on conflict (code) do update set name = excluded.name, address = excluded.address, lat = excluded.lat,
      lng = excluded.lng, area = excluded.area, time_zone = excluded.time_zone, hours = excluded.hours,
      paused = excluded.paused, updated_at = now()
    returning id`
  return row!.id
}

export type StoreChange = Partial<Pick<StoreInput, 'paused' | 'hours' | 'area' | 'name'>> & {
  readonly pausedReason?: string
  readonly pausedUntil?: string
  readonly exceptions?: HoursException[]
}

/** Pausing anew replaces reason and end. @returns whether there is such a store */
export async function changeStore(tx: Tx, id: string, change: StoreChange): Promise<boolean> {
  const { paused, hours, area, name, exceptions } = change
  const until = change.pausedUntil ? new Date(change.pausedUntil) : null
  const rows = await tx`
    update stores.stores set updated_at = now()
      ${paused === undefined ? tx`` : tx`, paused = ${paused}, paused_reason = ${paused ? (change.pausedReason ?? null) : null}, paused_until = ${paused ? until : null}`} ${name === undefined ? tx`` : tx`, name = ${name}`}
      ${hours === undefined ? tx`` : tx`, hours = ${tx.json(hours)}`} ${area === undefined ? tx`` : tx`, area = ${tx.json(area)}`}
    ${exceptions === undefined ? tx`` : tx`, exceptions = ${tx.json(exceptions)}`}
    where id = ${id}`
  return rows.count === 1
}
