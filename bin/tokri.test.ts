import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'tokri-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command that is to fail before anything is opened. */
async function refused(args: string[], more: Record<string, string>): Promise<string> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'tokri.ts'), ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const code = new Promise((resolve) => child.once('close', resolve))
  const said = await text(child.stderr)
  assert.notEqual(await code, 0)
  return said
}

test('a folder that cannot be made is named in one sentence', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const said = await refused(['start'], { TOKRI_HOME: join(file, 'home') })
  assert.equal(said, `The folder ${file}/home/city cannot be made (ENOTDIR). Choose another one with TOKRI_HOME.\n`)
})

test('a faulty variable stops the start before anything is made', async () => {
  const home = join(folder, 'home')
  const said = await refused(['start'], { TOKRI_HOME: home, PORT: 'abc' })
  assert.equal(said, 'PORT must be a whole number from 0 to 65535, but is "abc"\n')
  assert.equal(existsSync(home), false)
})
