import { createHmac } from 'node:crypto'
import { startClockwork } from '../clockwork.ts'
import type { Faults } from '../faults.ts'
import type { Store } from '../store.ts'
import { openObjects, render, type StripeObject } from './objects.ts'

/** Where events go; asked at every delivery. Without a url they wait until there is one. */
export type Webhook = { url: () => string | undefined; secret: string }

const limits = {
  inFlight: 16,
  timeoutMs: 10_000,
  giveUpMs: 3 * 24 * 3_600_000,
  backoffMs: 500,
  backoffMaxMs: 3_600_000,
}

/**
 * Delivers events at least once: signed, retried with exponential backoff until a 2xx, for three days as Stripe does.
 * What is on its way is in the store, so a restart goes on where it stopped.
 */
export function startWebhooks(store: Store, webhook: Webhook, faults: () => NonNullable<Faults['stripe']>) {
  const objects = openObjects(store)
  const insert = store.db.prepare(
    "insert into deliveries (event, type, state, next_at, at) values (?, ?, 'pending', ?, ?)",
  )
  const due = store.db.prepare(
    "select seq, event, attempts, at from deliveries where state = 'pending' and next_at <= ? order by next_at limit 64",
  )
  const nextDue = store.db.prepare("select min(next_at) as at from deliveries where state = 'pending' and next_at > ?")
  const finish = store.db.prepare(
    'update deliveries set state = ?, attempts = ?, next_at = ?, status = ?, error = ? where seq = ?',
  )
  const inFlight = new Map<number, Promise<void>>()
  const stopping = new AbortController()

  /** Writes only: the caller holds a transaction, and calls `wake` after the commit. */
  function enqueue(event: StripeObject) {
    const { duplicateWebhooks = 1, shuffleWebhooks, delayWebhooksMs = 0 } = faults()
    const now = Date.now()
    for (let copy = 0; copy < duplicateWebhooks; copy++) {
      const spread = shuffleWebhooks ? Math.floor(Math.random() * 2_000) : 0
      insert.run(event.id, String(event.type), now + delayWebhooksMs + spread, now)
    }
  }

  function run(): number | undefined {
    if (faults().holdWebhooks || !webhook.url()) return undefined
    const now = Date.now()
    for (const row of due.all(now)) {
      if (inFlight.size >= limits.inFlight) return undefined // the next to finish wakes us
      const delivery = {
        seq: Number(row.seq),
        event: String(row.event),
        attempts: Number(row.attempts),
        at: Number(row.at),
      }
      if (inFlight.has(delivery.seq)) continue
      const sent = send(delivery).finally(() => {
        inFlight.delete(delivery.seq)
        clock.wake()
      })
      inFlight.set(delivery.seq, sent)
    }
    const next = nextDue.get(now)?.at
    return next === null || next === undefined ? undefined : Number(next)
  }

  async function send(delivery: { seq: number; event: string; attempts: number; at: number }) {
    const event = objects.find('event', delivery.event)
    if (!event) return void finish.run('given_up', delivery.attempts, 0, null, 'event was forgotten', delivery.seq)
    const body = JSON.stringify(render(event))
    const attempts = delivery.attempts + 1
    let status: number | null = null
    let error: string | null = null
    try {
      const response = await fetch(webhook.url()!, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': sign(body, webhook.secret, Math.floor(Date.now() / 1000)),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks) tokri-sandbox',
        },
        body,
        redirect: 'manual', // Stripe follows none
        signal: AbortSignal.any([AbortSignal.timeout(limits.timeoutMs), stopping.signal]),
      })
      status = response.status
      await response.arrayBuffer()
    } catch (cause) {
      if (stopping.signal.aborted) return
      error =
        cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause)
    }
    if (stopping.signal.aborted) return // the store is closing; the row is still pending and will be sent again
    if (status !== null && status >= 200 && status < 300)
      finish.run('delivered', attempts, 0, status, null, delivery.seq)
    else if (Date.now() - delivery.at > limits.giveUpMs)
      finish.run('given_up', attempts, 0, status, error, delivery.seq)
    else
      finish.run(
        'pending',
        attempts,
        Date.now() + backoff(attempts),
        status,
        error?.slice(0, 200) ?? null,
        delivery.seq,
      )
  }

  const clock = startClockwork(run, () => {})
  return {
    enqueue,
    wake: clock.wake,
    /** Sends everything that waits for its next try now. */
    hurry: () => {
      store.db.prepare("update deliveries set next_at = ? where state = 'pending'").run(Date.now())
      clock.wake()
    },
    async close() {
      clock.stop()
      stopping.abort()
      await Promise.allSettled(inFlight.values())
    },
  }
}

/** `Stripe-Signature`: HMAC-SHA256 over `timestamp.body` (docs.stripe.com/webhooks, "Verify manually"). */
export const sign = (body: string, secret: string, timestampS: number) =>
  `t=${timestampS},v1=${createHmac('sha256', secret).update(`${timestampS}.${body}`).digest('hex')}`

/** Doubles from half a second to an hour, half of it random so that many do not come at once. */
const backoff = (attempts: number) => {
  const full = Math.min(limits.backoffMs * 2 ** (attempts - 1), limits.backoffMaxMs)
  return full / 2 + Math.random() * (full / 2)
}
