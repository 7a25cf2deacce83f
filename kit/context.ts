import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { Priority } from './shedding.ts'

/** What follows a request through every call, event and log line. */
export interface Context {
  /** 32 hex digits, W3C trace id. */
  readonly traceId: string
  /** 16 hex digits: the span under way. Only where the trace is recorded. */
  readonly spanId?: string
  /** Whether the trace is recorded: decided once, where it begins, and carried along. */
  readonly sampled?: boolean
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadlineMs?: number
  /** What it is worth where there is not room for all. */
  readonly priority?: Priority
}

/** What of a context goes from one process to another. */
export type Trace = Pick<Context, 'traceId' | 'spanId' | 'sampled'>

const storage = new AsyncLocalStorage<Context>()

export const newTraceId = (): string => randomBytes(16).toString('hex')
export const currentContext = (): Context | undefined => storage.getStore()
export const runInContext = <T>(context: Context, run: () => T): T => storage.run(context, run)

/** For servers that hand on by callback: everything that follows in this asynchronous flow sees the context. */
export const enterContext = (context: Context): void => storage.enterWith(context)

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]([0-9a-f])$/
const none = /^0+$/

/** A W3C `traceparent` header, or undefined when it is not one. */
export function readTraceparent(header: string | undefined): Trace | undefined {
  const [, traceId, spanId, flags] = traceparent.exec(header ?? '') ?? []
  if (traceId === undefined || spanId === undefined || none.test(traceId) || none.test(spanId)) return undefined
  return (Number.parseInt(flags!, 16) & 1) === 1 ? { traceId, spanId, sampled: true } : { traceId }
}

/** The header for a request that goes out now. */
export function writeTraceparent(trace: Trace = storage.getStore() ?? { traceId: newTraceId() }): string {
  return `00-${trace.traceId}-${trace.spanId ?? randomBytes(8).toString('hex')}-${trace.sampled ? '01' : '00'}`
}

/**
 * The trace as events and rows carry it: the whole `traceparent` where it is recorded, so that what follows becomes a
 * part of the tree, and the plain trace id otherwise. Undefined outside of any request.
 */
export function carryTrace(): string | undefined {
  const context = storage.getStore()
  return context?.sampled ? writeTraceparent(context) : context?.traceId
}

/** The trace that an event or a row carries, in either form; a new one without. */
export function carriedTrace(carried: string | null | undefined): Trace {
  return readTraceparent(carried ?? undefined) ?? { traceId: carried || newTraceId() }
}

/** Milliseconds that are left of the deadline, or `otherwise` without one. Never negative. */
export function timeLeftMs(otherwise: number): number {
  const deadline = storage.getStore()?.deadlineMs
  return deadline === undefined ? otherwise : Math.max(0, Math.min(otherwise, deadline - Date.now()))
}

/** Runs with so many milliseconds at most, or with what is left of the deadline where that is less. */
export function runWithin<T>(ms: number, run: () => T): T {
  const context = storage.getStore() ?? { traceId: newTraceId() }
  return storage.run(
    { ...context, deadlineMs: Math.min(context.deadlineMs ?? Number.POSITIVE_INFINITY, Date.now() + ms) },
    run,
  )
}
