import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type House, openHouse } from '../bin/house.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import type { Clock } from '../kit/clock.ts'

export interface TestHouse extends House {
  /** Stops it, and leaves its database and its folder for another one. */
  stop(): Promise<void>
}

/** Tokri on a database of its own, for one test file: nothing listens, requests are injected into `gateway`. */
export async function testHouse(
  options: { targets?: string[]; env?: Record<string, string>; clock?: Clock; listen?: boolean; webDir?: string } = {},
): Promise<TestHouse> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-test-'))
  const database = await testDatabase()
  try {
    const house = await openHouse({
      targets: options.targets,
      clock: options.clock,
      listen: options.listen ?? false,
      webDir: options.webDir,
      env: {
        PORT: '0',
        TOKRI_HOST: '127.0.0.1',
        TOKRI_HOME: home,
        TOKRI_ENV: 'test',
        TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'silent',
        TOKRI_CITY: 'still',
        TOKRI_RATE_LIMITS: 'off',
        // Tests share few cores: what is late here is the machine.
        TOKRI_SHED_LAG_MS: '0',
        TOKRI_DATABASE_URL: database.url,
        // Tests share one broker; each database has names of its own there.
        TOKRI_BROKER_PREFIX: database.name,
        // Riders of tests tell once where they are, and are at work until they say otherwise.
        TOKRI_DELIVERIES_SILENT_S: '3600',
        ...options.env,
      },
    })
    return {
      ...house,
      stop: async () => house[Symbol.asyncDispose](),
      async [Symbol.asyncDispose]() {
        await house[Symbol.asyncDispose]()
        await database.dispose()
        await rm(home, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await database.dispose()
    await rm(home, { recursive: true, force: true })
    throw error
  }
}
