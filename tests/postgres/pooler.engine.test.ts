import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import type Postgres from 'postgres'
import { openSql } from '../../engines/sql/index.ts'
import { engineUrl } from '../../engines/testing.ts'
import { postgres } from '../../kit/driver.ts'
import { openPool } from '../../kit/sql.ts'
import type { Send } from '../api.ts'
import { houseOn } from './house.ts'
import { walk } from './walk.ts'

const name = `tokri_${randomBytes(6).toString('hex')}`
const at = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
const pooled = at(engineUrl('pgbouncer'))
const direct = at(engineUrl('postgresql'))
let admin: Postgres.Sql
before(async () => {
  admin = postgres(engineUrl('postgresql'), { max: 1, onnotice: () => {} })
  await admin`create database ${admin(name)}`
})
after(async () => {
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end()
})

test('behind a pooler that hands out connections by transaction, LISTEN and locks need the server itself', () =>
  assert.rejects(houseOn({ TOKRI_DATABASE_URL: pooled }), {
    name: 'SqlError',
    code: 'sql/pooled',
    message: /TOKRI_DATABASE_URL leads through a pooler: set TOKRI_DATABASE_DIRECT_URL/,
  }))

test('the direct address may not lead through a pooler as well', () =>
  assert.rejects(houseOn({ TOKRI_DATABASE_URL: pooled, TOKRI_DATABASE_DIRECT_URL: pooled }), {
    code: 'sql/pooled',
    message: /TOKRI_DATABASE_DIRECT_URL leads through a pooler/,
  }))

test('statements of one connection that meet behind a pooler are all answered', { timeout: 60_000 }, async () => {
  await using server = await openSql({ url: pooled, directUrl: direct, variable: 'URL', home: '' })
  const sql = openPool(server.options, 1)
  for (let turn = 0; turn < 200; turn += 1) {
    const answers = await Promise.all([sql`select 1 as n`, sql`select ${turn}::int as n`, sql`select 2 as n`])
    assert.deepEqual(
      answers.map(([row]) => row!.n),
      [1, turn, 2],
    )
  }
  await sql.end()
})

test('orders go from the cart to the door through a pooler, in two copies that share its few connections', {
  timeout: 280_000,
}, async () => {
  const env = { TOKRI_DATABASE_URL: pooled, TOKRI_DATABASE_DIRECT_URL: direct }
  await using first = await houseOn(env)
  await using second = await houseOn(env)
  let turn = 0
  const send: Send = (...request) => (turn++ % 2 === 0 ? first : second).send(...request)
  const { report } = await walk({ call: first.call, send })
  assert.equal(report.ok, true)
  const sql = postgres(direct, { max: 1 })
  const pids = await sql<{ application: string; listening: number; n: number }[]>`
    select application_name as application, count(*)::int as n,
      count(*) filter (where query ilike 'listen%')::int as listening
    from pg_stat_activity where datname = ${name} group by 1`
  const ours = pids.reduce((sum, each) => sum + each.n, 0)
  await sql.end()
  // Ten of the pooler, and what each copy keeps for itself: a lock and a LISTEN, for the log and for live messages.
  assert.ok(ours <= 10 + 2 * 6 + 1, `${ours} connections`)
})
