import { resolve } from 'node:path'
import { demoAccounts } from '../../city/people/accounts.ts'
import { simulate } from '../../city/people/simulate.ts'
import { plannerNames } from '../../services/deliveries/planner/table.ts'
import { openHouse } from '../house.ts'
import { type Staff, seed } from '../seed/seed.ts'
import { ensureMap, importMap } from '../seed/site.ts'
import { type Command, countOf, textOf } from './command.ts'
import { replayDay } from './replay.ts'
import { progress } from './terminal.ts'

export const simulateCommand: Command = {
  usage: '--orders N --rate R [--json] | --replay FROM..TO [--planner NAME] [--json]',
  summary: 'Let virtual customers order, and report how they were served',
  details: `--orders N         how many orders are placed (default 100)
--rate R           orders per minute, in real time (default 60); pickers and riders are hired to match
--speed S          how many times faster than real the city lives (default TOKRI_CITY_SPEED)
--seed K           another number, other customers (default 1)
--catalogue FILE, --city FILE   on a real catalogue and a real city

Runs everything in this process, on the data in TOKRI_HOME.

--replay FROM..TO  what planners would have done with the orders and riders of a time that is past, such as
                   2026-11-29T12:00..2026-11-29T15:00 (UTC) or 2026-11-29..2026-11-30; reads the database only
--planner NAME     which one (${plannerNames.join(', ')}); default all there are`,
  options: {
    orders: { type: 'string' },
    rate: { type: 'string' },
    speed: { type: 'string' },
    seed: { type: 'string' },
    catalogue: { type: 'string' },
    city: { type: 'string' },
    replay: { type: 'string' },
    planner: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values }) {
    const span = textOf(values, 'replay')
    // An empty one is a mistake: it must not place orders.
    if (span !== undefined) return replayDay({ span, planner: textOf(values, 'planner'), json: values.json === true })
    const steps = progress()
    const home = resolve(process.env.TOKRI_HOME || '.tokri')
    const city = textOf(values, 'city')
    const catalogue = textOf(values, 'catalogue')
    if (city) await importMap(home, resolve(city))
    else await ensureMap(home, steps.step)
    // Hundreds of people behind one address: limits per address are for the open network.
    const env = { TOKRI_STORES_WHEN_UNSTAFFED: 'promise', ...process.env, TOKRI_RATE_LIMITS: 'off' }
    await using house = await openHouse({ env, onProgress: steps.step })
    const speed = countOf(values, 'speed', house.config.citySpeed)
    const ratePerMinute = countOf(values, 'rate', 60)
    const staff = staffFor(ratePerMinute / speed)
    const { stores } = await seed(house, {
      home,
      speed,
      staff,
      onProgress: steps.step,
      ...(catalogue ? { catalogue: resolve(catalogue) } : {}),
    })
    const report = await simulate({
      url: house.url!,
      sandboxUrl: house.sandboxUrl!,
      orders: countOf(values, 'orders', 100),
      ratePerMinute,
      speed,
      seed: countOf(values, 'seed', 1),
      accounts: demoAccounts({ stores: stores.length, ...staff }),
      stores,
      onProgress: steps.step,
    })
    steps.clear()
    const text = Object.entries(report).map(
      ([name, value]) => `${name.padEnd(22)} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
    )
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${text.join('\n')}\n`)
    return report.lost === 0 ? 0 : 1
  },
}

/** City minutes that an order takes of a picker, and of a rider with the way back; and how many more there are than just enough. */
const work = { pickMinutes: 3, rideMinutes: 8, spare: 2 }
const storesOfTheDemo = 6

/** Pickers and riders for a rate, in orders per minute of city time. */
function staffFor(perCityMinute: number): Staff {
  const perStore = (minutes: number) => Math.ceil((perCityMinute * minutes * work.spare) / storesOfTheDemo)
  return {
    pickersPerStore: Math.max(2, perStore(work.pickMinutes)),
    ridersPerStore: Math.max(3, perStore(work.rideMinutes)),
  }
}
