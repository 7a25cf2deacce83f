/**
 * Hands on together what comes within so many milliseconds of the first: for hundreds of messages, each of which would
 * draw the page again.
 */
export function gathered<Thing>(deed: (things: readonly Thing[]) => void, withinMs: number): (thing: Thing) => void {
  let waiting: Thing[] = []
  return (thing) => {
    waiting.push(thing)
    if (waiting.length > 1) return
    setTimeout(() => {
      const things = waiting
      waiting = []
      deed(things)
    }, withinMs)
  }
}
