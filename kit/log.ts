import { type Logger, pino } from 'pino'
import { currentContext } from './context.ts'

export type Log = Logger

const hidden = [
  'password',
  'code',
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'authorization',
  'cookie',
  '*.password',
  '*.code',
  '*.token',
  '*.accessToken',
  '*.refreshToken',
  '*.clientSecret',
  '*.authorization',
  '*.cookie',
]

/**
 * Logs in the Elastic Common Schema, one JSON object a line. Every line carries the trace of the request that caused it.
 * Secrets that slip into an object are struck out.
 */
export function openLog(options: { level: string; service: string; destination?: { write(line: string): void } }): Log {
  return pino(
    {
      level: options.level,
      messageKey: 'message',
      base: { 'service.name': options.service, 'process.pid': process.pid },
      timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ 'log.level': label }) },
      mixin: () => {
        const traceId = currentContext()?.traceId
        return traceId ? { 'trace.id': traceId } : {}
      },
      serializers: {
        error: (error: unknown) =>
          error instanceof Error
            ? { message: error.message, type: error.name, stack_trace: error.stack, cause: String(error.cause ?? '') }
            : { message: String(error) },
      },
      redact: { paths: hidden, censor: '[hidden]' },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  )
}

/** A log that says nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' })
