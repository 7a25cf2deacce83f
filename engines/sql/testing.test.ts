import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { postgres } from '../../kit/driver.ts'
import { isAlive } from './embedded/process.ts'
import { testDatabase } from './testing.ts'
import { sqlOptions } from './url.ts'

describe('a database for a test', () => {
  it('is empty, alone, and gone afterwards', async () => {
    const one = await testDatabase()
    await using two = await testDatabase()
    await one.sql`create table apples (id int)`
    assert.deepEqual([...(await two.sql`select to_regclass('apples') as found`)], [{ found: null }])
    await one.dispose()
    await one.dispose()
    assert.deepEqual([...(await two.sql`select 1 from pg_database where datname = ${one.name}`)], [])
  })

  it('can be had by many at once', async () => {
    const databases = await Promise.all(Array.from({ length: 6 }, () => testDatabase({ max: 1 })))
    assert.equal(new Set(databases.map(({ name }) => name)).size, 6)
    await Promise.all(databases.map((database) => database.dispose()))
  })
})

describe('the server for tests', () => {
  it('is one for all processes, outlives a killed one, drops what it left, and ends by itself', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tokri-keeper-'))
    t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
    const env = { ...process.env, TMPDIR: folder, TOKRI_TEST_IDLE_S: '2' }
    const run = (code: string) =>
      spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    const module = JSON.stringify(join(import.meta.dirname, 'testing.ts'))
    const hold = `const { testDatabase } = await import(${module}); const db = await testDatabase(); console.log(db.url);`

    // Three start at once where there is no server yet; one is killed, the others leave in order.
    const killed = run(`${hold} setInterval(() => {}, 1000)`)
    t.after(() => killed.kill('SIGKILL'))
    // Read from the start: what a child has said is thrown away when it ends unread.
    const others = [1, 2].map(() => text(run(`${hold} await db.dispose()`).stdout))
    const url = await firstLine(killed)
    const urls = await Promise.all(others)
    const server = (line: string) => line.trim().split('?')[1]
    assert.deepEqual(urls.map(server), [server(url), server(url)])
    killed.kill('SIGKILL')

    const { postmaster, owner } = readTold(folder)
    const left = /\/(test_\w+)\?/.exec(url)?.[1] ?? ''
    const options = { ...sqlOptions(url, 'the test server'), database: 'postgres', max: 1 }
    const watch = postgres({ ...options, onnotice: () => {} })
    await until(async () => (await watch`select 1 from pg_database where datname = ${left}`).length === 0)
    assert.ok(isAlive(postmaster))

    await watch.end()
    await until(() => !isAlive(postmaster) && !isAlive(owner))
  })
})

function readTold(folder: string): { postmaster: number; owner: number } {
  const home = readdirSync(folder).find((name) => name.startsWith('tokri-test-')) ?? ''
  const { pid, owner } = JSON.parse(readFileSync(join(folder, home, 'postgres.json'), 'utf8'))
  return { postmaster: pid, owner }
}

async function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout ?? []) {
    said += chunk
    if (said.includes('\n')) break
  }
  return said.trim()
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await condition()); await delay(50)) {
    if (Date.now() > deadline) assert.fail('it did not happen within a minute')
  }
}
