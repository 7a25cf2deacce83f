import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { type Logger, pino } from 'pino'
import { currentContext } from './context.ts'
import { scrub, withoutQuotes } from './scrub.ts'

export type Log = Logger

/** Labels whose values are struck out, should somebody ever log such a thing. */
const hidden = new Set([
  'password',
  'code',
  'otp',
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'authorization',
  'cookie',
  'email',
  'phone',
  'address',
])

export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version

const roots = new WeakMap<Log, Log>()

/**
 * Logs in the Elastic Common Schema, one JSON object a line. Every line carries the trace of the request that caused it.
 * What is not a field of ECS becomes a label (`orderId` is `labels.order_id`), so that one index takes all lines.
 * Secrets that slip into an object are struck out.
 */
export function openLog(options: { level: string; service: string; destination?: { write(line: string): void } }): Log {
  const root = pino(
    {
      level: options.level,
      messageKey: 'message',
      base: {
        'ecs.version': '8.17.0',
        'service.version': version,
        'service.node.name': `${hostname()}-${process.pid}`,
        'process.pid': process.pid,
      },
      timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ 'log.level': label }), log: labelled },
      mixin: () => {
        const context = currentContext()
        if (!context) return {}
        return context.spanId
          ? { 'trace.id': context.traceId, 'span.id': context.spanId }
          : { 'trace.id': context.traceId }
      },
      // What a line says of its trace itself comes first: an order's own, whoever moves it.
      mixinMergeStrategy: (line, mixed) => ({ ...mixed, ...line }),
      serializers: { error: errorFields },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  )
  return logOf(root, options.service, root)
}

/** The same log for one of the services in a process: in ECS each line names its service, once. */
export function logOf(log: Log, service: string, root: Log = roots.get(log) ?? log): Log {
  const child = root.child({ 'service.name': service })
  roots.set(child, root)
  return child
}

type Fields = Record<string, unknown>

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Moves what ECS does not know to `labels`. Objects stay out: nobody has looked at what is in them. */
function labelled(line: object): Fields {
  const fields: Fields = {}
  let labels: Fields | undefined
  for (const [name, value] of Object.entries(line)) {
    if (name === 'error' || name.includes('.')) fields[name] = value
    else if (value === null || value === undefined) continue
    else {
      labels ??= {}
      if (hidden.has(name)) labels[snake(name)] = '[hidden]'
      else if (typeof value === 'string') labels[snake(name)] = scrub(value)
      else if (typeof value === 'number' || typeof value === 'boolean') labels[snake(name)] = String(value)
    }
  }
  if (labels) fields.labels = labels
  return fields
}

const causesMax = 3
const stackChars = 4_000

/**
 * An error in the fields of ECS. Messages are written by others and may quote what was sent to them: parsers and
 * PostgreSQL (whose `detail`, `parameters` and `query` are left out altogether) do.
 */
function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { message: scrub(String(error)).slice(0, 500), type: typeof error }
  const { code } = error as { code?: unknown }
  return {
    message: messageOf(error),
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code).slice(0, 80) } : {}),
    stack_trace: stackOf(error).slice(0, stackChars),
  }
}

/** SQLSTATE classes of values that do not fit (22) and of statements that we got wrong (42): both quote. */
const quotes = (error: Error): boolean =>
  error instanceof SyntaxError ||
  (error.name === 'PostgresError' && /^22/.test(String((error as { code?: unknown }).code)))

const messageOf = (error: Error): string =>
  (quotes(error) ? withoutQuotes(error.message) : scrub(error.message)).slice(0, 500)

/** Its own line first, then where it happened, then what caused it. */
function stackOf(error: Error, depth = 0): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const own = [`${error.name}: ${messageOf(error)}`, ...frames].join('\n')
  if (depth === causesMax || !(error.cause instanceof Error)) return own
  return `${own}\nCaused by: ${stackOf(error.cause, depth + 1)}`
}

/** The text of an error for the tables that keep it (parked events), as free of data as a line of the log. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? stackOf(error).slice(0, stackChars) : scrub(String(error)).slice(0, stackChars)

/** A log that says nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' })
