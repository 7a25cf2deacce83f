import { type Context, currentContext, runInContext, type Trace } from './context.ts'

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'
export type Attributes = Record<string, string | number | boolean>

/** A piece of work under way. Attributes tell what it was, never with whose data: ids of ours, names, counts. */
export interface Span {
  readonly id: string
  rename(name: string): void
  set(attributes: Attributes): void
  /** @param failure a short code (`error.type`) when it went wrong */
  end(failure?: string): void
}

/** Keeps spans and sends them on: see `trace-export.ts`. */
export interface Recorder extends AsyncDisposable {
  /** Whether a trace that begins here is recorded. The same id gives the same answer in every process. */
  samples(traceId: string): boolean
  samplesJob(traceId: string): boolean
  start(kind: SpanKind, name: string, parent: Trace, attributes?: Attributes, links?: readonly Trace[]): Span
}

let recorder: Recorder | undefined

/** One recorder for a process, as there is one log. Undefined stops recording. */
export function recordWith(next: Recorder | undefined): void {
  recorder = next
}

export const isTracing = (): boolean => recorder !== undefined

/**
 * Decides about a trace that comes in or begins.
 * @param believe whether the caller is one of ours, whose word on sampling counts
 */
export function sample(trace: Trace, believe: boolean): Trace {
  if (!recorder) return trace
  if (believe && trace.sampled) return trace
  if (recorder.samples(trace.traceId)) return { ...trace, sampled: true }
  return trace.sampled ? { traceId: trace.traceId } : trace
}

/** As `sample`, for a job's run: those are many, and most find nothing to do. */
export function sampleJob(traceId: string): Trace {
  return recorder?.samplesJob(traceId) ? { traceId, sampled: true } : { traceId }
}

/** Begins a span that somebody else ends; undefined when the trace is not recorded. */
export function startSpan(kind: SpanKind, name: string, parent: Trace, links?: readonly Trace[]): Span | undefined {
  return parent.sampled ? recorder?.start(kind, name, parent, undefined, links) : undefined
}

/**
 * Runs work as a span of the trace that is under way. Where nothing is recorded it just runs: no span, no context.
 * @param attributes one object that is made once, not one a call
 */
export function traced<T>(
  kind: SpanKind,
  name: string,
  attributes: Attributes | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (!recorder) return run()
  const context = currentContext()
  return context?.sampled ? recordIn(context, kind, name, run, { attributes }) : run()
}

/** Runs work as a span of this trace, with links to what else led to it. */
export async function recordIn<T>(
  context: Context,
  kind: SpanKind,
  name: string,
  run: () => Promise<T>,
  more: { attributes?: Attributes; links?: readonly Trace[] } = {},
): Promise<T> {
  const span = context.sampled ? recorder?.start(kind, name, context, more.attributes, more.links) : undefined
  if (!span) return runInContext(context, run)
  try {
    const result = await runInContext({ ...context, spanId: span.id }, run)
    span.end()
    return result
  } catch (error) {
    span.end(failureOf(error))
    throw error
  }
}

/** What failed, in one word. Never the message: it may quote what was sent. */
export function failureOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  if (typeof code === 'string' && code.length <= 80) return code
  return typeof name === 'string' ? name : 'error'
}
