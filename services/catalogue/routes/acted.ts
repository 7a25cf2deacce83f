import { StaffActed } from '../../../contracts/audit.ts'
import type { Actor } from '../../../contracts/identity.ts'
import { type Message, message } from '../../../kit/sql.ts'

/** What a member of staff did, for the audit log. */
export const acted = (actor: Actor, action: string, subject: string, details?: unknown): Message =>
  message(StaffActed, subject, {
    actor: actor.userId,
    action: `catalogue.${action}`,
    subject,
    ...(details === undefined ? {} : { details }),
  })
