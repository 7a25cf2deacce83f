/** Numbers that are the same for the same seed (mulberry32). The state is an array of one, so that nothing is allocated. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [0, count). */
  below(count: number): number
}

export function seededRandom(seed: number): Random {
  const state = Uint32Array.of(seed)
  const next = () => {
    state[0]! += 0x6d2b79f5
    let t = state[0]!
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, below: (count) => Math.floor(next() * count) }
}
