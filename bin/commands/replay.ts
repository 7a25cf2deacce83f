import { resolve } from 'node:path'
import { openSql, sqlOptions } from '../../engines/sql/index.ts'
import { readConfig } from '../../kit/config.ts'
import { openPool } from '../../kit/sql.ts'
import { plannerNames } from '../../services/deliveries/planner/table.ts'
import { type ReplayReport, replay } from '../../services/deliveries/replay/replay.ts'
import { serviceNames } from '../../services/index.ts'
import { addressVariables, processVariables } from '../config.ts'
import { progress } from './terminal.ts'

/** What planners would have done in a span of the past, from the database of deliveries. */
export async function replayDay(wish: { span: string; planner: string | undefined; json: boolean }): Promise<number> {
  const { from, to } = parseSpan(wish.span)
  const chosen = plannerNames.filter((each) => wish.planner === undefined || each === wish.planner)
  if (chosen.length === 0) throw new Error(`There is no planner ${wish.planner}. Planners: ${plannerNames.join(', ')}.`)
  const steps = progress()
  const config = readConfig(processVariables, process.env)
  const own = readConfig(addressVariables(serviceNames).databases, process.env).deliveries
  await using server = await openSql({
    url: config.databaseUrl,
    home: resolve(config.home),
    variable: 'TOKRI_DATABASE_URL',
    onProgress: steps.step,
  })
  const sql = openPool(own ? sqlOptions(own, 'TOKRI_DELIVERIES_DATABASE_URL') : server.options, 1)
  try {
    const report = await replay(sql, { from, to, planners: chosen, onProgress: steps.step })
    steps.clear()
    process.stdout.write(wish.json ? `${JSON.stringify(report)}\n` : `${toText(report)}\n`)
    return 0
  } finally {
    await sql.end()
  }
}

/** `FROM..TO`: dates, or times of UTC. */
function parseSpan(span: string): { from: Date; to: Date } {
  const [from, to, ...more] = span.split('..').map(parseUtc)
  if (!from || !to || more.length > 0 || !(from < to))
    throw new Error('--replay takes FROM..TO, such as 2026-11-29..2026-11-30 or 2026-11-29T12:00..2026-11-29T15:00')
  return { from, to }
}

/** A date, or a date with a time and perhaps a zone. */
const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** JavaScript reads a time without a zone, and other forms, as local, and this machine's zone is nobody's business here. */
function parseUtc(text: string): Date | undefined {
  const parts = instant.exec(text)
  if (!parts) return undefined
  const [, time, , , zone] = parts
  const at = new Date(time && !zone ? `${text}Z` : text)
  return Number.isNaN(at.getTime()) ? undefined : at
}

function toText({ from, to, orders, riders, roundsKept, actual, planners }: ReplayReport): string {
  const days = [
    ['as it was', actual] as const,
    ...Object.entries(planners).map(([name, each]) => [name, each.day] as const),
  ]
  const minutes = (s: number) => `${(s / 60).toFixed(1)} min`
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const rows: [string, (day: (typeof days)[number][1]) => string][] = [
    ['delivered', (day) => `${day.delivered}`],
    ['undelivered', (day) => `${day.undelivered}`],
    ['promise kept', (day) => percent(day.promiseKept)],
    ['click to door, mean', (day) => minutes(day.clickToDoorS.mean)],
    ['click to door, median', (day) => minutes(day.clickToDoorS.median)],
    ['click to door, 9 of 10', (day) => minutes(day.clickToDoorS.p90)],
    ['ready to pickup, mean', (day) => minutes(day.readyToPickupS)],
    ['riders busy', (day) => percent(day.riderUse)],
    ['orders per rider-hour', (day) => day.ordersPerRiderHour.toFixed(2)],
  ]
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(26)}${cells.map((each) => each.padStart(14)).join('')}`
  const compared = Object.entries(planners).map(
    ([name, { rounds, sameRiderAsThen }]) =>
      `${name}: in ${rounds.rounds} rounds the same rider for ${rounds.same}, another for ${rounds.otherRider}, ` +
      `no offer for ${rounds.onlyThen} that had one, an offer for ${rounds.onlyNow} that had none; ` +
      `over the whole day the same rider for ${sameRiderAsThen}`,
  )
  return [
    `${from} to ${to}: ${orders} orders, ${riders} riders, ${roundsKept} rounds kept`,
    '',
    line(
      '',
      days.map(([name]) => name),
    ),
    ...rows.map(([name, cell]) =>
      line(
        name,
        days.map(([, day]) => cell(day)),
      ),
    ),
    '',
    // Without a round nothing is known of riders and roads: the zeros above are no answer.
    ...(roundsKept === 0
      ? ['No round was kept in this time (TOKRI_DELIVERIES_ROUNDS_PERCENT, …_DAYS): nothing can be replayed.']
      : compared),
  ].join('\n')
}
