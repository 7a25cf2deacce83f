import fc from 'fast-check'

/** Travel times between so many places, seconds; between some there is no way. */
export const anyTravel = (nodes: number) => {
  const seconds = fc.oneof(
    { weight: 20, arbitrary: fc.nat({ max: 900 }) },
    { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  )
  const among = { minLength: nodes, maxLength: nodes }
  return fc.record({ durationS: fc.array(fc.array(seconds, among), among), approximate: fc.constant(false) })
}
