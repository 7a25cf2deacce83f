import { resolve } from 'node:path'
import { openSql, sqlOptions } from '../../engines/sql/index.ts'
import { readConfig } from '../../kit/config.ts'
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
}

export const events: Command = {
  usage: 'dead | replay [--service S] [--id ID]',
  summary: 'Events that could not be applied: list them, or apply them again',
  details: `dead      lists them with their cause
replay    tries them again, all of them or those named; a running Tokri takes them up within a second`,
  options: { service: { type: 'string' }, id: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, positionals }) {
    const action = positionals[0]
    if (action !== 'dead' && action !== 'replay') throw new Error('tokri events takes dead or replay')
    const only = textOf(values, 'service')
    if (only && !serviceNames.includes(only))
      throw new Error(`There is no service ${only}. Services: ${serviceNames.join(', ')}.`)
    const found: Dead[] = []
    let replayed = 0
    await eachDatabase(async (service, sql) => {
      if (only && only !== service) return
      const id = textOf(values, 'id')
      const mine = id ? sql`and event_id = ${id}` : sql``
      if (action === 'dead')
        found.push(
          ...(await sql<Dead[]>`
        select ${service} as service, event_id, envelope->>'name' as name, key, attempts, error, parked_at
        from ${sql(service)}.parked where dead ${mine} order by seq limit 1000`),
        )
      else
        replayed += (
          await sql`update ${sql(service)}.parked set dead = false, attempts = 0, next_at = now() where dead ${mine}`
        ).count
    })
    if (action === 'replay')
      process.stdout.write(
        values.json ? `${JSON.stringify({ replayed })}\n` : `${replayed} events will be tried again\n`,
      )
    else if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`)
    else process.stdout.write(found.length === 0 ? 'No dead events\n' : `${found.map(line).join('\n')}\n`)
    return 0
  },
}

const line = (dead: Dead) =>
  `${dead.event_id}  ${dead.service} could not apply ${dead.name} of ${dead.key} (${dead.attempts} attempts)\n    ${(dead.error ?? '').split('\n')[0]}`

/** Runs on the database of each service that has one. */
async function eachDatabase(work: (service: string, sql: Sql) => Promise<void>): Promise<void> {
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
  } finally {
    await main.end()
  }
}
