import { setTimeout as pause } from 'node:timers/promises'
import { postgres } from '../../kit/driver.ts'
import { type SqlAddress, SqlError, type SqlOptions, type SqlServer } from './port.ts'
import { sqlOptions, throughPooler } from './url.ts'

/** The oldest server with everything our SQL uses (`merge`, `unique nulls not distinct`). */
const minVersion = 15

const connectTimeoutS = 5
const defaultWaitS = 30
const askAgainMs = 1_000

/**
 * A PostgreSQL that somebody else runs. Connects once, so that a wrong address stops the start rather than the first
 * order; one that does not answer, as while it starts, is waited for.
 *
 * Behind a pooler (one is told by the number of the server process, which poolers replace) statements are not prepared:
 * the next one may go to another server process. What lives on its connection then needs `directUrl`. Whoever writes
 * `prepare=true` into an address says that the pooler there knows prepared statements, or, in `directUrl`, that it pools
 * by session, and is believed.
 * @throws SqlError that names `variable`
 */
export async function openServer(
  address: Omit<SqlAddress, 'home'> & { url: string },
): Promise<SqlServer & { pooled: boolean }> {
  const { url, directUrl, variable } = address
  const options = sqlOptions(url, variable)
  const pooled = await greet(options, variable, address)
  const directVariable = variable.replace(/_URL$/, '_DIRECT_URL')
  let direct = options
  if (directUrl) {
    direct = sqlOptions(directUrl, directVariable)
    if ((await greet(direct, directVariable, address)) && direct.prepare !== true)
      throw new SqlError('sql/pooled', `${directVariable} leads through a pooler: it must name the server itself.`)
  }
  return {
    kind: 'server',
    url,
    options: pooled ? throughPooler(options) : options,
    get direct() {
      if (!pooled || directUrl) return direct
      throw new SqlError(
        'sql/pooled',
        `${variable} leads through a pooler: set ${directVariable} to the server itself, for LISTEN and locks.`,
      )
    },
    pooled,
    [Symbol.asyncDispose]: async () => {},
  }
}

/** @returns whether a pooler stands before the server */
async function greet(
  options: SqlOptions,
  variable: string,
  { waitS = defaultWaitS, onProgress = () => {} }: Pick<SqlAddress, 'waitS' | 'onProgress'>,
): Promise<boolean> {
  const giveUpAt = Date.now() + waitS * 1_000
  for (;;) {
    try {
      const { version, pooled } = await ask(options)
      if (version >= minVersion * 10_000) return pooled
      const found = Math.floor(version / 10_000)
      throw new SqlError(
        'sql/too-old',
        `${variable} leads to PostgreSQL ${found}; Tokri needs version ${minVersion} or newer.`,
      )
    } catch (error) {
      if (error instanceof SqlError) throw error
      const why = explain(error, variable)
      if (!mayPass(error) || Date.now() + askAgainMs > giveUpAt) throw why
      onProgress(`Waiting for the PostgreSQL at ${variable}: ${reasonOf(error)}`)
      await pause(askAgainMs)
    }
  }
}

async function ask(options: SqlOptions): Promise<{ version: number; pooled: boolean }> {
  const sql = postgres({ ...options, prepare: false, max: 1, connect_timeout: connectTimeoutS, onnotice: () => {} })
  try {
    const answer = await sql<{ version: string; pid: number }[]>`
      select current_setting('server_version_num') as version, pg_backend_pid() as pid`
    const [row] = answer
    return {
      version: Number(row?.version),
      // What the connection was told at its start and what the server says are the same, unless somebody stands between.
      pooled: answer.state.pid !== row?.pid,
    }
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {})
  }
}

/** 57P03: it is starting. 53300: it is full. A name that is not found may be that of a container that starts as well. */
const passing = /^(57P03|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENOENT|ETIMEDOUT|EHOSTUNREACH|CONNECT)/
const mayPass = (error: unknown) => !isTls(error) && passing.test((error as { code?: string }).code ?? '')

const reasonOf = (error: unknown): string => {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return error instanceof postgres.PostgresError ? message : code || message || 'no answer'
}

/** Codes of Node for certificates that are not trusted, and for a peer that hangs up when greeted with TLS. */
const isTls = (error: unknown): boolean => {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return /^ERR_(SSL|TLS|OSSL)|CERT|UNABLE_TO_/.test(code) || /secure TLS connection/.test(message)
}

/** Class 28 is a refused login, 3D000 an unknown database; without a SQLSTATE nobody answered. */
function explain(cause: unknown, variable: string): SqlError {
  const reason = reasonOf(cause)
  if (cause instanceof postgres.PostgresError && cause.code !== '57P03' && cause.code !== '53300')
    return new SqlError('sql/refused', `The PostgreSQL at ${variable} refused the connection: ${reason}.`, { cause })
  if (isTls(cause))
    return new SqlError(
      'sql/no-tls',
      `The PostgreSQL at ${variable} gives no TLS that its sslmode allows (${reason}): check sslmode and sslrootcert.`,
      { cause },
    )
  return new SqlError(
    'sql/unreachable',
    `The PostgreSQL at ${variable} cannot be reached (${reason}): is it running, and are host and port right?`,
    { cause },
  )
}
