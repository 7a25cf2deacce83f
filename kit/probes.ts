import { Counter, type Registry } from 'prom-client'

/** Looks something up and sets gauges by it. */
export type Look = () => Promise<void>

const everyMs = 5_000
const patienceMs = 1_000

interface Probe {
  readonly look: Look
  /** Clears what was set, so that nothing old is told while the look fails. */
  forget(): void
  lookedAtMs: number
  under?: Promise<void>
}

/**
 * Gauges that have to be looked up (how old the outbox is): when they are asked for, at most every 5 seconds, and never
 * longer than a second. A look that fails leaves its gauges out; the others are told.
 */
export function openProbes(registry: Registry) {
  const probes = new Map<string, Probe>()
  const failures = new Counter({
    name: 'tokri_probe_failures_total',
    help: 'Looks for gauges that failed or took too long, mostly because PostgreSQL was away',
    labelNames: ['probe'],
    registers: [registry],
  })

  const run = async (name: string, probe: Probe) => {
    if (Date.now() - probe.lookedAtMs < everyMs) return
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('late')), patienceMs)
    // One look at a time: those that hang must not pile up.
    probe.under ??= probe.look().finally(() => {
      probe.under = undefined
    })
    try {
      await Promise.race([probe.under, late.promise])
      probe.lookedAtMs = Date.now()
    } catch {
      probe.under?.catch(() => {})
      probe.forget()
      failures.inc({ probe: name })
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    /** @returns ends it */
    probe(name: string, look: Look, forget: () => void): () => void {
      probes.set(name, { look, forget, lookedAtMs: 0 })
      failures.inc({ probe: name }, 0)
      return () => {
        probes.delete(name)
        forget()
      }
    },
    /** Everything in Prometheus' text form. */
    async render(): Promise<string> {
      await Promise.all([...probes].map(([name, probe]) => run(name, probe)))
      return registry.metrics()
    },
  }
}
