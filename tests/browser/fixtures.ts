import { after, before } from 'node:test'

/**
 * What the tests of a `describe` stand on, by name: opened in this order before the first of them, and closed, the last one
 * first, after the last.
 */
export function fixtures<Opened extends Record<string, AsyncDisposable>>(
  how: {
    [Name in keyof Opened]: () => Promise<Opened[Name]>
  },
): Readonly<Opened> {
  const opened: Record<string, AsyncDisposable> = {}
  const stack = new AsyncDisposableStack()
  before(async () => {
    for (const [name, open] of Object.entries(how)) opened[name] = stack.use(await open())
  })
  after(() => stack.disposeAsync())
  return opened as Opened
}
