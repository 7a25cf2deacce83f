import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A secret of this installation: the one that is configured, or one that was made here once and is kept, readable by
 * the owner only. Two processes that start together agree, since the file is created exclusively.
 */
export function keepSecret(home: string, name: string, configured: string | undefined, bytes: number): string {
  if (configured) return configured
  const folder = join(home, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, name)
  try {
    writeFileSync(file, randomBytes(bytes).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}
