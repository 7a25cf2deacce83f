import fc from 'fast-check'

/** Riders of the usual mode, who name none, and others. */
export const anyMode = fc.constantFrom(undefined, undefined, 'bicycle')

/** Travel times between so many places by each mode, seconds; between some there is no way. */
export const anyTravel = (nodes: number) => {
  const seconds = fc.oneof(
    { weight: 20, arbitrary: fc.nat({ max: 900 }) },
    { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  )
  const among = { minLength: nodes, maxLength: nodes }
  const durationS = fc.array(fc.array(seconds, among), among)
  return fc.record({ durationS, byMode: fc.record({ bicycle: durationS }), approximate: fc.constant(false) })
}
