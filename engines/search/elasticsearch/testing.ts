import { openLog } from '../../../kit/log.ts'
import type { SearchSource } from '../port.ts'

export const log = openLog({ level: process.env.TOKRI_LOG_LEVEL ?? 'silent', service: 'test' })

/** A shop that has nothing yet. */
export const noSource: SearchSource = {
  async *documents() {},
  has: () => false,
  stores: () => [],
  async *listings() {},
  lists: () => false,
}
