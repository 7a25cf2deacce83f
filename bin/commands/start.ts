import { resolve } from 'node:path'
import { demoAccounts, demoPassword } from '../../city/people/accounts.ts'
import { startCity } from '../../city/people/city.ts'
import { ConfigError, readConfig } from '../../kit/config.ts'
import { openLog } from '../../kit/log.ts'
import { processVariables } from '../config.ts'
import { type House, openHouse } from '../house.ts'
import type { ImportReport } from '../seed/products.ts'
import { type Seeded, seed } from '../seed/seed.ts'
import { ensureMap, importMap } from '../seed/site.ts'
import { type Command, textOf } from './command.ts'
import { progress, untilSignal } from './terminal.ts'

export const start: Command = {
  usage: '[--catalogue FILE] [--city FILE]',
  summary: 'Run everything, with the demo city, on this machine',
  details: `--catalogue FILE   open with the products of a CSV file
--city FILE        open with the streets of an OpenStreetMap file (.osm.pbf, .osm.gz, .osm)`,
  options: { catalogue: { type: 'string' }, city: { type: 'string' } },
  async run({ values }) {
    if (process.env.TOKRI_ENV === 'production')
      throw new ConfigError([
        '`tokri start` brings demo data and demo logins, so it does not run with TOKRI_ENV=production. Use `tokri serve`.',
      ])
    const began = Date.now()
    const steps = progress()
    const stop = untilSignal()
    const home = resolve(readConfig(processVariables, process.env).home)
    const city = textOf(values, 'city')
    const catalogue = textOf(values, 'catalogue')
    if (city) {
      steps.step('Reading the map')
      await importMap(home, resolve(city))
    } else await ensureMap(home, steps.step)

    // Who tries it out may be the first who has come to work, or its only rider, who has gone home.
    const env = { TOKRI_STORES_WHEN_UNSTAFFED: 'promise', ...process.env }
    await using house = await openHouse({ env, onProgress: steps.step })
    const { report, stores } = await seed(house, {
      home,
      speed: house.config.city === 'alive' ? house.config.citySpeed : 1,
      onProgress: steps.step,
      ...(catalogue ? { catalogue: resolve(catalogue) } : {}),
    })
    steps.clear()
    if (report && report.problems.length > 0) tellProblems(report)

    await using people = house.config.city === 'alive' ? await wakeCity(house, stores) : null
    process.stdout.write(welcome(house, (Date.now() - began) / 1000))
    await stop
    process.stderr.write('\n  Stopping …\n')
    void people
    return 0
  },
}

/** Virtual pickers and riders, who serve whatever is ordered through the public API. */
const wakeCity = (house: House, stores: Seeded['stores']) => {
  const accounts = demoAccounts({ stores: stores.length })
  return startCity({
    url: house.url!,
    sandboxUrl: house.sandboxUrl!,
    speed: house.config.citySpeed,
    accounts,
    stores,
    log: openLog({ level: house.config.logLevel, service: 'city' }),
  })
}

function tellProblems({ problems }: ImportReport): void {
  const shown = problems.slice(0, 20).map(({ row, message }) => `  row ${row}: ${message}`)
  process.stderr.write(`  ${problems.length} rows of the catalogue were left out:\n${shown.join('\n')}\n`)
}

function welcome(house: House, seconds: number): string {
  const logins = demoAccounts({ stores: 1 }).filter((person) => person.login)
  const line = (name: string, value: string) => `  ${name.padEnd(12)} ${value}`
  return [
    '',
    `  Tokri is open, after ${seconds.toFixed(1)} s.`,
    '',
    line('storefront', `${house.url}/`),
    line('console', `${house.url}/console`),
    line('API', `${house.url}/docs`),
    line('stand-ins', `${house.url}/sandbox  (messages sent, payments)`),
    '',
    ...logins.map((person) => line(person.roles[0]!, `${person.email}  ${demoPassword}`)),
    '',
    '  Ctrl-C stops.',
    '',
  ].join('\n')
}
