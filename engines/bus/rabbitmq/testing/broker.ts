import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { connect } from 'amqplib'

const run = promisify(execFile)
const script = fileURLToPath(new URL('../../../../deploy/engines/rabbitmq.sh', import.meta.url))

export interface OwnBroker extends AsyncDisposable {
  readonly url: string
  start(): Promise<void>
  /** `kill -9` of the Erlang machine. */
  kill(): Promise<void>
  /** `rabbitmqctl`. */
  control(...command: string[]): Promise<void>
}

/** A RabbitMQ of one test, which may be killed and starved. */
export async function openOwnBroker(): Promise<OwnBroker> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-rabbitmq-'))
  // It needs the ten ports from here on.
  const port = 20_000 + 10 * randomInt(900)
  const options = { env: { ...process.env, TOKRI_ENGINES_HOME: home, RABBITMQ_PORT: String(port) } }
  const start = async () => void (await run(script, ['start'], options))
  await start()
  const url = `amqp://guest:guest@127.0.0.1:${port}`
  // In the first seconds after its first stream was made RabbitMQ may forget about it when it is killed; not later.
  await makeStream(url)
  await run(script, ['stop'], options)
  await start()
  return {
    url,
    start,
    async kill() {
      process.kill(Number(await readFile(join(home, 'rabbitmq', 'pid'), 'utf8')), 'SIGKILL')
    },
    control: async (...command) => void (await run(script, ['ctl', ...command], options)),
    async [Symbol.asyncDispose]() {
      await run(script, ['wipe'], options)
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function makeStream(url: string): Promise<void> {
  const connection = await connect(url)
  const channel = await connection.createChannel()
  await channel.assertQueue('first', { durable: true, arguments: { 'x-queue-type': 'stream' } })
  await connection.close()
}
