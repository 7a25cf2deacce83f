import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { makeDemoCity, writeMap } from '../city/map/index.ts'
import { testDatabase } from '../engines/sql/testing.ts'

const tokri = fileURLToPath(new URL('../bin/tokri.ts', import.meta.url))
const stack = new AsyncDisposableStack()
let home: string
let env: NodeJS.ProcessEnv

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The command as a person runs it. */
async function run(...args: string[]): Promise<Run> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [tokri, ...args], { env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'tokri-import-'))
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const database = stack.use(await testDatabase())
  env = {
    ...process.env,
    TOKRI_HOME: home,
    TOKRI_DATABASE_URL: database.url,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: 'silent',
    TOKRI_CITY: 'still',
    TOKRI_STORES_WHEN_UNSTAFFED: 'promise',
    TOKRI_SANDBOX_PORT: '0',
  }
})
after(() => stack.disposeAsync())

const file = async (name: string, lines: string[]) => {
  const path = join(home, name)
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}

describe('importing', () => {
  const good = [
    'milk-500,Full Cream Milk,Gopal,500 ml,Dairy > Milk,34,33',
    'curd-400,Curd,Gopal,400 g,Dairy > Curd,50,48.5',
  ]
  const header = 'sku,name,brand,pack,category,mrp,price'

  test('keeps good rows, tells of each bad one with its row, and ends with an error', async () => {
    const path = await file('products.csv', [
      header,
      good[0]!,
      'dear,Dear,Gopal,1 kg,Dairy > Milk,10,20',
      'odd,Odd,Gopal,1 kg,Dairy > Milk,ten,9',
      good[1]!,
    ])
    const done = await run('import', 'catalogue', path, '--json')
    assert.equal(done.code, 1, done.err)
    const report = JSON.parse(done.out)
    assert.deepEqual([report.added, report.problems.map((each: { row: number }) => each.row)], [2, [3, 4]])
  })

  test('the same file again changes nothing', async () => {
    const path = await file('again.csv', [header, ...good])
    const done = await run('import', 'catalogue', path, '--json')
    assert.equal(done.code, 0, done.err)
    const { added, updated, unchanged } = JSON.parse(done.out)
    assert.deepEqual({ added, updated, unchanged }, { added: 0, updated: 0, unchanged: 2 })
  })

  test('stock is taken in once, whatever rows are wrong', async () => {
    const unknown = await file('stock.csv', ['store,sku,quantity', 'nowhere,milk-500,5'])
    const nowhere = await run('import', 'stock', unknown, '--json')
    assert.equal(nowhere.code, 1)
    assert.equal(JSON.parse(nowhere.out).problems[0].code, 'stock/unknown-store')
    const other = await run('import', 'stock', await file('other.csv', ['a,b,c', '1,2,3']))
    assert.equal(other.code, 1)
    assert.match(other.err, /store,sku,quantity/)
  })

  test('a map that is cut off is refused, and nothing is half there', async () => {
    const map = join(home, 'cut.osm.pbf')
    await writeMap(map, makeDemoCity(3))
    await truncate(map, 50_000)
    const done = await run('import', 'city', map)
    assert.equal(done.code, 1)
    assert.match(done.err, /cut off|truncated|malformed|ends/i)
    assert.doesNotMatch(done.err, /at .*\.ts:\d+/, 'a sentence, and no stack')
    const none = await run('import', 'city', join(home, 'there-is-none.osm.pbf'))
    assert.equal(none.code, 1)
  })
})

describe('the command', () => {
  test('says what it can do, and what it cannot', async () => {
    assert.match((await run('--help')).out, /simulate/)
    assert.match((await run('serve', '--help')).out, /TOKRI_<SERVICE>_URL/)
    const wrong = await run('sevre')
    assert.equal(wrong.code, 2)
    assert.match(wrong.err, /There is no command "sevre"/)
    assert.match((await run('serve', 'ordres')).err, /There is no target ordres/)
  })

  test('finds every faulty variable at once and names it, without its secrets', async () => {
    const before = env
    env = { ...env, PORT: 'eighty', TOKRI_CITY: 'asleep', TOKRI_SECRET_KEY: 'hunter2' }
    const done = await run('serve')
    env = before
    assert.equal(done.code, 1)
    assert.match(done.err, /PORT/)
    assert.match(done.err, /TOKRI_CITY/)
    assert.doesNotMatch(done.err, /hunter2/)
  })

  test('refuses demo data in production', async () => {
    const before = env
    env = { ...env, TOKRI_ENV: 'production' }
    const started = await run('start')
    const seeded = await run('seed')
    env = before
    assert.equal(started.code, 1)
    assert.match(started.err, /production/)
    assert.equal(seeded.code, 1)
  })

  test('doctor says what answers, and proves the books', async () => {
    const checked = await run('doctor', '--json')
    assert.equal(checked.code, 0, checked.err)
    assert.ok(
      JSON.parse(checked.out).some((each: { name: string; ok: boolean }) => each.name === 'postgres' && each.ok),
    )
    const books = await run('doctor', 'ledger', '--json')
    assert.equal(JSON.parse(books.out).ok, true)
    const config = await run('doctor', 'config')
    assert.match(config.out, /TOKRI_DATABASE_URL=\(set\)/)
  })

  test('lists dead events and tries them again', async () => {
    assert.match((await run('events', 'dead')).out, /No dead events/)
    assert.match((await run('events', 'replay')).out, /^0 events/)
  })
})
