/** Wall time and the processor time of all the process's threads, ms; the second is what a busy machine leaves alone. */
export async function timedBoth(run: () => Promise<unknown>): Promise<{ ms: number; cpuMs: number }> {
  const before = process.cpuUsage()
  const ms = await timed(run)
  const { user, system } = process.cpuUsage(before)
  return { ms, cpuMs: (user + system) / 1000 }
}

export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

export function timedNow(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

/**
 * Milliseconds of each deed: the least of several rounds over all of them, so that the machine's other work, which interrupts one deed or
 * another, is left out. Every round does all, so none finds its own data still at hand.
 */
export function timedEach<T>(all: readonly T[], deed: (one: T) => unknown, rounds = 3): number[] {
  const ms = all.map(() => Infinity)
  for (let round = 0; round < rounds; round++)
    for (const [i, one] of all.entries())
      ms[i] = Math.min(
        ms[i]!,
        timedNow(() => deed(one)),
      )
  return ms
}

export function quantile(values: number[], share: number, scale = 1): number {
  const sorted = [...values].sort((a, b) => a - b)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * scale)
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
