/** Edit distance with a bound: insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */

const maxLength = 48
const rows = [new Uint8Array(maxLength + 1), new Uint8Array(maxLength + 1), new Uint8Array(maxLength + 1)]

/** The distance, or `bound + 1` when it is greater than `bound`. */
export function editDistance(a: string, b: string, bound: number): number {
  const tooFar = bound + 1
  if (Math.abs(a.length - b.length) > bound || a.length > maxLength || b.length > maxLength) return tooFar
  let [before, previous, current] = rows as [Uint8Array, Uint8Array, Uint8Array]
  for (let j = 0; j <= b.length; j++) previous[j] = j
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - bound)
    const to = Math.min(b.length, i + bound)
    current[from - 1] = from === 1 ? i : tooFar
    let best = tooFar
    const ca = a.charCodeAt(i - 1)
    for (let j = from; j <= to; j++) {
      const cb = b.charCodeAt(j - 1)
      let cost = previous[j - 1]! + (ca === cb ? 0 : 1)
      if (j < i + bound && previous[j]! + 1 < cost) cost = previous[j]! + 1
      if (current[j - 1]! + 1 < cost) cost = current[j - 1]! + 1
      if (i > 1 && j > 1 && ca === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === cb) {
        if (before[j - 2]! + 1 < cost) cost = before[j - 2]! + 1
      }
      current[j] = cost
      if (cost < best) best = cost
    }
    if (best > bound) return tooFar
    const spare = before
    before = previous
    previous = current
    current = spare
  }
  return Math.min(previous[b.length]!, tooFar)
}

/** Edits forgiven in a word of this length: short words have too many neighbours. */
export const editsAllowed = (length: number): number => (length < 4 ? 0 : length < 6 ? 1 : 2)

/** The letters of a word as bits. Each edit changes at most two of them, which rules out most words at once. */
export function letterMask(word: string): number {
  let mask = 0
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i)
    mask |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6))
  }
  return mask
}

export function bitCount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
