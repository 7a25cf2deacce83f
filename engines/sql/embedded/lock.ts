import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SqlError } from '../port.ts'
import { birthOf } from './process.ts'

export type HomeLock = { path: string; text: string; release(): void }

type Holder = { pid: number; birth: string; token: string }

/** A guard older than this was left by a process that died while it held it, which takes microseconds. */
const guardAgeMsMax = 5_000

/**
 * Makes this process the only Tokri on a home. The file names its holder by process number and birth, so that a lock
 * left by `kill -9` is taken over, also when the number has been given to another process since.
 * Taking over happens behind a guard file: of two who find the same dead holder, the second then finds the first.
 */
export function lockHome(home: string): HomeLock {
  const path = join(home, 'postgres.lock')
  const text = JSON.stringify({
    pid: process.pid,
    birth: birthOf(process.pid) ?? '',
    token: randomUUID(),
  } satisfies Holder)
  const mine = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`
  writeFileSync(mine, text, { mode: 0o600 })
  try {
    take(path, mine, home)
  } finally {
    rmSync(mine, { force: true })
  }
  return { path, text, release: () => release(path, text) }
}

function take(path: string, mine: string, home: string): void {
  for (let attempt = 0; attempt < 50; attempt++) {
    if (succeeds(() => linkSync(mine, path), 'EEXIST')) return
    const holder = readHolder(path)
    if (holder && isRunning(holder)) throw inUse(home, holder.pid)
    if (takeOver(path, mine)) return
  }
  throw inUse(home, undefined)
}

function takeOver(path: string, mine: string): boolean {
  const guard = `${path}.guard`
  if (!succeeds(() => closeSync(openSync(guard, 'wx', 0o600)), 'EEXIST')) {
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > guardAgeMsMax) rmSync(guard, { force: true })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    return false
  }
  try {
    const holder = readHolder(path)
    if (holder && isRunning(holder)) return false
    renameSync(mine, path)
    return true
  } finally {
    rmSync(guard, { force: true })
  }
}

function release(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path, { force: true })
  } catch {
    // Gone already, with the home.
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return Number.isInteger(holder.pid) && holder.pid > 0 ? holder : undefined
  } catch {
    return undefined
  }
}

function isRunning({ pid, birth }: Holder): boolean {
  const now = birthOf(pid)
  return now !== null && (now === birth || now === '' || birth === '')
}

function succeeds(deed: () => unknown, expected: string): boolean {
  try {
    deed()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false
    throw error
  }
}

const inUse = (home: string, pid: number | undefined) =>
  new SqlError(
    'sql/home-in-use',
    `${home} is in use by another Tokri${pid ? ` (process ${pid})` : ''}: set TOKRI_HOME to a folder of its own for this one, ` +
      `or TOKRI_DATABASE_URL to the url in ${join(home, 'postgres.json')} to share its database.`,
  )
