import { setTimeout as pause } from 'node:timers/promises'

/** Looks again until it holds, for what other copies and the index come to know a moment later. @throws the last fault */
export async function eventually(check: () => Promise<void> | void, withinMs = 10_000): Promise<void> {
  const until = performance.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > until) throw error
    }
    await pause(20)
  }
}
