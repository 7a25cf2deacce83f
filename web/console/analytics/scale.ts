/** Round marks from nothing to a little above the largest value: three to six of them. */
export function marksOf(largest: number, whole: boolean): number[] {
  if (!(largest > 0)) return [0, 1]
  const rough = largest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough
  const size = whole ? Math.max(1, Math.ceil(step)) : step
  const count = Math.ceil(largest / size - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * size).toPrecision(10)))
}
