import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isAlive } from '../embedded/process.ts'

/** What a test process calls its connection; the keeper counts these, and drops databases whose token is gone. */
export const presencePrefix = 'tokri-test-'

const repository = resolve(import.meta.dirname, '../../..')

/** One folder for each clone and user, kept between runs so that only the first pays for initdb. */
export function testHome(): string {
  const uid = process.getuid?.() ?? 0
  const hash = createHash('sha256').update(repository).digest('hex').slice(0, 8)
  const home = join(tmpdir(), `tokri-test-${uid}-${hash}`)
  mkdirSync(home, { recursive: true })
  const info = lstatSync(home)
  if (!info.isDirectory() || (process.getuid && info.uid !== uid)) {
    throw new Error(`${home} belongs to somebody else: remove it, or set TMPDIR to a folder of your own`)
  }
  return home
}

/** The address of the running server, while the keeper that looks after it lives. */
export function readServer(home: string): { url: string } | undefined {
  try {
    const told = JSON.parse(readFileSync(join(home, 'postgres.json'), 'utf8')) as { url: string; owner: number }
    return isAlive(told.owner) ? { url: told.url } : undefined
  } catch {
    return undefined
  }
}
