import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Color, Fleets } from './release.ts'

const execute = promisify(execFile)

/**
 * Plain machines: what starts and stops a fleet are commands of yours (systemd over ssh, say), given COLOR and VERSION in
 * their environment. `examples/machines.json` shows them.
 */
export interface Machines {
  readonly migrate: readonly string[]
  readonly start: readonly string[]
  readonly stop: readonly string[]
  readonly gateways: Readonly<Record<Color, readonly string[]>>
}

/** @throws with the command and what it wrote to standard error */
async function run(command: readonly string[], env: Record<string, string>): Promise<void> {
  const [program = '', ...args] = command
  try {
    await execute(program, args, { env: { ...process.env, ...env }, timeout: 900_000, maxBuffer: 16 * 1024 * 1024 })
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    throw new Error(`${command.join(' ')}: ${stderr?.trim().slice(-2_000) || message}`)
  }
}

export const machineFleets = (machines: Machines): Fleets => ({
  migrate: (version) => run(machines.migrate, { VERSION: version }),
  start: (color, version) => run(machines.start, { COLOR: color, VERSION: version }),
  stop: (color) => run(machines.stop, { COLOR: color }),
  gateways: async (color) => machines.gateways[color],
})
