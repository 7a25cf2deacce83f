import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { SqlError } from '../port.ts'
import type { Address } from './address.ts'
import type { Binaries } from './binaries.ts'
import { explainFailure, programEnv } from './cluster.ts'
import { give, type Place } from './place.ts'
import { commandOf, isAlive } from './process.ts'

/** The first process of a running PostgreSQL. */
export type Postmaster = { pid: number; address: Address }

const pollMs = 15

/** After `kill -9` of the first process its children need a moment to notice and let go of the shared memory. */
const predecessorGraceMs = 20_000

/** A fast shutdown ends sessions and writes a checkpoint; on a slow disk that takes a while. */
const fastStopMsMax = 60_000

/**
 * The PostgreSQL that runs on this data folder, if any: left behind by a Tokri that was killed. A `postmaster.pid` whose
 * number now belongs to another program is removed, because PostgreSQL would believe it and refuse to start.
 */
export function findRunning(place: Place): Postmaster | undefined {
  const file = readPidFile(place)
  if (!file) return undefined
  if (isOurs(file.pid, place)) return { pid: file.pid, address: file.address }
  rmSync(pidFile(place), { force: true })
  if (file.address.kind === 'socket')
    rmSync(join(file.address.dir, `.s.PGSQL.${file.address.port}.lock`), { force: true })
  return undefined
}

/**
 * Starts PostgreSQL and waits until it is ready, however long recovery takes. It gets a session of its own: Ctrl-C in the
 * terminal must not stop it before Tokri has finished its requests.
 * @param conf the text of tokri.conf
 */
export async function startPostmaster(
  place: Place,
  binaries: Binaries,
  address: Address,
  conf: string,
  onProgress: (text: string) => void,
): Promise<Postmaster> {
  const confFile = join(place.data, 'tokri.conf')
  writeFileSync(confFile, conf, { mode: 0o600 })
  give(confFile, place.account, 0o600)
  const deadline = Date.now() + predecessorGraceMs
  for (;;) {
    findRunning(place)
    const said = await tryStart(place, binaries, onProgress)
    if (typeof said === 'number') return { pid: said, address }
    const occupied = /pre-existing shared memory block|lock file .* already exists/.test(said)
    if (!occupied || Date.now() > deadline)
      throw explainFailure('sql/start-failed', 'PostgreSQL could not start', place, said)
    await delay(200)
  }
}

/** Ends sessions, writes a checkpoint, and waits until the process is gone. */
export async function stopPostmaster({ pid }: Postmaster, place: Place, binaries: Binaries): Promise<void> {
  if (!isAlive(pid)) return
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pgCtl, ['stop', '-D', place.data, '-m', 'fast', '-w'], { env: programEnv() })
    return
  }
  signal(pid, 'SIGINT')
  if (await isGone(pid, fastStopMsMax)) return
  // Without a checkpoint: as safe, the next start replays the log.
  signal(pid, 'SIGQUIT')
  if (!(await isGone(pid, 10_000))) {
    throw new SqlError('sql/start-failed', `PostgreSQL (process ${pid}) does not stop: end it by hand and start again.`)
  }
}

async function isGone(pid: number, msMax: number): Promise<boolean> {
  for (const deadline = Date.now() + msMax; Date.now() < deadline; await delay(pollMs)) {
    if (!isAlive(pid)) return true
  }
  return !isAlive(pid)
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The process number when it is ready; otherwise what it said before it ended. */
async function tryStart(
  place: Place,
  binaries: Binaries,
  onProgress: (text: string) => void,
): Promise<number | string> {
  // PostgreSQL's own log begins once it has read its settings; what comes before that goes here.
  const said = join(place.log, 'start.log')
  const log = openSync(said, 'w', 0o600)
  const child = launch(place, binaries, said, log)
  let failure: Error | undefined
  child.on('error', (error) => {
    failure = error
  })
  closeSync(log)
  child.unref()

  const slow = Date.now() + 3_000
  let told = false
  while (child.exitCode === null && child.signalCode === null && !failure) {
    const file = readPidFile(place)
    if (file?.status === 'ready' && file.pid === child.pid) return file.pid
    if (!told && Date.now() > slow) {
      told = true
      onProgress('Waiting for the database to recover from an unclean stop')
    }
    await delay(pollMs)
  }
  if (process.platform === 'win32' && child.exitCode === 0) return readPidFile(place)?.pid ?? 'no postmaster.pid'
  return failure?.message ?? `${readFileSync(said, 'utf8')}\n${tail(place)}`
}

function launch(place: Place, binaries: Binaries, said: string, log: number): ChildProcess {
  const options: SpawnOptions = { ...place.account, cwd: place.dir, env: programEnv(), detached: true }
  if (process.platform === 'win32') {
    // pg_ctl sheds administrative rights, which PostgreSQL refuses.
    const args = ['start', '-D', place.data, '-l', said, '-w', '-t', '600']
    return spawn(binaries.pgCtl, args, { ...options, stdio: 'ignore' })
  }
  return spawn(binaries.postgres, ['-D', place.data], { ...options, stdio: ['ignore', log, log] })
}

/** The last lines of today's log, where a failure after the first moments is told. */
function tail({ log }: Place): string {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date().getUTCDay()]
  try {
    return readFileSync(join(log, `postgres-${day}.log`), 'utf8')
      .split('\n')
      .slice(-12)
      .join('\n')
  } catch {
    return ''
  }
}

const pidFile = ({ data }: Place) => join(data, 'postmaster.pid')

/** Lines: number, data folder, start, port, socket folder, listen address, shared memory, status. */
function readPidFile(place: Place): { pid: number; address: Address; status: string } | undefined {
  let lines: string[]
  try {
    lines = readFileSync(pidFile(place), 'utf8').split('\n')
  } catch {
    return undefined
  }
  const [pid, , , port = '', dir = '', , , status = ''] = lines
  const address: Address = dir ? { kind: 'socket', dir, port: Number(port) } : { kind: 'tcp', port: Number(port) }
  return { pid: Number(pid), address, status: status.trim() }
}

function isOurs(pid: number, { data }: Place): boolean {
  if (!Number.isInteger(pid) || pid < 2 || !isAlive(pid) || !/postgres/.test(commandOf(pid))) return false
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
  } catch {
    return isAlive(pid)
  }
}
