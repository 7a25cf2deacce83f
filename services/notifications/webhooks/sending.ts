import { request } from 'undici'
import { StaffActed } from '../../../contracts/audit.ts'
import { errorCode } from '../../../engines/send.ts'
import { deriveKey, unseal } from '../../../kit/seal.ts'
import { message } from '../../../kit/sql.ts'
import type { NotificationsContext } from '../context.ts'
import { type Due, disable, endTry, markFailing, markWorking, type Outcome } from '../store/webhooks.ts'
import { failingMsMax, pauseMsAfter, saidMax, signedHeaders } from './domain.ts'

const timeoutMs = 10_000

export const webhookKey = ({ installation }: NotificationsContext) =>
  deriveKey(installation.secretKey, 'tokri.notifications.webhooks')

/** One try, and what follows from it. @returns false when it was cut off by `stop`: then nothing is noted */
export async function sendOne(context: NotificationsContext, due: Due, stop: AbortSignal): Promise<boolean> {
  const { db, clock } = context
  const outcome = await post(context, due, stop)
  if (outcome === null) return false
  const now = clock.now()
  const good = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
  const pauseMs = good ? undefined : pauseMsAfter(due.tries + 1, Math.random())
  await db.begin(async (tx) => {
    const step =
      pauseMs === undefined
        ? ({ state: good ? 'delivered' : 'failed' } as const)
        : ({ state: 'due', nextAt: now + pauseMs } as const)
    await endTry(tx, due.id, outcome, step, now)
    if (good) return markWorking(tx, due.webhookId)
    await markFailing(tx, due.webhookId, now)
    const tooLong = due.failingSince !== null && now - due.failingSince.getTime() > failingMsMax
    const why = outcome.status === 410 ? 'gone' : tooLong ? 'failing' : undefined
    if (!why || !(await disable(tx, due.webhookId, why, now))) return
    const acted = { actor: 'system:webhooks', action: 'notifications.webhook_disabled', subject: due.webhookId }
    await db.publish(tx, message(StaffActed, due.webhookId, { ...acted, details: { why, url: due.url } }))
  })
  return true
}

async function post(context: NotificationsContext, due: Due, stop: AbortSignal): Promise<Outcome | null> {
  const { clock, outside } = context
  const secret = unseal(webhookKey(context), due.sealedSecret, due.webhookId)
  if (!secret) return { status: null, said: 'The secret cannot be read: make a new one', ms: 0 }
  const body = JSON.stringify(due.payload)
  const began = performance.now()
  const took = () => Math.round(performance.now() - began)
  try {
    const answer = await request(due.url, {
      method: 'POST',
      dispatcher: outside,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Tokri-Webhooks',
        ...signedHeaders(secret, due.eventId, body, clock.now()),
      },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    })
    // A redirect is not followed: it might lead inside.
    const said = (await answer.body.text().catch(() => '')).slice(0, saidMax).replaceAll('\0', '')
    return { status: answer.statusCode, said, ms: took() }
  } catch (error) {
    if (stop.aborted) return null
    const code = errorCode(error)
    return { status: null, said: code === 'EPRIVATE' ? `${code}: an address of a private network` : code, ms: took() }
  }
}
