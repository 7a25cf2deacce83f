import { resolve } from 'node:path'
import { openBus } from '../../engines/bus/index.ts'
import { openSql, sqlOptions } from '../../engines/sql/index.ts'
import { readConfig } from '../../kit/config.ts'
import { openLog } from '../../kit/log.ts'
import { openPool } from '../../kit/sql.ts'
import { prepareService } from '../../kit/prepare.ts'
import { loadServices, serviceNames } from '../../services/index.ts'
import { addressVariables, processVariables } from '../config.ts'
import type { Command } from './command.ts'
import { progress } from './terminal.ts'

export const migrate: Command = {
  usage: '',
  summary: 'Bring the database up to date, and stop',
  details:
    'Safe to run from several places at once. Services do the same when they start; run it first where they may not.',
  options: { json: { type: 'boolean' } },
  async run({ values }) {
    const config = readConfig(processVariables, process.env)
    const databases = readConfig(addressVariables(serviceNames).databases, process.env)
    const steps = progress()
    await using server = await openSql({
      url: config.databaseUrl,
      home: resolve(config.home),
      variable: 'TOKRI_DATABASE_URL',
      onProgress: steps.step,
    })
    const sql = openPool(server.options, 4)
    const applied: Record<string, number> = {}
    try {
      // Opening the log migrates it.
      await using bus = await openBus({
        url: config.brokerUrl,
        prefix: config.brokerPrefix,
        partitions: config.brokerPartitions,
        sql,
        address: server.options,
        log: openLog({ level: config.logLevel, service: 'migrate' }),
      })
      for (const service of await loadServices()) {
        const url = databases[service.name]
        const own = url ? openPool(sqlOptions(url, `TOKRI_${service.name.toUpperCase()}_DATABASE_URL`), 2) : sql
        applied[service.name] = await prepareService(service, own, { outboxIsLog: !url && bus.kind === 'log' })
        if (own !== sql) await own.end()
      }
    } finally {
      await sql.end()
    }
    steps.clear()
    const lines = Object.entries(applied).map(
      ([name, count]) => `${name}: ${count === 0 ? 'up to date' : `${count} applied`}`,
    )
    process.stdout.write(values.json ? `${JSON.stringify(applied)}\n` : `${lines.join('\n')}\n`)
    return 0
  },
}
