import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const script = fileURLToPath(new URL('../../../../deploy/engines/kafka.sh', import.meta.url))
const run = promisify(execFile)

export interface OwnBroker extends AsyncDisposable {
  readonly url: string
  /** TLS with a login that may do everything, and with one that may do nothing; once it has been started. */
  readonly secureUrl: string
  readonly strangerUrl: string
  start(): Promise<void>
  /** As `kill` does, to a node (1 is the first) or, without one, to the only node. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT', node?: number): Promise<void>
}

/** A Kafka of a test's own, to be killed and started again: a folder of its own and ports from `port` on. */
export async function ownBroker(options: { port: number; nodes?: number; version?: string }): Promise<OwnBroker> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-kafka-'))
  const { port, nodes = 1, version } = options
  const env = {
    ...process.env,
    TOKRI_ENGINES_HOME: home,
    KAFKA_PORT: String(port),
    KAFKA_NODES: String(nodes),
    ...(version ? { KAFKA_VERSION: version } : {}),
  }
  let exported = ''
  const exportOf = (name: string) => new RegExp(`export ${name}='(.*)'`).exec(exported)![1]!
  return {
    url: `kafka://${Array.from({ length: nodes }, (_, index) => `127.0.0.1:${port + index * 10}`).join(',')}`,
    get secureUrl() {
      return exportOf('TOKRI_TEST_KAFKA_SECURE_URL')
    },
    get strangerUrl() {
      return exportOf('TOKRI_TEST_KAFKA_STRANGER_URL')
    },
    async start() {
      exported = (await run(script, ['start'], { env })).stdout
    },
    async kill(signal, node) {
      process.kill(Number(await readFile(join(home, 'kafka', node ? `node-${node}.pid` : 'pid'), 'utf8')), signal)
    },
    async [Symbol.asyncDispose]() {
      await run(script, ['wipe'], { env }).catch(() => {})
      await rm(home, { recursive: true, force: true })
    },
  }
}
