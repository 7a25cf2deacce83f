import type { Store } from '../store.ts'
import { newId, type Objects, openObjects, render, type StripeObject } from './objects.ts'

/** What every Stripe handler works with: the objects, the clock, events to the webhook, and deeds for later. */
export type Bank = {
  store: Store
  objects: Objects
  /** Epoch ms. */
  nowMs: () => number
  /** Epoch seconds, as Stripe writes times. */
  now: () => number
  /** Writes an event beside the change, in the same transaction; it is then delivered at least once. */
  emit: (type: string, object: StripeObject, cause?: Cause) => void
  /** Remembers a deed to be done after `afterMs`; it survives a restart. */
  later: (deed: Deed, id: string, afterMs: number) => void
}

export type Cause = { requestId?: string; idempotencyKey?: string }
export type Deed = 'settle_payment' | 'settle_refund'

/** `enqueue` puts an event on its way to the webhook; it must only write, as it runs inside the transaction. */
export function openBank(
  store: Store,
  nowMs: () => number,
  apiVersion: string,
  enqueue: (event: StripeObject) => void,
): Bank {
  const objects = openObjects(store)
  const addTimer = store.db.prepare('insert into timers (at, deed, id) values (?, ?, ?)')
  const now = () => Math.floor(nowMs() / 1000)
  return {
    store,
    objects,
    nowMs,
    now,
    emit(type, object, cause = {}) {
      const event: StripeObject = {
        id: newId('evt'),
        object: 'event',
        api_version: apiVersion,
        created: now(),
        data: { object: render(object) },
        livemode: false,
        pending_webhooks: 1,
        request: { id: cause.requestId ?? null, idempotency_key: cause.idempotencyKey ?? null },
        type,
      }
      objects.insert('event', event)
      enqueue(event)
    },
    later: (deed, id, afterMs) => {
      addTimer.run(nowMs() + afterMs, deed, id)
    },
  }
}

/** Takes the deeds that are due out of the list. Call inside the transaction that does them. */
export function takeDue(bank: Bank): { deed: Deed; id: string }[] {
  const rows = bank.store.db.prepare('delete from timers where at <= ? returning deed, id').all(bank.nowMs())
  return rows.map((row) => ({ deed: row.deed as Deed, id: String(row.id) }))
}

/** When the next deed is due, epoch ms. */
export function nextDue(bank: Bank): number | undefined {
  const row = bank.store.db.prepare('select min(at) as at from timers').get()
  return row?.at === null || row?.at === undefined ? undefined : Number(row.at)
}
