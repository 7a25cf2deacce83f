import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeEach, test } from 'node:test'
import type { ReplayReport } from '../../services/deliveries/replay/replay.ts'
import { at } from '../../services/deliveries/testing/grid.ts'
import { carry, pack, riderAt, until, useStage, world } from '../../services/deliveries/testing/stage.ts'
import { replayDay } from './replay.ts'

useStage()
// A span that should have been refused opens this one, and no PostgreSQL of its own.
beforeEach(() => {
  process.env.TOKRI_DATABASE_URL = world.databaseUrl
})

/** Runs the command beside the service, on a machine of another time zone than that of spans. */
async function replayed(...args: string[]): Promise<string> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, '../tokri.ts'), 'simulate', '--replay', ...args], {
    // No folder: whoever wants one, for a city or a PostgreSQL, ends there.
    env: { ...env, TZ: 'Asia/Kolkata', TOKRI_HOME: import.meta.filename },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const code = once(child, 'close')
  const [told, said] = await Promise.all([text(child.stdout), text(child.stderr)])
  assert.equal((await code)[0], 0, said)
  return told
}

test('what was is told in JSON and as a table; times without a zone are UTC wherever the machine stands', async () => {
  const near = await riderAt(at(5, 6), 'Near')
  await riderAt(at(0, 0), 'Far')
  const task = await carry(near, await pack())
  world.clock.advance(240_000)
  assert.equal((await near.do(task, 'deliver', { code: '4711' })).status, 200)
  await until('the round is kept', async () => (await world.sql`select 1 from deliveries.rounds`).length > 0)
  const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  const from = minute(world.clock.now() - 3_600_000)
  const to = minute(world.clock.now() + 3_600_000)

  const report = JSON.parse(await replayed(`${from}..${to}`, '--json')) as ReplayReport
  assert.deepEqual([report.from, report.to], [`${from}:00.000Z`, `${to}:00.000Z`])
  assert.deepEqual([report.orders, report.riders, report.actual.delivered], [1, 2, 1])
  assert.deepEqual(Object.keys(report.planners).sort(), ['greedy', 'horizon'])
  for (const { day, rounds, sameRiderAsThen } of Object.values(report.planners))
    assert.deepEqual([day.delivered, rounds.same, rounds.otherRider, sameRiderAsThen], [1, 1, 0, 1])

  const told = await replayed(`${from}Z..${to}Z`, '--planner', 'greedy')
  const [head, , names, ...lines] = told.trimEnd().split('\n')
  const words = (line: string) => line.trim().split(/ {2,}/)
  const row = (name: string) => words(lines.find((line) => line.startsWith(`${name}  `))!).slice(1)
  assert.match(head!, /^\S+ to \S+: 1 orders, 2 riders, \d+ rounds kept$/)
  assert.deepEqual(words(names!), ['as it was', 'greedy'])
  assert.deepEqual(
    [row('delivered'), row('undelivered'), row('promise kept')],
    [
      ['1', '1'],
      ['0', '0'],
      ['100.0 %', '100.0 %'],
    ],
  )
  const mean = (s: number) => `${(s / 60).toFixed(1)} min`
  assert.deepEqual(
    row('click to door, mean'),
    [report.actual, report.planners.greedy!.day].map((day) => mean(day.clickToDoorS.mean)),
  )
  assert.match(lines.at(-1)!, /^greedy: in \d+ rounds the same rider for 1, another for 0, .* the same rider for 1$/)
})

test('where no round was kept this is said; dates are days of UTC, and zones are heeded', async () => {
  const dates = await replayed('2020-02-29..2020-03-01')
  assert.match(dates, /^2020-02-29T00:00:00\.000Z to 2020-03-01T00:00:00\.000Z: 0 orders, 0 riders, 0 rounds kept\n/)
  assert.match(dates, /\nNo round was kept in this time .*: nothing can be replayed\.\n$/)
  const zones = await replayed('2020-02-29T05:30+05:30..2020-02-29T12:00:30Z', '--json')
  const { from, to } = JSON.parse(zones) as ReplayReport
  assert.deepEqual([from, to], ['2020-02-29T00:00:00.000Z', '2020-02-29T12:00:30.000Z'])
})

const noSpan = /--replay takes FROM\.\.TO/

test('what is no span is refused before anything is opened', async () => {
  for (const span of [
    'yesterday',
    '2026-11-29',
    '2026-11-29..',
    '..2026-11-30',
    '2026-11-29..tomorrow',
    '2026-11-29..2026-11-30..2026-12-01',
    '2026-11-29..2026-11-29',
    '2026-11-30..2026-11-29',
    '2026-11-29T12:00+05:30..2026-11-29T06:30Z',
    '2026-11-29T25:00..2026-11-30',
    // JavaScript reads these in the zone of this machine.
    '2026-11-29 12:00..2026-11-29 15:00',
    '11/29/2026..11/30/2026',
    '1..2',
  ])
    await assert.rejects(replayDay({ span, planner: undefined, json: true }), noSpan, span)
})

test('an empty span is one that is missing, and no wish to have orders placed', async () => {
  await assert.rejects(replayed(''), noSpan)
})

test('a planner that there is not is refused, and those that there are are named', async () => {
  const wish = { span: '2026-11-29..2026-11-30', planner: 'oracle', json: true }
  await assert.rejects(replayDay(wish), /There is no planner oracle\. Planners: horizon, greedy\./)
})
