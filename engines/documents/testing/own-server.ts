import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePorts } from '../../../tests/ports.ts'

const script = fileURLToPath(new URL('../../../deploy/engines/ferretdb.sh', import.meta.url))
const run = promisify(execFile)

export interface OwnServer extends AsyncDisposable {
  readonly url: string
  /** `kill -9`. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** A server for one test, which it may kill. */
export async function openOwnServer(): Promise<OwnServer> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-ferretdb-'))
  const [port] = await freePorts(1)
  const env = { ...process.env, TOKRI_ENGINES_HOME: home, FERRETDB_PORT: String(port) }
  const start = async () => (await run('bash', [script, 'start'], { env })).stdout
  const url = /'(.*)'/.exec(await start())![1]!
  return {
    url,
    async start() {
      await start()
    },
    async kill() {
      process.kill(Number(await readFile(join(home, 'ferretdb', 'pid'), 'utf8')), 'SIGKILL')
    },
    async [Symbol.asyncDispose]() {
      await run('bash', [script, 'wipe'], { env })
      await rm(home, { recursive: true, force: true })
    },
  }
}
