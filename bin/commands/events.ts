import { resolve } from 'node:path'
import { openBus } from '../../engines/bus/index.ts'
import { openSql, sqlOptions } from '../../engines/sql/index.ts'
import type { Bus, DeadLetter } from '../../kit/bus.ts'
import { readConfig } from '../../kit/config.ts'
import { replayDead } from '../../kit/dead-events.ts'
import { openLog } from '../../kit/log.ts'
import { openPool, type Sql } from '../../kit/sql.ts'
import { loadServices, serviceNames } from '../../services/index.ts'
import { addressVariables, processVariables } from '../config.ts'
import { type Command, textOf } from './command.ts'

interface Dead {
  readonly service: string
  readonly event_id: string
  readonly name: string
  readonly key: string
  readonly attempts: number
  readonly error: string | null
  readonly parked_at: Date
  /** The event log did not take it: it is not in it, and nobody has heard of it. */
  readonly refused: boolean
}

export const events: Command = {
  usage: 'dead | replay [--service S] [--id ID]',
  summary: 'Events that could not be applied: list them, or apply them again',
  details: `dead      lists them with their cause: events that a service could not apply, events that the log refuses,
          and what lies in the log and is no event
replay    tries them again, all of them or those named; a running Tokri takes them up within a second`,
  options: { service: { type: 'string' }, id: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, positionals }) {
    const action = positionals[0]
    if (action !== 'dead' && action !== 'replay') throw new Error('tokri events takes dead or replay')
    const only = textOf(values, 'service')
    if (only && !serviceNames.includes(only))
      throw new Error(`There is no service ${only}. Services: ${serviceNames.join(', ')}.`)
    const id = textOf(values, 'id')
    const found: Dead[] = []
    let letters: DeadLetter[] = []
    let replayed = 0
    await eachDatabase(
      async (service, sql) => {
        if (only && only !== service) return
        const mine = id ? sql`and event_id = ${id}` : sql``
        if (action === 'dead')
          found.push(
            ...(await sql<Dead[]>`
        select ${service} as service, event_id, envelope->>'name' as name, key, attempts, error, parked_at, refused
        from ${sql(service)}.parked where dead ${mine} order by seq limit 1000`),
          )
        else replayed += await replayDead(sql, service, id)
      },
      async (bus) => {
        if (only) return
        if (action === 'dead') letters = (await bus.deadLetters()).filter((each) => !id || each.id === id)
        else replayed += await bus.redeliver(id ? [id] : undefined)
      },
    )
    if (action === 'replay')
      process.stdout.write(
        values.json ? `${JSON.stringify({ replayed })}\n` : `${replayed} events will be tried again\n`,
      )
    else if (values.json) process.stdout.write(`${JSON.stringify([...found, ...letters])}\n`)
    else {
      const lines = [...found.map(line), ...letters.map(letterLine)]
      process.stdout.write(lines.length === 0 ? 'No dead events\n' : `${lines.join('\n')}\n`)
    }
    return 0
  },
}

const line = (dead: Dead) => {
  const deed = dead.refused ? 'could not publish' : 'could not apply'
  const attempts = dead.refused ? '' : ` (${dead.attempts} attempts)`
  return `${dead.event_id}  ${dead.service} ${deed} ${dead.name} of ${dead.key}${attempts}\n    ${(dead.error ?? '').split('\n')[0]}`
}

const letterLine = (letter: DeadLetter) =>
  `${letter.id}  what lies there ${letter.cause}\n    ${letter.body.replaceAll(/\s+/g, ' ').slice(0, 100)}`

/** Runs on the database of each service that has one, and then on the broker, if there is one. */
async function eachDatabase(
  work: (service: string, sql: Sql) => Promise<void>,
  atBroker: (bus: Bus) => Promise<void>,
): Promise<void> {
  const config = readConfig(processVariables, process.env)
  const databases = readConfig(addressVariables(serviceNames).databases, process.env)
  await using server = await openSql({
    url: config.databaseUrl,
    home: resolve(config.home),
    variable: 'TOKRI_DATABASE_URL',
  })
  const main = openPool(server.options, 2)
  try {
    for (const service of await loadServices()) {
      if (!service.migrations) continue
      const url = databases[service.name]
      const own = url ? openPool(sqlOptions(url, `TOKRI_${service.name.toUpperCase()}_DATABASE_URL`), 1) : main
      await work(service.name, own)
      if (own !== main) await own.end()
    }
    if (config.brokerUrl === undefined) return
    await using bus = await openBus({
      url: config.brokerUrl,
      prefix: config.brokerPrefix,
      partitions: config.brokerPartitions,
      sql: main,
      address: server.options,
      log: openLog({ level: config.logLevel, service: 'events' }),
    })
    await atBroker(bus)
  } finally {
    await main.end()
  }
}
