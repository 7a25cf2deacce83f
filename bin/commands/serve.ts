import { allTargets, openHouse } from '../house.ts'
import type { Command } from './command.ts'
import { progress, untilSignal } from './terminal.ts'

export const serve: Command = {
  usage: '[TARGET…]',
  summary: 'Run services: all of them, or the ones named',
  details: `Targets: ${allTargets.join(' ')}.
A service that does not run here is found at TOKRI_<SERVICE>_URL (addresses of its copies, separated by commas).
Without a gateway among the targets, PORT is where the others find these services.`,
  options: {},
  async run({ positionals }) {
    const steps = progress()
    const stop = untilSignal()
    await using house = await openHouse({ targets: positionals, env: process.env, onProgress: steps.step })
    steps.clear()
    const names = house.targets.join(', ')
    process.stdout.write(`${names}: ready at ${[house.url, house.internalUrl].filter(Boolean).join(' and ')}\n`)
    await stop
    return 0
  },
}
