import { newTraceId } from './context.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { recordIn, sampleJob } from './trace.ts'

/**
 * Work by the clock. What is due is a row with an instant in the service's own tables, so a job survives restarts and
 * any number of copies may run it: each takes rows with `for update skip locked`.
 */
export interface Job<C> {
  readonly name: string
  readonly everyMs: number
  /** @returns true when there is more to do at once */
  run(context: C): Promise<boolean | undefined>
}

/** Runs jobs until stopped; a run that fails is logged and comes again at its next time. */
export function startJobs<C>(
  jobs: readonly Job<C>[],
  context: C,
  options: { log: Log; metrics: Metrics; service: string },
): AsyncDisposable {
  const running = new Set<Promise<void>>()
  let stopped = false
  const timers = jobs.map((job) => {
    let busy = false
    const tick = async () => {
      if (busy || stopped) return
      busy = true
      const name = `${options.service}.${job.name}`
      const end = options.metrics.jobSeconds.startTimer({ job: name })
      try {
        while (!stopped && (await recordIn(sampleJob(newTraceId()), 'internal', name, () => job.run(context)))) {}
        end({ outcome: 'ok' })
      } catch (error) {
        end({ outcome: 'error' })
        if (!stopped) options.log.error({ error, job: job.name }, 'job failed')
      } finally {
        busy = false
      }
    }
    return setInterval(() => {
      const run = tick()
      running.add(run)
      void run.finally(() => running.delete(run))
    }, job.everyMs)
  })
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
}

/** Works through rows one by one; one that fails is logged and does not keep the others waiting. It is due again next time. */
export async function eachApart<T>(rows: readonly T[], log: Log, work: (row: T) => Promise<unknown>): Promise<void> {
  for (const row of rows) {
    try {
      await work(row)
    } catch (error) {
      log.error({ error, row: nameOf(row) }, 'a row of a job failed; the others go on')
    }
  }
}

/** Which row it was; never what is in it. */
function nameOf(row: unknown): string {
  if (typeof row === 'string' || typeof row === 'number') return String(row)
  const { id } = (row ?? {}) as { id?: unknown }
  return typeof id === 'string' || typeof id === 'number' ? String(id) : 'unnamed'
}
