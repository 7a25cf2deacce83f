import { type ComponentType, type ReactNode, startTransition, useEffect, useState } from 'react'

/**
 * A part of a page that comes with its own script, while `fallback` keeps its place. Without a connection the page stands
 * without it and asks again when there is one: unlike what `lazy` does, a script that does not come fails nothing else.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  fallback: ReactNode = null,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  return function LazyPart(props: P) {
    const [Part, setPart] = useState(() => loaded)
    useEffect(() => {
      if (Part) return
      let left = false
      const ask = () =>
        load().then(
          (part) => {
            loaded = part
            if (!left) startTransition(() => setPart(() => part))
          },
          () => {},
        )
      void ask()
      window.addEventListener('online', ask)
      return () => {
        left = true
        window.removeEventListener('online', ask)
      }
    }, [Part])
    return Part ? <Part {...props} /> : fallback
  }
}
