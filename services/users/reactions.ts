import { StaffActed } from '../../contracts/audit.ts'
import { batchReactionsOf } from '../../kit/reactions.ts'
import type { UsersContext } from './context.ts'
import { addAuditEntries } from './store/audit.ts'

const onBatch = batchReactionsOf<UsersContext>()

/** The audit log of the whole house, whichever service was changed. */
export const reactions = [
  onBatch(StaffActed, (events, tx) =>
    addAuditEntries(
      tx,
      events.map(({ id, at, data }) => ({ eventId: id, at, ...data })),
    ),
  ),
]
