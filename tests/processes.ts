import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allTargets } from '../bin/house.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import { serviceTokens } from '../kit/auth.ts'
import { type Call, Calls } from '../kit/calls.ts'
import { silentLog } from '../kit/log.ts'
import { openMetrics } from '../kit/metrics.ts'
import type { Neighbours } from '../kit/neighbours.ts'
import { openPool, type Sql } from '../kit/sql.ts'
import { fetching, type Send } from './api.ts'
import { type FaultProxy, openFaultProxy } from './faults/proxy.ts'
import { freePorts } from './ports.ts'

const program = fileURLToPath(new URL('../bin/tokri.ts', import.meta.url))

export interface Processes extends AsyncDisposable {
  /** The first gateway. */
  readonly url: string
  /** Every copy of the gateway. */
  readonly urls: readonly string[]
  readonly sandboxUrl: string
  readonly home: string
  readonly send: Send
  /** As one more process of the installation: asks each service where it runs. */
  readonly call: Call
  readonly sql: Sql
  readonly databaseUrl: string
  /** `kill -9` of the process that runs this target, all its copies unless one is named; resolves when it is gone. */
  kill(target: string, copy?: number): Promise<void>
  /** SIGTERM, as who releases software does; resolves when it has ended by itself. */
  stop(target: string, copy?: number): Promise<void>
  /** Starts it again, as it was; resolves when it is ready. */
  start(target: string, copy?: number): Promise<void>
  /** SIGSTOP: it stands still with all that it holds. SIGCONT lets it go on. */
  freeze(target: string, copy?: number): void
  thaw(target: string, copy?: number): void
  /** What stands before a service, `postgres` or `sandbox`, of those that were asked for. */
  proxy(name: string): FaultProxy
  /** Where copies of a service are found, past any proxy. */
  addressesOf(target: string): readonly string[]
}

interface Member {
  readonly targets: readonly string[]
  readonly copy: number
  readonly port: number
  /** Where it answers other processes. */
  readonly internalPort: number
  child?: ChildProcess
}

export interface ProcessesOptions {
  /** Which targets run in one process; by default each has its own. */
  readonly groups?: string[][]
  /** How many processes run each group. */
  readonly copies?: number
  readonly env?: Record<string, string>
  /** Is handed whatever the processes write to standard output. */
  readonly listen?: (chunk: Buffer, targets: readonly string[]) => void
  /** Services, `postgres` and `sandbox` that the others reach through a fault proxy; the first copy of a service. */
  readonly proxied?: readonly string[]
  /** The scheme between services, for those with certificates. */
  readonly scheme?: 'http' | 'https'
  /** For the test's own calls. */
  readonly neighbours?: Neighbours
}

/** Tokri as several processes, each begun by the command that people use, on one database. */
export async function openProcesses({
  groups = allTargets.map((target) => [target]),
  copies = 1,
  env = {},
  listen = () => {},
  proxied = [],
  scheme = 'http',
  neighbours,
}: ProcessesOptions = {}): Promise<Processes> {
  const stack = new AsyncDisposableStack()
  const home = await mkdtemp(join(tmpdir(), 'tokri-processes-'))
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const database = stack.use(await testDatabase())
  const ports = await freePorts(2 * groups.length * copies + 1)
  const sandboxPort = ports.pop()!
  const members: Member[] = groups.flatMap((targets) =>
    Array.from({ length: copies }, (_, copy) => {
      const [port, second] = [ports.pop()!, ports.pop()!]
      // A process with a gateway answers the others, and this test, at a port of its own.
      return { targets, copy, port, internalPort: targets.includes('gateway') ? second : port }
    }),
  )
  const gateways = members.filter((member) => member.targets.includes('gateway'))
  const first = gateways[0]!
  const urls = gateways.map(({ port }) => `http://127.0.0.1:${port}`)
  const url = urls[0]!
  const directly = `http://127.0.0.1:${sandboxPort}`

  const proxies = new Map<string, FaultProxy>()
  const through = async (name: string, address: string): Promise<string> => {
    if (!proxied.includes(name)) return address
    const proxy = stack.use(await openFaultProxy(address))
    proxies.set(name, proxy)
    return proxy.url
  }
  const databaseUrl = await through('postgres', database.url)
  const sandboxUrl = await through('sandbox', directly)
  const addresses: Record<string, string[]> = {}
  for (const { targets, copy, internalPort } of members)
    for (const target of targets) {
      if (target === 'gateway') continue
      const address = `${scheme}://127.0.0.1:${internalPort}`
      addresses[target] = [...(addresses[target] ?? []), copy === 0 ? await through(target, address) : address]
    }

  const secret = randomBytes(32).toString('hex')
  const common = {
    PATH: process.env.PATH,
    TOKRI_HOST: '127.0.0.1',
    TOKRI_HOME: home,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'silent',
    TOKRI_CITY: 'still',
    TOKRI_STORES_WHEN_UNSTAFFED: 'promise',
    TOKRI_RATE_LIMITS: 'off',
    // Tests share few cores: what is late here is the machine.
    TOKRI_SHED_LAG_MS: '0',
    TOKRI_DATABASE_URL: databaseUrl,
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
        ...Object.fromEntries(elsewhere.map(([name, all]) => [`TOKRI_${name.toUpperCase()}_URL`, all.join()])),
        PORT: String(member.port),
        ...(member.targets.includes('gateway') ? { TOKRI_INTERNAL_PORT: String(member.internalPort) } : {}),
        ...(member === first ? { TOKRI_SANDBOX_PORT: String(sandboxPort) } : { TOKRI_SANDBOX_URL: sandboxUrl }),
      },
      stdio: ['ignore', 'pipe', process.env.TOKRI_LOG_LEVEL ? 'inherit' : 'pipe'],
    })
    member.child = child
    let said = ''
    const ready = Promise.withResolvers<void>()
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000)
      if (said.includes('ready at')) ready.resolve()
    }
    child.stdout!.on('data', hear)
    child.stdout!.on('data', (chunk: Buffer) => listen(chunk, member.targets))
    child.stderr?.on('data', hear)
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

  const membersOf = (target: string, copy?: number) =>
    members.filter((member) => member.targets.includes(target) && (copy === undefined || member.copy === copy))
  const all = async (target: string, copy: number | undefined, deed: (member: Member) => Promise<void> | undefined) => {
    await Promise.all(membersOf(target, copy).map(deed))
  }
  const signal = (target: string, copy: number | undefined, name: NodeJS.Signals) => {
    for (const { child } of membersOf(target, copy)) child?.kill(name)
  }
  try {
    await Promise.all(members.map(start))
    const sql = openPool(database.options, 5)
    stack.defer(() => sql.end({ timeout: 1 }))
    const tokens = serviceTokens(secret)
    const calls = new Calls({
      metrics: openMetrics(),
      log: silentLog,
      addresses,
      token: (service) => tokens.make('test', service),
      ...(neighbours ? { neighbours } : {}),
    })
    stack.use(calls)
    return {
      url,
      urls,
      sandboxUrl: directly,
      home,
      send: fetching(url),
      call: calls.call,
      sql,
      databaseUrl: database.url,
      kill: (target, copy) => all(target, copy, (member) => gone(member, 'SIGKILL')),
      stop: (target, copy) => all(target, copy, (member) => gone(member, 'SIGTERM')),
      start: (target, copy) => all(target, copy, start),
      freeze: (target, copy) => signal(target, copy, 'SIGSTOP'),
      thaw: (target, copy) => signal(target, copy, 'SIGCONT'),
      proxy(name) {
        const proxy = proxies.get(name)
        if (!proxy) throw new Error(`${name} was not asked for in 'proxied'`)
        return proxy
      },
      addressesOf: (target) => membersOf(target).map(({ internalPort }) => `${scheme}://127.0.0.1:${internalPort}`),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
