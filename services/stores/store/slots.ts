import { newId } from '../../../contracts/ids.ts'
import { money } from '../../../contracts/money.ts'
import type { SlotTemplate, SlotTemplateChange, SlotTemplateInput } from '../../../contracts/slots.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'

interface Row {
  id: string
  store_id: string
  weekday: number
  start_minute: number
  end_minute: number
  capacity: number
  fee_paise: number
  cutoff_minutes: number
}

const fromRow = (row: Row): SlotTemplate => ({
  id: row.id,
  storeId: row.store_id,
  weekday: row.weekday,
  start: row.start_minute,
  end: row.end_minute,
  capacity: row.capacity,
  fee: money(row.fee_paise),
  cutoffMinutes: row.cutoff_minutes,
})

const columns = (sql: SqlOrTx) =>
  sql`id, store_id, weekday, start_minute, end_minute, capacity, fee_paise, cutoff_minutes`

/** A store's windows, of one weekday or of all, by their time. */
export const templatesOf = async (sql: SqlOrTx, storeId: string, weekday?: number): Promise<SlotTemplate[]> =>
  (
    await sql<Row[]>`
      select ${columns(sql)} from stores.slot_templates
      where store_id = ${storeId} and removed_at is null ${weekday === undefined ? sql`` : sql`and weekday = ${weekday}`}
      order by weekday, start_minute, end_minute`
  ).map(fromRow)

export async function getTemplate(sql: SqlOrTx, id: string): Promise<SlotTemplate | undefined> {
  const [row] = await sql<
    Row[]
  >`select ${columns(sql)} from stores.slot_templates where id = ${id} and removed_at is null`
  return row && fromRow(row)
}

/** One window, kept as it is: nobody takes a place in it, changes or removes it meanwhile. */
export async function lockTemplate(tx: Tx, id: string): Promise<SlotTemplate | undefined> {
  const [row] = await tx<
    Row[]
  >`select ${columns(tx)} from stores.slot_templates where id = ${id} and removed_at is null for update`
  return row && fromRow(row)
}

/** Who adds windows to a store, or changes them, does it one after the other, so that the limit holds. */
export const lockTemplates = (tx: Tx, storeId: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`windows of ${storeId}`}, 0))`

/** Adds a window for each weekday; those that are there already are left out of the answer. */
export async function addTemplates(tx: Tx, input: SlotTemplateInput): Promise<SlotTemplate[]> {
  const rows = input.weekdays.map((weekday) => ({ id: newId('slot'), weekday }))
  return (
    await tx<Row[]>`
      insert into stores.slot_templates (id, store_id, weekday, start_minute, end_minute, capacity, fee_paise, cutoff_minutes)
      select w->>'id', ${input.storeId}, (w->>'weekday')::int, ${input.start}, ${input.end}, ${input.capacity},
        ${input.fee.amount}, ${input.cutoffMinutes}
      from jsonb_array_elements(${tx.json(rows)}) w
      on conflict (store_id, weekday, start_minute, end_minute) where removed_at is null do nothing
      returning ${columns(tx)}`
  ).map(fromRow)
}

/** Changes a window from now on. Days that have more orders than the new capacity keep them, and take no more. */
export async function changeTemplate(
  tx: Tx,
  id: string,
  change: Pick<SlotTemplateChange, 'capacity' | 'fee' | 'cutoffMinutes'>,
): Promise<SlotTemplate | undefined> {
  const { capacity = null, fee = null, cutoffMinutes = null } = change
  const [row] = await tx<Row[]>`
    update stores.slot_templates set capacity = coalesce(${capacity}, capacity),
      fee_paise = coalesce(${fee === null ? null : fee.amount}, fee_paise), cutoff_minutes = coalesce(${cutoffMinutes}, cutoff_minutes)
    where id = ${id} and removed_at is null returning ${columns(tx)}`
  if (row && capacity !== null)
    await tx`update stores.slots set capacity = greatest(taken, ${capacity}) where template_id = ${id}`
  return row && fromRow(row)
}

/** No day of it can be chosen any more; orders that have it keep it. */
export const removeTemplate = async (tx: Tx, id: string): Promise<SlotTemplate | undefined> => {
  const [row] = await tx<Row[]>`
    update stores.slot_templates set removed_at = now() where id = ${id} and removed_at is null returning ${columns(tx)}`
  return row && fromRow(row)
}

/** How many orders have each of these windows. */
export async function takenOf(sql: Sql, slotIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; taken: number }[]>`
    select id, taken from stores.slots where id = any(${slotIds as string[]})`
  return new Map(rows.map((row) => [row.id, row.taken]))
}

/** How many orders have a window on days that are not over, and the last of these days. */
export async function bookedIn(
  tx: Tx,
  templateId: string,
  now: Date,
): Promise<{ orders: number; last: string | null }> {
  const [row] = await tx<{ orders: number; last: string | null }[]>`
    select coalesce(sum(taken), 0)::int as orders, max(right(id, 10)) as last from stores.slots
    where template_id = ${templateId} and taken > 0 and ends_at > ${now}`
  return row!
}

/** Takes a place in a window for an order, within its reservation. @returns false when it is full, or is offered no longer */
export async function takeSlot(
  tx: Tx,
  orderId: string,
  slot: { id: string; templateId: string; start: string; end: string },
): Promise<boolean> {
  const [row] = await tx<{ taken: boolean }[]>`
    select stores.take_slot(${orderId}, ${slot.id}, ${slot.templateId}, ${slot.start}, ${slot.end}) as taken`
  return row!.taken
}

/** Gives an order's place back, once. */
export const freeSlot = (tx: Tx, orderId: string) => tx`select stores.free_slot(${orderId})`

const forgetMax = 10_000

/** Windows that are long over; their orders keep the times. @returns whether there may be more */
export async function forgetSlots(sql: Sql, before: Date): Promise<boolean> {
  const gone = await sql`
    with old as (select id from stores.slots where ends_at < ${before} limit ${forgetMax}),
      places as (delete from stores.slot_places where slot_id in (select id from old))
    delete from stores.slots where id in (select id from old)`
  return gone.count === forgetMax
}
