const closeMs = 2_000

/**
 * Waits for a client that is being closed, but no longer than two seconds: now and then one never answers its close (seen
 * when a broker hangs up at the same moment), and nobody who stops should wait for that.
 */
export async function untilClosed(closing: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, closeMs)
  await Promise.race([closing.catch(() => {}), late])
  clearTimeout(timer)
}
