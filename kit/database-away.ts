import { common, type Problem } from '../contracts/problem.ts'

/** What the driver says of a connection, and what the system says of the network below it. */
const connectionCodes = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECTION_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * SQLSTATEs of a server that stops, starts, has no room, is a standby now, or whose pooler gave up: classes 08 and 53
 * without "disk full", and single ones.
 */
const states = /^(08...|53[0-24-9]..|57P0[1-4]|25006|57014|55P03)$/

/** PostgreSQL is away or has no room: what came of the request is a matter of trying again. Undefined for other errors. */
export function databaseAway(error: unknown): Problem | undefined {
  const { code, name } = error as { code?: unknown; name?: unknown }
  if (typeof code !== 'string') return undefined
  const away = connectionCodes.has(code) || (name === 'PostgresError' && states.test(code))
  return away ? common('service/unavailable', { headers: { 'retry-after': '2' } }) : undefined
}
