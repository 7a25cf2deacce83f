import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { haproxyEdge } from './haproxy.ts'
import { kubernetes } from './kubernetes.ts'
import { type Machines, machineFleets } from './machines.ts'
import { type Edge, type Fleets, type ReleaseSettings, release } from './release.ts'

/**
 *   node deploy/blue-green/cli.ts VERSION --plan deploy/blue-green/examples/machines.json
 *
 * Exit code 0: released. 1: the version was refused or rolled back, and the old fleet serves as before. 2: the plan is wrong.
 */
type Plan = { settings?: Partial<ReleaseSettings> } & (
  | { haproxy: { admin: string; mapFile: string }; machines: Machines }
  | { kubernetes: { namespace: string; chart: string; values: string[]; prometheusUrl: string; gatewayPort: number } }
)

function read(file: string): { edge: Edge; fleets: Fleets; settings?: Partial<ReleaseSettings> } {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan
  if ('haproxy' in plan)
    return { edge: haproxyEdge(plan.haproxy), fleets: machineFleets(plan.machines), settings: plan.settings }
  if ('kubernetes' in plan) {
    const { gatewayPort, ...cluster } = plan.kubernetes
    return { ...kubernetes({ ...cluster, gatewayUrl: (ip) => `http://${ip}:${gatewayPort}` }), settings: plan.settings }
  }
  throw new Error(`${file} has neither haproxy nor kubernetes`)
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { plan: { type: 'string' } }, allowPositionals: true })
  const version = positionals[0]
  if (!version || !values.plan) {
    process.stderr.write('node deploy/blue-green/cli.ts VERSION --plan FILE\n')
    return 2
  }
  const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`)
  const outcome = await release({ version, ...read(values.plan), say })
  say(outcome.kind === 'released' ? `${version} is released` : `${version} is ${outcome.kind}: ${outcome.reason}`)
  return outcome.kind === 'released' ? 0 : 1
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(2)
  },
)
