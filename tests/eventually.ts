import { setTimeout as pause } from 'node:timers/promises'

/** Looks again until `look` neither throws nor answers undefined, null or false. @throws the last fault, with what was waited for */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { withinMs = 20_000 }: { withinMs?: number } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs
  let cause: unknown
  for (;;) {
    try {
      const found = await look()
      if (found !== undefined && found !== null && found !== false) return found
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() > giveUpAt) throw new Error(`waited in vain: ${what}`, { cause })
    await pause(15)
  }
}
