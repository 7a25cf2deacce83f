/** Numbers in [0, 1), the same for the same seed (xorshift32, Marsaglia 2003): enough for a search, never for secrets. */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed | 0, 0x9e3779b1) ^ 0x6a09e667 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
