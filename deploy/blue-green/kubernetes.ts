import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Color, Edge, Fleets } from './release.ts'

const execute = promisify(execFile)

/** Runs kubectl or helm. @throws with what it wrote to standard error */
export type Run = (program: 'kubectl' | 'helm', args: string[]) => Promise<string>

const runProgram: Run = async (program, args) => {
  try {
    return (await execute(program, args, { maxBuffer: 16 * 1024 * 1024, timeout: 900_000 })).stdout
  } catch (error) {
    throw new Error(
      `${program} ${args[0]}: ${(error as { stderr?: string }).stderr?.trim() || (error as Error).message}`,
    )
  }
}

export interface Cluster {
  readonly namespace: string
  readonly chart: string
  /** Files of values for the chart. */
  readonly values: readonly string[]
  /** Address of Prometheus, which has scraped both fleets. */
  readonly prometheusUrl: string
  /** How the machine that releases reaches a pod, such as through `kubectl proxy` or from inside the cluster. */
  gatewayUrl(podIp: string): string
  readonly run?: Run
}

/** Requests that gateways of a colour have answered, from Prometheus. */
const requestsOf = (color: Color, filter: string): string =>
  `sum(tokri_http_request_duration_seconds_count{target="gateway",color="${color}"${filter}}) or vector(0)`

/**
 * The edge in Kubernetes: the Service `tokri` selects the pods of one colour, and is turned by a patch of that selector.
 * The fleets are two releases of the chart.
 */
export function kubernetes(cluster: Cluster): { edge: Edge; fleets: Fleets } {
  const { namespace, chart, values } = cluster
  const run = cluster.run ?? runProgram
  const kubectl = (...args: string[]) => run('kubectl', ['--namespace', namespace, ...args])
  const ask = async (query: string): Promise<number> => {
    const url = `${cluster.prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    if (!answer.ok) throw new Error(`Prometheus answers ${answer.status}`)
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
    return Number(data.result[0]?.value[1] ?? 0)
  }
  const chartArgs = values.flatMap((file) => ['--values', file])

  return {
    edge: {
      async active() {
        const color = await kubectl(
          'get',
          'service',
          'tokri',
          '--output',
          'jsonpath={.spec.selector.tokri\\.dev/color}',
        )
        if (color !== 'blue' && color !== 'green') throw new Error(`the Service tokri selects "${color}"`)
        return color
      },
      async turn(to) {
        const patch = JSON.stringify({ spec: { selector: { 'tokri.dev/color': to } } })
        await kubectl('patch', 'service', 'tokri', '--patch', patch)
      },
      async counts(color) {
        const [requests, failed] = await Promise.all([
          ask(requestsOf(color, '')),
          ask(requestsOf(color, ',status=~"5.."')),
        ])
        return { requests, failed }
      },
    },
    fleets: {
      // The chart's hook Job migrates, before any pod of the new colour starts.
      async migrate() {},
      async start(color, version) {
        await run('helm', [
          ...['upgrade', '--install', `tokri-${color}`, chart, '--namespace', namespace, ...chartArgs],
          ...['--set', `color=${color}`, '--set', 'edge.enabled=false', '--set-string', `image.tag=${version}`],
          ...['--wait', '--timeout', '10m'],
        ])
      },
      async stop(color) {
        await run('helm', ['uninstall', `tokri-${color}`, '--namespace', namespace, '--wait', '--ignore-not-found'])
      },
      async gateways(color) {
        const selector = `app.kubernetes.io/component=gateway,tokri.dev/color=${color}`
        const ips = await kubectl(
          'get',
          'pods',
          '--selector',
          selector,
          '--output',
          'jsonpath={.items[*].status.podIP}',
        )
        return ips.split(/\s+/).filter(Boolean).map(cluster.gatewayUrl)
      },
    },
  }
}
