import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allTargets } from '../bin/house.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import { serviceTokens } from '../kit/auth.ts'
import { type Call, Calls } from '../kit/calls.ts'
import { silentLog } from '../kit/log.ts'
import { openMetrics } from '../kit/metrics.ts'
import { openPool, type Sql } from '../kit/sql.ts'
import { fetching, type Send } from './api.ts'

const program = fileURLToPath(new URL('../bin/tokri.ts', import.meta.url))

export interface Processes extends AsyncDisposable {
  readonly url: string
  readonly sandboxUrl: string
  readonly home: string
  readonly send: Send
  /** As one more process of the installation: asks each service where it runs. */
  readonly call: Call
  readonly sql: Sql
  /** `kill -9` of the process that runs this target; resolves when it is gone. */
  kill(target: string): Promise<void>
  /** Starts it again, as it was; resolves when it is ready. */
  start(target: string): Promise<void>
}

interface Member {
  readonly targets: readonly string[]
  readonly port: number
  child?: ChildProcess
}

/** Ports that are free now. They are held until all have been found, so that none comes twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Tokri as several processes, each begun by the command that people use, on one database. By default each service has its own. */
export async function openProcesses({
  groups = allTargets.map((target) => [target]),
  env = {},
  hear = () => {},
}: {
  groups?: string[][]
  env?: Record<string, string>
  /** Whatever the processes write to standard output and error. */
  hear?: (chunk: Buffer) => void
} = {}): Promise<Processes> {
  const stack = new AsyncDisposableStack()
  const home = await mkdtemp(join(tmpdir(), 'tokri-processes-'))
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const database = stack.use(await testDatabase())
  const ports = await freePorts(groups.length + 2)
  const [sandboxPort, internalPort] = [ports.pop()!, ports.pop()!]
  const members: Member[] = groups.map((targets, index) => ({ targets, port: ports[index]! }))
  const gateway = members.find((member) => member.targets.includes('gateway'))!
  const url = `http://127.0.0.1:${gateway.port}`
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  // A process with a gateway answers the others, and this test, at a port of its own.
  const portOf = (member: Member) => (member === gateway ? internalPort : member.port)
  const addresses = Object.fromEntries(
    members.flatMap((member) =>
      member.targets.filter((each) => each !== 'gateway').map((each) => [each, `http://127.0.0.1:${portOf(member)}`]),
    ),
  )
  const secret = randomBytes(32).toString('hex')
  const common = {
    PATH: process.env.PATH,
    TOKRI_HOST: '127.0.0.1',
    TOKRI_HOME: home,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'silent',
    TOKRI_CITY: 'still',
    TOKRI_RATE_LIMITS: 'off',
    TOKRI_DATABASE_URL: database.url,
    TOKRI_DATABASE_CONNECTIONS: members.length > 2 ? '4' : '20',
    TOKRI_INTERNAL_SECRET: secret,
    TOKRI_SECRET_KEY: randomBytes(32).toString('hex'),
    ...env,
  }

  const start = async (member: Member): Promise<void> => {
    const elsewhere = Object.entries(addresses).filter(([name]) => !member.targets.includes(name))
    const child = spawn(process.execPath, [program, 'serve', ...member.targets], {
      env: {
        ...common,
        ...Object.fromEntries(elsewhere.map(([name, address]) => [`TOKRI_${name.toUpperCase()}_URL`, address])),
        PORT: String(member.port),
        ...(member === gateway
          ? { TOKRI_INTERNAL_PORT: String(internalPort), TOKRI_SANDBOX_PORT: String(sandboxPort) }
          : { TOKRI_SANDBOX_URL: sandboxUrl }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    member.child = child
    let said = ''
    const ready = Promise.withResolvers<void>()
    const listen = (chunk: Buffer) => {
      hear(chunk)
      said = (said + chunk).slice(-4_000)
      if (said.includes('ready at')) ready.resolve()
    }
    child.stdout!.on('data', listen)
    child.stderr!.on('data', listen)
    child.once('exit', (code, signal) =>
      ready.reject(new Error(`${member.targets} ended with ${signal ?? code}: ${said}`)),
    )
    await ready.promise
  }

  const gone = async ({ child }: Member, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  stack.defer(async () => void (await Promise.all(members.map((member) => gone(member, 'SIGKILL')))))

  const memberOf = (target: string) => members.find((member) => member.targets.includes(target))!
  try {
    await Promise.all(members.map(start))
    const sql = openPool(database.options, 5)
    stack.defer(() => sql.end({ timeout: 1 }))
    const tokens = serviceTokens(secret)
    const calls = new Calls({
      metrics: openMetrics(),
      log: silentLog,
      addresses: Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, [address]])),
      token: (service) => tokens.make('test', service),
    })
    return {
      url,
      sandboxUrl,
      home,
      send: fetching(url),
      call: calls.call,
      sql,
      kill: (target) => gone(memberOf(target), 'SIGKILL'),
      start: (target) => start(memberOf(target)),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
