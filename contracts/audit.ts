import Type from 'typebox'
import { event } from './event.ts'
import { ActorName } from './identity.ts'

/**
 * Key: the subject. A member of staff changed something: published by whichever service was changed, in the commit of
 * the change, and kept in the audit log by users.
 */
export const StaffActed = event(
  'staff.acted',
  1,
  Type.Object({
    actor: ActorName,
    /** `stores.stock_counted`, `orders.refunded` … */
    action: Type.String({ maxLength: 80 }),
    /** The id of what was changed. */
    subject: Type.String({ maxLength: 120 }),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    details: Type.Optional(Type.Unknown()),
  }),
)
