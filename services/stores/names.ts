import { LRUCache } from 'lru-cache'
import { GetContacts } from '../../contracts/users.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { storesConfig } from './config.ts'

const keptMs = 10 * 60_000

/** What staff are called: asked of users, and kept for a while. Without users nobody has a name, and everything else works. */
export class Names {
  readonly #kit: Pick<Kit<typeof storesConfig, Engines>, 'call' | 'log'>
  readonly #kept = new LRUCache<string, string>({ max: 5_000, ttl: keptMs })

  constructor(kit: Pick<Kit<typeof storesConfig, Engines>, 'call' | 'log'>) {
    this.#kit = kit
  }

  async of(userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const unknown = [...new Set(userIds)].filter((id) => !this.#kept.has(id))
    if (unknown.length > 0) {
      try {
        const { contacts } = await this.#kit.call(GetContacts, { userIds: unknown.slice(0, 500) })
        for (const { userId, name } of contacts) this.#kept.set(userId, name)
      } catch (error) {
        this.#kit.log.warn({ error }, 'names of staff could not be asked')
      }
    }
    return new Map(userIds.flatMap((id) => (this.#kept.has(id) ? [[id, this.#kept.get(id)!] as const] : [])))
  }
}
