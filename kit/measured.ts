import type { Metrics } from './metrics.ts'
import { failureOf, traced } from './trace.ts'

/**
 * A provider whose calls are counted, timed and, where traces are recorded, spans. Whatever it answers is left as it is:
 * what is no promise goes through uncounted.
 */
export function measured<P extends object>(provider: string, engine: P, metrics: Metrics): P {
  const wrapped = new Map<PropertyKey, unknown>()
  const wrap = (name: string, method: (...args: unknown[]) => unknown) => {
    const span = `${provider}.${name}`
    return (...args: unknown[]): unknown => {
      const end = metrics.providerSeconds.startTimer({ provider, deed: name })
      const result = method.apply(engine, args)
      if (!(result instanceof Promise)) return result
      return traced('client', span, undefined, () => result).then(
        (answer) => {
          end({ outcome: 'ok' })
          return answer
        },
        (error) => {
          end({ outcome: kindOf(error) })
          throw error
        },
      )
    }
  }
  return new Proxy(engine, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function' || typeof name === 'symbol') return value
      const known = wrapped.get(name)
      if (known) return known
      const made = wrap(name, value as (...args: unknown[]) => unknown)
      wrapped.set(name, made)
      return made
    },
  })
}

/** Errors of the ports have a `kind` out of a handful; codes of providers are too many for a label. */
function kindOf(error: unknown): string {
  const { kind } = (error ?? {}) as { kind?: unknown }
  return typeof kind === 'string' ? kind : failureOf(error).slice(0, 40)
}
