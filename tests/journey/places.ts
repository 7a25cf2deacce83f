import { openProcesses, type ProcessesOptions } from '../processes.ts'
import { openShopHouse } from '../shop.ts'
import type { Place } from './journey.ts'

/** All services in one process, on the engines that `env` names. */
export async function oneProcess(env: Record<string, string> = {}): Promise<Place> {
  const stage = await openShopHouse({ env })
  const { house, send, sql } = stage
  return {
    url: house.url!,
    sandboxUrl: house.sandboxUrl!,
    home: house.config.home,
    databaseUrl: house.databaseUrl,
    call: house.call,
    send,
    sql,
    env,
    [Symbol.asyncDispose]: stage[Symbol.asyncDispose],
  }
}

/** Each service in processes of its own. */
export async function manyProcesses(
  env: Record<string, string> = {},
  options: Omit<ProcessesOptions, 'env'> = {},
): Promise<Place> {
  return { ...(await openProcesses({ ...options, env })), env }
}
