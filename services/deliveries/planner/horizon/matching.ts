/**
 * The cheapest way to give every row a column of its own: the Hungarian method with potentials (Kuhn 1955; Jonker and
 * Volgenant 1987 for the search by shortest paths), O(rows² × columns). A row that is better left alone stays so for
 * `leftOut`, which must be larger than any cost that is wanted.
 * @returns the column of every row, or -1
 */
export function match(
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
  leftOut: number,
): Int32Array {
  // Row r may always take the column of its own behind the real ones.
  const width = columns + rows
  const rowPotential = new Float64Array(rows + 1)
  const columnPotential = new Float64Array(width + 1)
  const rowOf = new Int32Array(width + 1)
  const way = new Int32Array(width + 1)
  const costAt = (row: number, column: number): number => {
    if (column <= columns) return Math.min(cost(row - 1, column - 1), 4 * leftOut)
    return column - columns === row ? leftOut : 4 * leftOut
  }
  for (let row = 1; row <= rows; row++) {
    const least = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY)
    const done = new Uint8Array(width + 1)
    rowOf[0] = row
    let column = 0
    do {
      done[column] = 1
      const from = rowOf[column]!
      let step = Number.POSITIVE_INFINITY
      let next = 0
      for (let j = 1; j <= width; j++) {
        if (done[j]) continue
        const reduced = costAt(from, j) - rowPotential[from]! - columnPotential[j]!
        if (reduced < least[j]!) {
          least[j] = reduced
          way[j] = column
        }
        if (least[j]! < step) {
          step = least[j]!
          next = j
        }
      }
      for (let j = 0; j <= width; j++) {
        if (done[j]) {
          rowPotential[rowOf[j]!]! += step
          columnPotential[j]! -= step
        } else least[j]! -= step
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      const before = way[column]!
      rowOf[column] = rowOf[before]!
      column = before
    }
  }
  const chosen = new Int32Array(rows).fill(-1)
  for (let j = 1; j <= columns; j++)
    if (rowOf[j]! > 0 && cost(rowOf[j]! - 1, j - 1) < leftOut) chosen[rowOf[j]! - 1] = j - 1
  return chosen
}
