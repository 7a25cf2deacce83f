import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type Postgres from 'postgres'
import { postgres } from '../../../kit/driver.ts'
import { sqlOptions } from '../url.ts'
import { presencePrefix, readServer, testHome } from './home.ts'

/** One process's connection to the shared server: while it is open the server stays, and so do its databases. */
export type Presence = { token: string; sql: Postgres.Sql; urlOf(database: string): string }

const gone = new Set([
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
])

/** Whether an error says that the server has stopped or is stopping. */
export const isGone = (error: unknown): boolean => gone.has((error as { code?: string } | undefined)?.code ?? '')

/** Connects to the shared server, starting it when there is none. */
export async function enter(deadline: number): Promise<Presence> {
  const home = testHome()
  let keeper: ChildProcess | undefined
  let failures = 0
  for (;;) {
    const server = readServer(home)
    const presence = server && (await connect(server.url))
    if (presence) return presence
    if (keeper && keeper.exitCode !== null && keeper.exitCode !== 0) failures++
    if (failures >= 3 || Date.now() > deadline)
      throw new Error(`the PostgreSQL for tests does not start: ${lastWords(home)}`)
    // Exit code 0: another one was faster; it needs a moment, or is just going.
    if (!keeper || keeper.exitCode !== null || keeper.signalCode !== null) {
      if (keeper) await delay(200)
      keeper = startKeeper(home)
    }
    await delay(40)
  }
}

async function connect(url: string): Promise<Presence | undefined> {
  const token = randomBytes(6).toString('hex')
  const sql = postgres({
    ...sqlOptions(url, 'the test server'),
    connection: { application_name: presencePrefix + token },
    max: 1,
    max_lifetime: null,
    connect_timeout: 10,
    fetch_types: false,
    onnotice: () => {},
  })
  try {
    await sql`select 1`
    return { token, sql, urlOf: (database) => url.replace(/\/[^/?]*(\?|$)/, `/${database}$1`) }
  } catch (error) {
    await sql.end({ timeout: 1 }).catch(() => {})
    if (isGone(error)) return undefined
    throw error
  }
}

/** Outlives us: other test files, and the next run, use what it keeps. */
function startKeeper(home: string): ChildProcess {
  const log = openSync(join(home, 'keeper.log'), 'a', 0o600)
  const { PATH, HOME, TMPDIR, TEMP, TMP, SystemRoot, TOKRI_TEST_IDLE_S } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts')], {
    cwd: home,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH, HOME, TMPDIR, TEMP, TMP, SystemRoot, TOKRI_TEST_IDLE_S },
  })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  return child
}

function lastWords(home: string): string {
  try {
    return readFileSync(join(home, 'keeper.log'), 'utf8').trim().split('\n').at(-1) || 'it did not say why'
  } catch {
    return 'it did not say why'
  }
}
