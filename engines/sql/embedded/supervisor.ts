import { setTimeout as delay } from 'node:timers/promises'
import type { Postmaster } from './postmaster.ts'
import { isAlive } from './process.ts'

const checkMs = 250
const restartsMax = 5
const restartsWindowMs = 60_000

export type Supervisor = {
  /** Ends supervision, and says which postmaster is the last. */
  release(): Promise<Postmaster>
}

/**
 * Starts PostgreSQL again when it has gone without being asked (killed for memory, say), at the same address, so that pools
 * find it again. Gives up after `restartsMax` in a minute: then something is wrong that starting does not mend.
 */
export function superviseOn(
  first: Postmaster,
  restart: () => Promise<Postmaster>,
  onProgress: (text: string) => void,
): Supervisor {
  let current = first
  let released = false
  let recent: number[] = []
  let restarting: Promise<void> | undefined

  const timer = setInterval(() => {
    if (!restarting && !isAlive(current.pid)) restarting = recover().finally(() => (restarting = undefined))
  }, checkMs)
  timer.unref()

  async function recover(): Promise<void> {
    while (!released) {
      recent = recent.filter((at) => at > Date.now() - restartsWindowMs)
      if (recent.length >= restartsMax) {
        clearInterval(timer)
        onProgress('The database keeps stopping; see the log folder beside its data')
        return
      }
      recent.push(Date.now())
      onProgress('The database has stopped unexpectedly and is started again')
      try {
        current = await restart()
        return
      } catch (error) {
        onProgress((error as Error).message)
        await delay(1_000)
      }
    }
  }

  return {
    async release() {
      released = true
      clearInterval(timer)
      await restarting
      return current
    },
  }
}
