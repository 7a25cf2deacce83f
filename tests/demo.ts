import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type House, openHouse } from '../bin/house.ts'
import { type Seeded, seed } from '../bin/seed/seed.ts'
import { ensureMap } from '../bin/seed/site.ts'
import { demoAccounts } from '../city/people/accounts.ts'
import { startCity } from '../city/people/city.ts'
import { testDatabase } from '../engines/sql/testing.ts'

export interface Demo extends AsyncDisposable {
  readonly house: House
  readonly seeded: Seeded
  /** Where a browser finds it. */
  readonly url: string
}

/**
 * The demo city on a database of its own: what `npm start` opens. `speed` is city seconds in a second; `alive: false` leaves
 * all its work to the test. `env` is what else the house is told.
 */
export async function openDemo({
  speed,
  alive = true,
  env: more = {},
}: {
  speed: number
  alive?: boolean
  env?: Record<string, string>
}): Promise<Demo> {
  const stack = new AsyncDisposableStack()
  try {
    const home = await mkdtemp(join(tmpdir(), 'tokri-demo-'))
    stack.defer(() => rm(home, { recursive: true, force: true }))
    const database = stack.use(await testDatabase())
    await ensureMap(home, () => {})
    const env = {
      PORT: '0',
      TOKRI_HOST: '127.0.0.1',
      TOKRI_HOME: home,
      TOKRI_ENV: 'test',
      TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'silent',
      TOKRI_RATE_LIMITS: 'off',
      // Tests share few cores: what is late here is the machine.
      TOKRI_SHED_LAG_MS: '0',
      TOKRI_STORES_WHEN_UNSTAFFED: 'promise',
      TOKRI_DATABASE_URL: database.url,
      ...more,
    }
    const house = await openHouse({ env })
    stack.defer(() => house[Symbol.asyncDispose]())
    const seeded = await seed(house, { home, speed, onProgress: () => {} })
    const { stores } = seeded
    const accounts = demoAccounts({ stores: stores.length })
    if (alive) stack.use(await startCity({ url: house.url!, sandboxUrl: house.sandboxUrl, speed, accounts, stores }))
    return { house, seeded, url: house.url!, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
