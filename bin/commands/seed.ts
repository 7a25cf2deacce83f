import { resolve } from 'node:path'
import { ConfigError } from '../../kit/config.ts'
import { openHouse } from '../house.ts'
import { seed } from '../seed/seed.ts'
import { ensureMap } from '../seed/site.ts'
import type { Command } from './command.ts'
import { progress } from './terminal.ts'

export const seedCommand: Command = {
  usage: '',
  summary: 'Fill an empty installation with the demo city, and stop',
  options: {},
  async run() {
    if (process.env.TOKRI_ENV === 'production')
      throw new ConfigError(['Demo data is refused when TOKRI_ENV is production'])
    const steps = progress()
    const home = resolve(process.env.TOKRI_HOME || '.tokri')
    await ensureMap(home, steps.step)
    await using house = await openHouse({ env: process.env, listen: false, onProgress: steps.step })
    await seed(house, {
      home,
      speed: house.config.city === 'alive' ? house.config.citySpeed : 1,
      onProgress: steps.step,
    })
    steps.clear()
    return 0
  },
}
