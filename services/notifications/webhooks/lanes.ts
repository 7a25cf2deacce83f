import type { NotificationsContext } from '../context.ts'
import { type Due, giveBack, takeDue } from '../store/webhooks.ts'
import { lanesMax } from './domain.ts'
import { sendOne } from './sending.ts'

/** Above what a try takes: a lease that runs out means that its process died. */
const leaseMs = 60_000

/**
 * What this process is sending to partners. Each webhook has lanes of its own, so one that hangs holds up nobody else; there
 * are at most `webhooksMax` times `lanesMax` of them. Rows are taken under a lease only when a lane is free, oldest first, and
 * the rest stays for other copies.
 */
export class WebhookLanes implements AsyncDisposable {
  readonly #busy = new Map<string, number>()
  readonly #running = new Set<Promise<void>>()
  readonly #stop = new AbortController()
  #filling: Promise<void> | undefined
  #again = false

  /** Begins to send what is due, as far as there are lanes; each at least once, so partners know a repeat by `webhook-id`. */
  fill(context: NotificationsContext): Promise<void> {
    this.#again = true
    this.#filling ??= this.#fill(context)
    return this.#filling
  }

  async #fill(context: NotificationsContext): Promise<void> {
    try {
      while (this.#again && !this.#stop.signal.aborted) {
        this.#again = false
        const now = context.clock.now()
        const lanes = { busy: this.#busy, each: lanesMax }
        for (const due of await takeDue(context.db.sql, now, now + leaseMs, lanes)) this.#send(context, due)
      }
    } finally {
      // In the same step as the last look at `#again`: who asks from now on begins anew.
      this.#filling = undefined
    }
  }

  #send(context: NotificationsContext, due: Due): void {
    const { webhookId } = due
    this.#busy.set(webhookId, (this.#busy.get(webhookId) ?? 0) + 1)
    const run = this.#sendOrGiveBack(context, due)
      .catch((error) =>
        context.log.warn({ error, deliveryId: due.id }, 'a webhook is sent again when its lease is over'),
      )
      .finally(() => {
        const left = this.#busy.get(webhookId)! - 1
        if (left === 0) this.#busy.delete(webhookId)
        else this.#busy.set(webhookId, left)
        this.#running.delete(run)
        // The next in this lane need not wait for the clock.
        void this.fill(context).catch((error) => context.log.warn({ error }, 'due webhooks are looked for again'))
      })
    this.#running.add(run)
  }

  async #sendOrGiveBack(context: NotificationsContext, due: Due): Promise<void> {
    if (!this.#stop.signal.aborted && (await sendOne(context, due, this.#stop.signal))) return
    await giveBack(context.db.sql, due.id)
  }

  /** What is under way is cut off and due again at once: the partner may get it twice, a stop waits for nobody. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#filling?.catch(() => {})
    await Promise.allSettled(this.#running)
  }
}
