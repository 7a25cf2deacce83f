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
 * SQLSTATEs of a server that stops, starts, has no room (on its disk as well: nothing of the statement was written), whose
 * disk fails, that is a standby or read-only now, or whose pooler gave up: classes 08, 53 and 58, and single ones.
 */
const states = /^(08...|53...|58...|57P0[1-5]|25006|57014|55P03)$/

/** PostgreSQL is away or has no room: what came of the request is a matter of trying again. Undefined for other errors. */
export function databaseAway(error: unknown): Problem | undefined {
  const { code, name, syscall } = error as { code?: unknown; name?: unknown; syscall?: unknown }
  if (typeof code !== 'string') return undefined
  // A socket of PostgreSQL that is not there: it does not run.
  const away =
    connectionCodes.has(code) ||
    (code === 'ENOENT' && syscall === 'connect') ||
    (name === 'PostgresError' && states.test(code))
  return away ? common('service/unavailable', { headers: { 'retry-after': '2' } }) : undefined
}
