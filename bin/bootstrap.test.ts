import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, it } from 'node:test'

const bootstrap = join(import.meta.dirname, 'bootstrap.js')
const folder = mkdtempSync(join(tmpdir(), 'tokri boot '))
after(() => rmSync(folder, { recursive: true, force: true }))

function program(code: string): string {
  const file = join(folder, 'program.ts')
  writeFileSync(file, code)
  return file
}

function run(args: string[]) {
  const { NODE_TEST_CONTEXT: _, npm_lifecycle_event: __, ...env } = process.env
  const child = spawn(process.execPath, [bootstrap, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, code, out: text(child.stdout), err: text(child.stderr) }
}

describe('bootstrap', () => {
  it('passes arguments on as they are, and the exit code back', async () => {
    const file = program(
      'const args: string[] = process.argv.slice(2); console.log(JSON.stringify(args)); process.exit(7)',
    )
    const { out, code } = run(['node', file, 'a b', '--json', '"quoted"'])
    assert.deepEqual([JSON.parse(await out), await code], [['a b', '--json', '"quoted"'], 7])
  })

  it('passes a signal on once, and waits for the end', async () => {
    const file = program(`
      let heard = 0
      process.on('SIGTERM', () => { heard++; setTimeout(() => { console.log('heard', heard); process.exit(0) }, 100) })
      setInterval(() => {}, 1000)
      console.log('up')`)
    const { child, out, code } = run(['node', file])
    child.stdout.once('data', () => {
      child.kill('SIGTERM')
      child.kill('SIGTERM')
    })
    assert.deepEqual([await out, await code], ['up\nheard 1\n', 0])
  })

  it('takes its program with it when it is killed', async () => {
    const file = program(
      `process.on('SIGTERM', () => { console.log('stopped'); process.exit(0) }); setInterval(() => {}, 1000); console.log('up')`,
    )
    const { child, out } = run(['node', file])
    child.stdout.once('data', () => child.kill('SIGKILL'))
    assert.equal(await out, 'up\nstopped\n')
  })

  it('says in one sentence what it does not know', async () => {
    const { err, code } = run(['dance'])
    assert.deepEqual([await err, await code], ['tokri: "dance" is not one of: start, test, engines, tokri, node.\n', 1])
  })
})
