import { StaffActed } from '../../contracts/audit.ts'
import { type SlotTemplate, type SlotTemplateChange, type SlotTemplateInput, slots } from '../../contracts/slots.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import {
  addTemplates,
  bookedIn,
  changeTemplate,
  lockTemplate,
  lockTemplates,
  removeTemplate,
  templatesOf,
} from './store/slots.ts'

const dayMinutes = 1_440
/** Shoppers are shown all windows of a day at once. */
const windowsMax = 48

/** Adds windows under the store's lock. @throws stores/slot-bad-time, stores/too-many-slots, stores/slot-exists */
async function add(tx: Tx, input: SlotTemplateInput): Promise<SlotTemplate[]> {
  if (input.end <= input.start || input.end > input.start + dayMinutes) throw slots('stores/slot-bad-time')
  const added = await addTemplates(tx, input)
  const perDay = Map.groupBy(await templatesOf(tx, input.storeId), ({ weekday }) => weekday)
  if (input.weekdays.some((day) => (perDay.get(day)?.length ?? 0) > windowsMax)) throw slots('stores/too-many-slots')
  if (added.length < input.weekdays.length) {
    const there = input.weekdays.filter((day) => !added.some((each) => each.weekday === day))
    throw slots('stores/slot-exists', { details: { weekdays: there } })
  }
  return added
}

/** Offers a window on some weekdays, on all of them or none. */
export const addWindows = ({ db }: StoresContext, actor: string, input: SlotTemplateInput): Promise<SlotTemplate[]> =>
  db.begin(async (tx) => {
    await lockTemplates(tx, input.storeId)
    const added = await add(tx, input)
    const act = { actor, action: 'stores.slot_added', subject: input.storeId, details: input }
    await db.publish(tx, message(StaffActed, input.storeId, act))
    return added
  })

/**
 * Changes a window. At another day or time it is another window, with an id of its own: who still has the old one on the
 * screen is refused it, and nobody gets a time that they have not chosen. Orders that have it stay in the way of that.
 * Whoever takes a place meanwhile comes before it or finds it gone: both lock the window's row.
 * @throws stores/slot-not-found, stores/slot-booked, and as for a new one
 */
export const changeWindow = (
  { db, clock }: StoresContext,
  actor: string,
  { id, storeId }: SlotTemplate,
  { weekday, start, end, ...terms }: SlotTemplateChange,
): Promise<SlotTemplate> =>
  db.begin(async (tx) => {
    await lockTemplates(tx, storeId)
    const before = await lockTemplate(tx, id)
    if (!before) throw slots('stores/slot-not-found')
    const after = {
      ...before,
      weekday: weekday ?? before.weekday,
      start: start ?? before.start,
      end: end ?? before.end,
    }
    const moves = after.weekday !== before.weekday || after.start !== before.start || after.end !== before.end
    const changed = moves
      ? await move(tx, before, { ...after, ...terms }, new Date(clock.now()))
      : await changeTemplate(tx, id, terms)
    if (!changed) throw slots('stores/slot-not-found')
    const act = {
      actor,
      action: moves ? 'stores.slot_moved' : 'stores.slot_changed',
      subject: storeId,
      details: moves ? { from: before, to: changed } : { slot: id, ...terms },
    }
    await db.publish(tx, message(StaffActed, storeId, act))
    return changed
  })

async function move(tx: Tx, before: SlotTemplate, after: SlotTemplate, now: Date): Promise<SlotTemplate | undefined> {
  const { orders, last } = await bookedIn(tx, before.id, now)
  if (orders > 0)
    throw slots('stores/slot-booked', {
      detail: `${orders === 1 ? '1 order' : `${orders} orders`}, the last on ${last}. Remove it and add another: they keep theirs`,
      details: { orders, last },
    })
  await removeTemplate(tx, before.id)
  const { id: _, weekday, ...same } = after
  const [added] = await add(tx, { ...same, weekdays: [weekday] })
  return added
}
