const closeMs = 2_000

/**
 * Closes a client of Kafka, and waits for it no longer than two seconds: now and then one never answers its close (seen
 * when a broker hangs up at the same moment), and nobody who stops should wait for that.
 */
export async function closeClient(client: { close(force?: boolean): Promise<void> }): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, closeMs)
  await Promise.race([client.close(true).catch(() => {}), late])
  clearTimeout(timer)
}
