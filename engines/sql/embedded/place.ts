import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { SqlError } from '../port.ts'
import { type Account, canWrite, chooseAccount } from './account.ts'

/** The folder that PostgreSQL lives in: `data`, `log`, and the password, all owned by its account and closed to others. */
export type Place = { dir: string; data: string; log: string; password: string; account: Account }

/** Where root keeps data that PostgreSQL's account could not reach below the home. */
const outside = '/var/lib/tokri'

/** sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing zero among them. */
const socketPathBytesMax = process.platform === 'linux' ? 107 : 103

/**
 * `<home>/postgres`, nearly always. As root, with a home below a private folder such as /root, PostgreSQL's account cannot
 * get there: the data then lies in /var/lib/tokri, and `<home>/postgres.location` says where.
 */
export function findPlace(home: string): Place {
  const pointer = join(home, 'postgres.location')
  if (existsSync(pointer)) return describe(followPointer(pointer, home))

  const place = describe(join(home, 'postgres'))
  prepare(place)
  if (existsSync(place.data) || canWrite(place.account, place.dir)) return place

  const elsewhere = makeOutside(home)
  writeFileSync(pointer, `${elsewhere}\n`)
  const found = describe(elsewhere)
  prepare(found)
  if (!canWrite(found.account, found.dir)) throw unusable(found.dir, 'PostgreSQL cannot write there')
  return found
}

/** Makes the folder and gives it to the account. */
export function prepare({ dir, log, account }: Place): void {
  for (const folder of [dir, log]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      give(folder, account)
    } catch (cause) {
      throw unusable(folder, (cause as Error).message, cause)
    }
  }
}

/** For PostgreSQL alone: it refuses folders that others may read. */
export function give(path: string, { uid, gid }: Account, mode = 0o700): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
  chmodSync(path, mode)
}

/** The folder for the socket: the place itself, or one with a short name when the path would be too long for a socket. */
export function findSocketDir({ dir, account }: Place, port: number): string {
  if (fits(dir, port)) return dir
  const short = mkdtempSync(join(fits(join(tmpdir(), 'tokri-XXXXXX'), port) ? tmpdir() : '/tmp', 'tokri-'))
  give(short, account)
  return short
}

const fits = (dir: string, port: number) => Buffer.byteLength(join(dir, `.s.PGSQL.${port}`)) <= socketPathBytesMax

function describe(dir: string): Place {
  const data = join(dir, 'data')
  return { dir, data, log: join(dir, 'log'), password: join(dir, 'password'), account: chooseAccount(data) }
}

function followPointer(pointer: string, home: string): string {
  const dir = readFileSync(pointer, 'utf8').trim()
  const owner = join(dir, 'home')
  if (!existsSync(owner)) {
    throw unusable(dir, `${pointer} says that the data lies there, but it does not; delete ${pointer} to begin anew`)
  }
  const last = readFileSync(owner, 'utf8').trim()
  if (last !== realpathSync(home)) {
    // A moved home keeps its data; a copied one must not share it.
    if (existsSync(join(last, 'postgres.location')))
      throw unusable(dir, `it is the data of ${last}, of which ${home} seems to be a copy`)
    writeFileSync(owner, realpathSync(home))
  }
  return dir
}

function makeOutside(home: string): string {
  try {
    mkdirSync(outside, { recursive: true, mode: 0o755 })
    const info = lstatSync(outside)
    if (!info.isDirectory() || info.uid !== 0 || info.mode & 0o022)
      throw new Error('it is not a folder that only root may change')
    removeForgotten()
    const name = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 8)
    const dir = mkdtempSync(join(outside, `home-${name}-`))
    writeFileSync(join(dir, 'home'), realpathSync(home), { mode: 0o644 })
    return dir
  } catch (cause) {
    throw unusable(
      outside,
      `PostgreSQL does not run as root, its account cannot reach ${dirname(home)}, and ${(cause as Error).message}`,
      cause,
    )
  }
}

/** Data of temporary homes that are gone, such as a test's; anybody else's home may come back, from a backup or a mount. */
function removeForgotten(): void {
  for (const name of readdirSync(outside).filter((entry) => entry.startsWith('home-'))) {
    const owner = join(outside, name, 'home')
    const home = existsSync(owner) ? readFileSync(owner, 'utf8') : undefined
    if (home?.startsWith(realpathSync(tmpdir()) + sep) && !existsSync(home)) {
      rmSync(join(outside, name), { recursive: true, force: true })
    }
  }
}

const unusable = (dir: string, reason: string, cause?: unknown) =>
  new SqlError(
    'sql/home-unusable',
    `The data cannot be kept in ${dir} (${reason}): set TOKRI_HOME to another folder.`,
    { cause },
  )
