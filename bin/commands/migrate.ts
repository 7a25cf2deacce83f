import { resolve } from 'node:path'
import { maintainLog, migrateLog } from '../../engines/bus/postgres.ts'
import { migratePositions } from '../../engines/bus/rabbitmq/positions-schema.ts'
import { readConfig } from '../../kit/config.ts'
import { openLog } from '../../kit/log.ts'
import { maintainAll } from '../../kit/partitions.ts'
import { partitionedTables, prepareService } from '../../kit/prepare.ts'
import { loadServices, serviceNames } from '../../services/index.ts'
import { addressVariables, processVariables } from '../config.ts'
import { openDatabases } from '../databases.ts'
import type { Command } from './command.ts'
import { progress } from './terminal.ts'

export const migrate: Command = {
  usage: '',
  summary: 'Bring the databases up to date, and stop',
  details: `Safe to run from several places at once, and beside a release that is running: what only adds comes before the new
release, what takes away after the old one is gone. Services do the same when they start, unless TOKRI_MIGRATE is check.
Makes the partitions of the time to come as well, for accounts that may not: run it daily then.`,
  options: { json: { type: 'boolean' } },
  async run({ values }) {
    const config = readConfig(processVariables, process.env)
    const addresses = readConfig(addressVariables(serviceNames).databases, process.env)
    const own = Object.fromEntries(Object.entries(addresses).filter(([, url]) => url)) as Record<string, string>
    const steps = progress()
    const log = openLog({ level: config.logLevel, service: 'migrate' })
    const home = resolve(config.home)
    await using databases = await openDatabases({ config, home, onProgress: steps.step, log, own, replicas: {} })
    const isLog = config.brokerUrl === undefined
    if (isLog) {
      await migrateLog(databases.main, { check: false })
      await maintainLog(databases.main, log, config.eventsDays)
    } else if (/^amqps?:/.test(config.brokerUrl ?? '')) await migratePositions(databases.main, { check: false })
    const applied: Record<string, number> = {}
    for (const service of await loadServices()) {
      const { sql, besideLog, variable } = databases.of(service.name)
      const outboxIsLog = besideLog && isLog
      applied[service.name] = await prepareService(service, sql, { outboxIsLog, ...(variable ? { variable } : {}) })
      const tables = partitionedTables(service, readConfig(service.config, process.env))
      await maintainAll(sql, tables, { nowMs: Date.now(), log })
    }
    steps.clear()
    const lines = Object.entries(applied).map(
      ([name, count]) => `${name}: ${count === 0 ? 'up to date' : `${count} applied`}`,
    )
    process.stdout.write(values.json ? `${JSON.stringify(applied)}\n` : `${lines.join('\n')}\n`)
    return 0
  },
}
