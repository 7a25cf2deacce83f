import postgres from 'postgres'
import { SqlError, type SqlOptions, type SqlServer } from './port.ts'
import { sqlOptions } from './url.ts'

/** The oldest server with everything our SQL uses (`merge`, `unique nulls not distinct`). */
const minVersion = 15

const connectTimeoutS = 10

/**
 * A PostgreSQL that somebody else runs. Connects once, so that a wrong address stops the start rather than the first order.
 * @throws SqlError that names `variable`
 */
export async function openServer({ url, variable }: { url: string; variable: string }): Promise<SqlServer> {
  const options = sqlOptions(url, variable)
  const version = await readVersion(options, variable)
  if (version < minVersion * 10_000) {
    const found = Math.floor(version / 10_000)
    throw new SqlError(
      'sql/too-old',
      `${variable} leads to PostgreSQL ${found}; Tokri needs version ${minVersion} or newer.`,
    )
  }
  return { kind: 'server', url, options, [Symbol.asyncDispose]: async () => {} }
}

async function readVersion(options: SqlOptions, variable: string): Promise<number> {
  const sql = postgres({ ...options, max: 1, connect_timeout: connectTimeoutS, onnotice: () => {} })
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version_num') as version`
    return Number(row?.version)
  } catch (cause) {
    throw explain(cause, variable)
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {})
  }
}

/** Class 28 is a refused login, 3D000 an unknown database, 53300 a full server; without a SQLSTATE nobody answered. */
function explain(cause: unknown, variable: string): SqlError {
  const { code = '', message = '' } = (cause ?? {}) as { code?: string; message?: string }
  if (cause instanceof postgres.PostgresError) {
    return new SqlError('sql/refused', `The PostgreSQL at ${variable} refused the connection: ${message}.`, { cause })
  }
  const reason = code || message || 'no answer'
  return new SqlError(
    'sql/unreachable',
    `The PostgreSQL at ${variable} cannot be reached (${reason}): is it running, and are host and port right?`,
    { cause },
  )
}
