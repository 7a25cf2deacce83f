import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { HomeLock } from './lock.ts'
import type { Place } from './place.ts'

/**
 * Starts a small shell (`watchdog.sh`) that outlives us by `graceS` and then stops PostgreSQL, unless a new Tokri has adopted
 * it: nothing is left running that nobody asked for. Windows has none: there the next start finds and adopts.
 */
export function guardAgainstOrphan(place: Place, lock: HomeLock, graceS: number): { dismiss(): void } {
  if (process.platform === 'win32') return { dismiss() {} }
  const script = join(import.meta.dirname, 'watchdog.sh')
  const args = [script, String(graceS), lock.path, lock.text, join(place.data, 'postmaster.pid')]
  const shell = spawn('/bin/sh', args, { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  // Without it everything works; only an orphan would wait for the next start.
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  shell.unref()
  ;(shell.stdin as unknown as { unref?(): void }).unref?.()
  return { dismiss: () => void shell.stdin.end('done\n') }
}
