import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type House, openHouse } from '../../bin/house.ts'
import { injecting, type Send } from '../api.ts'

/** A house on databases that the test has made. Nothing listens but what must. */
export async function houseOn(
  env: Record<string, string>,
  more: { onProgress?: (text: string) => void; targets?: string[] } = {},
): Promise<House & { send: Send }> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-postgres-'))
  try {
    const house = await openHouse({
      ...more,
      listen: false,
      env: {
        PORT: '0',
        TOKRI_HOST: '127.0.0.1',
        TOKRI_HOME: home,
        TOKRI_ENV: 'test',
        TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'silent',
        TOKRI_CITY: 'still',
        TOKRI_STORES_WHEN_UNSTAFFED: 'promise',
        // One rider carries one order after the other here: an offer beside it would run out meanwhile.
        TOKRI_DELIVERIES_CAPACITY: '1',
        TOKRI_RATE_LIMITS: 'off',
        TOKRI_INTERNAL_SECRET: '0'.repeat(64),
        TOKRI_SECRET_KEY: '1'.repeat(64),
        ...env,
      },
    })
    return Object.assign(Object.create(house) as House, {
      send: house.gateway ? injecting(house.gateway) : ((() => Promise.reject(new Error('no gateway'))) as Send),
      async [Symbol.asyncDispose]() {
        await house[Symbol.asyncDispose]()
        await rm(home, { recursive: true, force: true })
      },
    })
  } catch (error) {
    await rm(home, { recursive: true, force: true })
    throw error
  }
}
