import { CallParty, notifications, SendCode } from '../../contracts/notifications.ts'
import { GetContacts } from '../../contracts/users.ts'
import { SendError } from '../../engines/send.ts'
import { handle } from '../../kit/calls.ts'
import type { NotificationsContext } from './context.ts'
import { ask } from './providers.ts'
import { claimCodeRequest, releaseCodeRequest } from './store/code-requests.ts'
import { sayCall, sayCode } from './templates/index.ts'

const on = handle<NotificationsContext>()

export const operations = [
  /**
   * At once and at most once per request: a call that is repeated because its answer was lost sends no second SMS.
   * `sent` is false when the number cannot be reached at all.
   */
  on(SendCode, async ({ requestId, phone, code, language }, context) => {
    const { db, clock, engines } = context
    if (!(await claimCodeRequest(db.sql, requestId, clock.now()))) return { sent: true }
    try {
      await ask(context, 'sms', engines.sms, (sms, signal) =>
        sms.send({ to: phone, text: sayCode(code, language) }, { idempotencyKey: requestId, signal }),
      )
      return { sent: true }
    } catch (error) {
      if (!(error instanceof SendError)) throw error
      if (error.kind === 'invalid-recipient') return { sent: false }
      if (!error.maybeSent) await releaseCodeRequest(db.sql, requestId)
      context.log.warn({ error }, 'a login code was not sent')
      throw notifications('notifications/unavailable', { headers: { 'retry-after': '30' } })
    }
  }),
  /** Rings who asks. Numbers are looked up here and go to the provider only. */
  on(CallParty, async ({ orderId, callerId, calleeId }, context) => {
    const { contacts } = await context.call(GetContacts, { userIds: [callerId, calleeId] })
    const caller = contacts.find((each) => each.userId === callerId)
    const callee = contacts.find((each) => each.userId === calleeId)
    if (!caller?.phone || !callee?.phone) return { kind: 'no-number' as const }
    const bridged = { caller: caller.phone, callee: callee.phone, language: caller.language }
    try {
      await ask(context, 'sms', context.engines.sms, (sms, signal) =>
        sms.bridge({ ...bridged, greeting: sayCall(caller.language) }, { idempotencyKey: `call:${orderId}`, signal }),
      )
      return { kind: 'ringing' as const }
    } catch (error) {
      if (!(error instanceof SendError)) throw error
      if (error.kind === 'invalid-recipient') return { kind: 'no-number' as const }
      context.log.warn({ error, orderId }, 'a call was not put through')
      throw notifications('notifications/unavailable', { headers: { 'retry-after': '30' } })
    }
  }),
]
