import type { Job } from '../../kit/jobs.ts'
import type { UsersContext } from './context.ts'
import { dropOldCounts } from './store/attempts.ts'
import { dropExpiredCodes } from './store/codes.ts'
import { dropExpiredChallenges } from './store/second-factor.ts'
import { dropOldSessions } from './store/sessions.ts'

const dayMs = 86_400_000

export const jobs: Job<UsersContext>[] = [
  {
    name: 'rotate-keys',
    everyMs: 60_000,
    async run({ keys, config }) {
      await keys.dropExpired()
      await keys.rotateAfter(config.keyRotationDays * dayMs)
      return false
    },
  },
  {
    name: 'retention',
    everyMs: 300_000,
    async run({ db, clock }) {
      const now = clock.now()
      await dropOldCounts(db.sql, now)
      await dropExpiredCodes(db.sql, now)
      await dropExpiredChallenges(db.sql, now)
      return dropOldSessions(db.sql, now)
    },
  },
]
