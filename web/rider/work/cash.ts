/** Notes in rupees that people hand over, as paise. */
const notes = [50, 100, 200, 500, 2_000].map((rupees) => rupees * 100)

/** What people are likely to hand over for an amount: just that, and the next round sums above it. Paise, rising. */
export function likelyCash(duePaise: number): number[] {
  const sums = new Set([duePaise])
  for (const note of notes) sums.add(Math.ceil(duePaise / note) * note)
  return [...sums].toSorted((a, b) => a - b).slice(0, 5)
}

/** What goes back; null while too little was given. Paise. */
export const changeOf = (givenPaise: number, duePaise: number): number | null =>
  givenPaise >= duePaise ? givenPaise - duePaise : null
