import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { silentLog } from '../../kit/log.ts'
import { openRedis, type RedisConnection } from './index.ts'

/** A connection to Redis under test, with keys of its own. */
export const openTestRedis = (
  url: string,
  { secret = randomUUID(), log = silentLog }: { secret?: string; log?: typeof silentLog } = {},
): Promise<RedisConnection> => openRedis({ urls: url.split(','), variable: 'TOKRI_REDIS_URL', secret, log })

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export interface OwnRedis extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** `kill -9`; resolves when it is gone. What was in it is lost. */
  kill(): Promise<void>
  /** Starts it again at the same port, empty. */
  start(): Promise<void>
  /** Stops answering while its connections stay open, as a machine that hangs does. */
  pause(): void
  resume(): void
  /** Empties it. */
  flush(): Promise<void>
}

/** A Redis of one test's own, to be killed. `deploy/engines/redis.sh install` brings the program. */
export async function ownRedis(options: string[] = [], { started = true } = {}): Promise<OwnRedis> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'tokri-redis-'))
  let child: ChildProcess | undefined

  const ask = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: null })
    client.on('error', () => {})
    try {
      await client.connect()
      return await work(client)
    } finally {
      client.disconnect()
    }
  }
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...options]
    child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const ready = Promise.withResolvers<void>()
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000)
      if (said.includes('Ready to accept connections')) ready.resolve()
    })
    child.once('error', ready.reject)
    child.once('exit', (code, signal) => ready.reject(new Error(`redis-server ended with ${signal ?? code}: ${said}`)))
    ready.promise.catch(() => {})
    await ready.promise
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  if (started) await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    flush: () => ask(async (client) => void (await client.flushall())),
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface OwnCluster extends AsyncDisposable {
  readonly url: string
  readonly nodes: readonly OwnRedis[]
}

/** A cluster of one test's own: three masters, to be killed. */
export async function ownCluster(): Promise<OwnCluster> {
  const stack = new AsyncDisposableStack()
  try {
    const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--cluster-announce-ip', '127.0.0.1']
    const nodes: OwnRedis[] = []
    for (let count = 0; count < 3; count++) nodes.push(stack.use(await ownRedis(options)))
    const places = nodes.map(({ port }) => `127.0.0.1:${port}`)
    await promisify(execFile)('redis-cli', [
      '--cluster',
      'create',
      ...places,
      '--cluster-replicas',
      '0',
      '--cluster-yes',
    ])
    return {
      url: nodes.map(({ url }) => url).join(','),
      nodes,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
