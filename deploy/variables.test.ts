import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

/** Those of the scripts that install engines for tests; the program does not read them. */
const ofScripts = /^TOKRI_(TEST|ENGINES)_/

/** Variables named in what people deploy with. `{{ upper $other }}` stands for each service in the chart. */
function variablesOf(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(test|suite)\.ts$/.test(entry.name)) continue
    const file = join(entry.parentPath, entry.name)
    const text = readFileSync(file, 'utf8').replace(/TOKRI_\{\{[^}]*\}\}_URL/g, 'TOKRI_ORDERS_URL')
    for (const [name] of text.matchAll(/\bTOKRI_[A-Z0-9_]*[A-Z0-9]\b/g))
      if (!ofScripts.test(name)) found.set(name, file)
  }
  return found
}

test('every variable in deploy/ and in the CI of GitLab exists in the program', async () => {
  const { stdout } = await run(process.execPath, [join(root, 'bin/tokri.ts'), 'doctor', 'config', '--json'], {
    cwd: root,
  })
  const known = new Set((JSON.parse(stdout) as { variable: string }[]).map((row) => row.variable))
  assert.ok(known.has('TOKRI_DATABASE_URL'))
  const unknown = [...variablesOf(join(root, 'deploy'))].filter(([name]) => !known.has(name))
  assert.deepEqual(unknown, [])
})
