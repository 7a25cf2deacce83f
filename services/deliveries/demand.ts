import { deliveries } from '../../contracts/deliveries.ts'
import type { Demand } from '../../contracts/rider.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { demandCells } from './demand-cells.ts'
import { demandAround } from './store/demand.ts'
import { getRider } from './store/riders.ts'

const days = 28
const dayMs = 24 * 3_600_000
/** About 10 km each way. */
const spanDegrees = 0.09
const freshMs = 60_000

/** What was found for a store serves all its riders for a minute; the number of stores bounds it. */
const remembered = new WeakMap<object, Map<string, { demand: Promise<Demand>; atMs: number }>>()

/** Where orders wait and usually come from at this hour, around the rider's store. @throws deliveries/not-a-rider */
export async function demandFor(context: DeliveriesContext, riderId: string): Promise<Demand> {
  const rider = await getRider(context.db.sql, riderId)
  if (!rider) throw deliveries('deliveries/not-a-rider')
  const nowMs = context.clock.now()
  const known = remembered.get(context.db) ?? new Map<string, { demand: Promise<Demand>; atMs: number }>()
  remembered.set(context.db, known)
  const last = known.get(rider.storeId)
  if (last && nowMs - last.atMs < freshMs) return last.demand
  const demand = find(context, rider.storeId, nowMs)
  known.set(rider.storeId, { demand, atMs: nowMs })
  demand.catch(() => known.delete(rider.storeId))
  return demand
}

async function find({ db, stores, config }: DeliveriesContext, storeId: string, nowMs: number): Promise<Demand> {
  const all = await stores.list()
  const home = all.find((store) => store.id === storeId)
  const at = toTimestamp(nowMs)
  if (!home) return { at, cells: [], stores: [] }
  const hour = Number(
    new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: config.timeZone }).format(nowMs),
  )
  const rows = await db.read((sql) =>
    demandAround(sql, {
      near: home.point,
      spanDegrees,
      since: new Date(nowMs - days * dayMs),
      now: new Date(nowMs),
      hour,
      timeZone: config.timeZone,
    }),
  )
  const near = all.filter(
    ({ point }) =>
      Math.abs(point.lat - home.point.lat) < spanDegrees && Math.abs(point.lng - home.point.lng) < spanDegrees,
  )
  return {
    at,
    cells: demandCells(rows, days),
    stores: near.map(({ id, name, point }) => {
      const mine = rows.filter((row) => row.storeId === id)
      const sum = (pick: (row: (typeof rows)[number]) => number) => mine.reduce((total, row) => total + pick(row), 0)
      const expected = Math.round((sum((row) => row.before) / days) * 10) / 10
      return { id, name, point, waiting: sum((row) => row.waiting), expected }
    }),
  }
}
