import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureMap } from '../../bin/seed/site.ts'
import type { Clock } from '../../kit/clock.ts'
import { openShopHouse, type ShopHouse } from '../shop.ts'

export type Town = ShopHouse & { readonly url: string }

/** The small shop lies beside the map: no way to its doors is known, and pages of orders under way go without one. */
export const withoutWay = (faults: readonly string[]) =>
  faults.filter((fault) => !/status of 422.*\/v1\/route/.test(fault))

/**
 * A small shop in a city that has a map: its storefront finds addresses, and draws the way of an order. `env` is what else
 * the house is told, and `clock` its time.
 */
export async function openTown(env: Record<string, string> = {}, clock?: Clock): Promise<Town> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-town-'))
  const forget = () => rm(home, { recursive: true, force: true })
  try {
    await ensureMap(home, () => {})
    const stage = await openShopHouse({ env: { TOKRI_HOME: home, ...env }, ...(clock ? { clock } : {}) })
    return {
      ...stage,
      url: stage.house.url!,
      async [Symbol.asyncDispose]() {
        await stage[Symbol.asyncDispose]()
        await forget()
      },
    }
  } catch (error) {
    await forget()
    throw error
  }
}
