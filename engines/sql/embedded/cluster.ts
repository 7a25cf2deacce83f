import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { SqlError } from '../port.ts'
import type { Binaries } from './binaries.ts'
import { give, type Place } from './place.ts'

export const superuser = 'tokri'

/**
 * Makes the data folder when there is none. It is filled under another name and renamed when complete, so that a start
 * that was interrupted leaves nothing that looks like data. Collation is by code point (the built-in C.UTF-8): the same
 * on every machine, with upper and lower case beyond ASCII.
 * @returns the password of the superuser
 */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  onProgress: (text: string) => void,
): Promise<string> {
  if (existsSync(place.data)) {
    checkVersion(place, binaries)
    return readPassword(place)
  }
  onProgress('Preparing the database folder (first start only)')
  const password = randomBytes(24).toString('base64url')
  writeFileSync(place.password, `${password}\n`, { mode: 0o600 })
  give(place.password, place.account, 0o600)

  const unfinished = join(place.dir, 'data.new')
  rmSync(unfinished, { recursive: true, force: true })
  await initdb(place, binaries, unfinished)
  appendFileSync(join(unfinished, 'postgresql.conf'), "\ninclude 'tokri.conf'\n")
  renameSync(unfinished, place.data)
  return password
}

async function initdb(place: Place, binaries: Binaries, dir: string): Promise<void> {
  const child = spawn(
    binaries.initdb,
    [
      ...['-D', dir, '-U', superuser, `--pwfile=${place.password}`, '--auth=scram-sha-256', '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8', '--no-instructions'],
    ],
    { ...place.account, cwd: place.dir, env: programEnv(), stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const exit = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [code, said] = await Promise.all([exit, text(child.stderr)])
  if (code === 0) return
  rmSync(dir, { recursive: true, force: true })
  throw explainFailure('sql/init-failed', 'PostgreSQL could not prepare its data folder', place, said)
}

/** Names the cause in PostgreSQL's own words, in one line. */
export function explainFailure(
  code: 'sql/init-failed' | 'sql/start-failed',
  what: string,
  place: Place,
  said: string,
): SqlError {
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    return new SqlError(
      'sql/disk-full',
      `The disk that holds ${place.dir} is full: free some space, or set TOKRI_HOME to a folder on another disk.`,
    )
  }
  const lines = said.split('\n').filter((line) => /error|fatal|panic/i.test(line))
  const reason = (lines.at(-1) ?? said.trim().split('\n').at(-1) ?? '')
    .replace(/^.*?(?:error|FATAL|PANIC|could):?\s*/, (match) => (match.endsWith('could ') ? 'could ' : ''))
    .trim()
  return new SqlError(code, `${what} in ${place.dir}: ${reason || 'it did not say why'}.`)
}

/** Nothing of the caller's environment: PGDATA, PGPORT and the like would change what the programs do. */
export const programEnv = () => ({
  PATH: process.env.PATH,
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.platform === 'win32'
    ? { SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP, TMP: process.env.TMP }
    : {}),
})

function checkVersion({ data, dir }: Place, { version }: Binaries): void {
  const found = existsSync(join(data, 'PG_VERSION')) ? readFileSync(join(data, 'PG_VERSION'), 'utf8').trim() : 'unknown'
  const [major] = version.split('.')
  if (found === major) return
  throw new SqlError(
    'sql/other-version',
    `The data in ${dir} was made by PostgreSQL ${found} and this Tokri brings version ${major}: start the older Tokri to dump it, or set TOKRI_HOME to a new folder.`,
  )
}

function readPassword({ password }: Place): string {
  try {
    return readFileSync(password, 'utf8').trim()
  } catch (cause) {
    throw new SqlError(
      'sql/home-unusable',
      `The password of the embedded PostgreSQL cannot be read from ${password}.`,
      { cause },
    )
  }
}
