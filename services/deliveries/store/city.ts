import type { Static } from 'typebox'
import type { DemoLogin } from '../../../contracts/deliveries.ts'
import type { SqlOrTx } from '../../../kit/sql.ts'

export interface CityRow {
  name: string
  demo: boolean
  /** How many times faster than real the riders ride. */
  speed: number
  logins: Static<typeof DemoLogin>[]
}

const unnamed: CityRow = { name: '', demo: false, speed: 1, logins: [] }

export async function getCity(sql: SqlOrTx): Promise<CityRow> {
  const [row] = await sql<CityRow[]>`select name, demo, speed, logins from deliveries.city`
  return row ?? unnamed
}

export const putCity = (sql: SqlOrTx, city: CityRow) => sql`
  insert into deliveries.city (name, demo, speed, logins)
  values (${city.name}, ${city.demo}, ${city.speed}, ${sql.json(city.logins as never)})
  on conflict (one) do update set name = excluded.name, demo = excluded.demo, speed = excluded.speed,
    logins = excluded.logins`
