import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type Postgres from 'postgres'
import { postgres } from '../../kit/driver.ts'
import { type Address, chooseAddress, type Login, optionsFor, urlFor } from './embedded/address.ts'
import { type Binaries, findBinaries } from './embedded/binaries.ts'
import { ensureCluster, superuser } from './embedded/cluster.ts'
import { lockHome } from './embedded/lock.ts'
import { findPlace, type Place } from './embedded/place.ts'
import { findRunning, type Postmaster, startPostmaster, stopPostmaster } from './embedded/postmaster.ts'
import { laptop, renderSettings, type Settings, settingsName } from './embedded/settings.ts'
import { superviseOn } from './embedded/supervisor.ts'
import { guardAgainstOrphan } from './embedded/watchdog.ts'
import { SqlError, type SqlServer } from './port.ts'

export type EmbeddedOptions = {
  /** TOKRI_HOME. Made when absent. */
  home: string
  onProgress?: ((text: string) => void) | undefined
  /** On top of the laptop's settings. */
  settings?: Settings
  /** How long PostgreSQL waits for a new Tokri after ours was killed, before it is stopped. */
  orphanGraceS?: number
}

const database = 'tokri'

/**
 * A real PostgreSQL of our own below `home`, started in a few hundred milliseconds, stopped when disposed. The story:
 * lock the home; find the folder, the account and the programs; make the data if there is none; adopt the PostgreSQL that
 * a killed Tokri left running, or start one; keep it running; tell other processes in `<home>/postgres.json`.
 * @throws SqlError with one sentence for a person
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<SqlServer> {
  const { onProgress = () => {}, settings = {}, orphanGraceS = 60 } = options
  const home = makeHome(options.home)
  await using undo = new AsyncDisposableStack()
  const lock = undo.adopt(lockHome(home), (held) => held.release())

  const place = findPlace(home)
  const binaries = findBinaries(place.account, place.dir)
  const password = await ensureCluster(place, binaries, onProgress)
  const login: Login = { user: superuser, password, database }
  const engine = { place, binaries, login, settings: { ...laptop, ...settings }, onProgress }

  undo.adopt(guardAgainstOrphan(place, lock, orphanGraceS), (guard) => guard.dismiss())
  const postmaster = (await adopt(engine)) ?? (await start(engine, await chooseAddress(place)))
  const { address } = postmaster
  const told = ({ pid }: Postmaster) =>
    tell(home, { url: urlFor(address, login), owner: process.pid, pid, data: place.data })
  const restart = async () => {
    const again = await start(engine, address)
    told(again)
    return again
  }
  const supervisor = superviseOn(postmaster, restart, onProgress)
  undo.defer(async () => {
    await stopPostmaster(await supervisor.release(), place, binaries)
    rmSync(join(home, 'postgres.json'), { force: true })
    if (address.kind === 'socket' && address.dir !== place.dir) rmSync(address.dir, { recursive: true, force: true })
  })
  await ensureDatabase(address, login)
  told(postmaster)

  const running = undo.move()
  return {
    kind: 'embedded',
    url: urlFor(address, login),
    options: optionsFor(address, login),
    direct: optionsFor(address, login),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

type Engine = { place: Place; binaries: Binaries; login: Login; settings: Settings; onProgress: (text: string) => void }

/** Takes over the PostgreSQL that runs on our data, when it was started as we would; stops it otherwise. */
async function adopt({ place, binaries, login, settings }: Engine): Promise<Postmaster | undefined> {
  const running = findRunning(place)
  if (!running) return undefined
  const name = await askName(running.address, login)
  if (name === settingsName(settings, binaries.version)) return running
  await stopPostmaster(running, place, binaries)
  return undefined
}

function start({ place, binaries, settings, onProgress }: Engine, address: Address): Promise<Postmaster> {
  const conf = renderSettings(settings, settingsName(settings, binaries.version), address)
  return startPostmaster(place, binaries, address, conf, onProgress)
}

/** The name that its settings gave it, or nothing when it does not let us in. */
async function askName(address: Address, login: Login): Promise<string | undefined> {
  // 57P03: it is still starting, or stopping; wait a little, then stop it for good.
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return await withMaintenance(address, login, async (sql) => {
        const [row] = await sql<{ name: string }[]>`select current_setting('cluster_name') as name`
        return row?.name
      })
    } catch (error) {
      if ((error as { code?: string }).code !== '57P03') return undefined
      await delay(100)
    }
  }
  return undefined
}

async function ensureDatabase(address: Address, login: Login): Promise<void> {
  await withMaintenance(address, login, async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${database}`
    if (found.length === 0) await sql`create database ${sql(database)}`
  })
}

async function withMaintenance<T>(address: Address, login: Login, work: (sql: Postgres.Sql) => Promise<T>): Promise<T> {
  const options = optionsFor(address, { ...login, database: 'postgres' })
  const sql = postgres({ ...options, max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function makeHome(path: string): string {
  try {
    mkdirSync(resolve(path), { recursive: true })
    return realpathSync(path)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code
    throw new SqlError(
      'sql/home-unusable',
      `The folder ${path} cannot be made (${reason}): set TOKRI_HOME to one that you may write to.`,
      { cause },
    )
  }
}

/** For other processes of the same person, complete or absent. */
function tell(home: string, content: { url: string; owner: number; pid: number; data: string }): void {
  const file = join(home, 'postgres.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  renameSync(`${file}.new`, file)
}
