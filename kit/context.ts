import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'

/** What follows a request through every call, event and log line. */
export interface Context {
  /** 32 hex digits, W3C trace id. */
  readonly traceId: string
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadlineMs?: number
}

const storage = new AsyncLocalStorage<Context>()

export const newTraceId = (): string => randomBytes(16).toString('hex')
export const currentContext = (): Context | undefined => storage.getStore()
export const runInContext = <T>(context: Context, run: () => T): T => storage.run(context, run)

/** For servers that hand on by callback: everything that follows in this asynchronous flow sees the context. */
export const enterContext = (context: Context): void => storage.enterWith(context)

const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace id of a W3C `traceparent` header, or undefined when it is not one. */
export const readTraceparent = (header: string | undefined): string | undefined => traceparent.exec(header ?? '')?.[1]

export const writeTraceparent = (traceId: string): string => `00-${traceId}-${randomBytes(8).toString('hex')}-01`

/** Milliseconds that are left of the deadline, or `otherwise` without one. Never negative. */
export function timeLeftMs(otherwise: number): number {
  const deadline = storage.getStore()?.deadlineMs
  return deadline === undefined ? otherwise : Math.max(0, Math.min(otherwise, deadline - Date.now()))
}
