export type Strings = ReturnType<typeof createStrings>

/** Every name once; 0 is the empty one. */
export function createStrings() {
  const list = ['']
  const indices = new Map([['', 0]])

  function add(text: string | undefined): number {
    // The separator of the map file; no name has one, and a hostile one must not shift all others.
    const clean = (text ?? '').replaceAll('\0', ' ').trim()
    let index = indices.get(clean)
    if (index === undefined) {
      index = list.length
      list.push(clean)
      indices.set(clean, index)
    }
    return index
  }

  return { add, finish: () => list }
}
