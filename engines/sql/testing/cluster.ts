import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type Postgres from 'postgres'
import { postgres } from '../../../kit/driver.ts'

/**
 * A PostgreSQL of the system's own packages, for tests that the embedded one cannot serve: replicas, TLS, a killed or
 * frozen server. It is a child of the test, on loopback, in a folder of its own.
 */
export interface Cluster extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly dir: string
  /** For the test itself: one connection, made anew when it was lost. */
  readonly sql: Postgres.Sql
  /** Starts it again after `kill` or `stop`; resolves when it answers. */
  start(): Promise<void>
  /** `kill -9` of the postmaster; the server's other processes end by themselves. */
  kill(): Promise<void>
  stop(): Promise<void>
  /** Stands still, and goes on: as a machine that hangs. */
  freeze(): void
  thaw(): void
  /** A streaming replica of it. */
  follow(): Promise<Cluster>
  promote(): Promise<void>
}

const root = '/usr/lib/postgresql'

function programs(): string {
  const found = existsSync(root) ? readdirSync(root).filter((each) => existsSync(join(root, each, 'bin/initdb'))) : []
  const newest = found.sort((a, b) => Number(b) - Number(a))[0]
  if (!newest) throw new Error(`There is no PostgreSQL in ${root}: deploy/engines/postgresql.sh install`)
  return join(root, newest, 'bin')
}

/** PostgreSQL refuses to run as root: then it runs as the account that its packages have made. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Makes and starts a cluster. @param options.settings lines of postgresql.conf @param options.hba lines before the others */
export async function openCluster(options: { settings?: string; hba?: string; tls?: boolean } = {}): Promise<Cluster> {
  const bin = programs()
  const as = account()
  const home = mkdtempSync(join(tmpdir(), 'tokri-cluster-'))
  chmodSync(home, 0o755)
  if (as) chownSync(home, as.uid, as.gid)
  const password = randomBytes(12).toString('hex')
  const dir = join(home, 'data')
  const run = (program: string, args: string[], env: Record<string, string> = {}) =>
    execFileSync(join(bin, program), args, {
      ...as,
      cwd: home,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (as) chownSync(passwordFile, as.uid, as.gid)
  run('initdb', [
    '-D',
    dir,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--no-sync',
  ])
  if (options.hba) {
    const file = join(dir, 'pg_hba.conf')
    const others = execFileSync('cat', [file], { encoding: 'utf8' })
    writeFileSync(file, `${options.hba}\n${others}`)
  }
  const common = `max_connections = 200\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nlog_min_messages = fatal\n${options.settings ?? ''}\n`
  const members: Cluster[] = []

  const member = async (data: string): Promise<Cluster> => {
    const port = await freePort()
    appendFileSync(join(data, 'postgresql.conf'), `\n${common}port = ${port}\n`)
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
    const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5, backoff: () => 0.1 })
    let child: ChildProcess | undefined
    const gone = async (signal: NodeJS.Signals) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill(signal)
      await exited
    }
    const cluster: Cluster = {
      url,
      port,
      dir: data,
      sql,
      async start() {
        for (let tries = 0; ; tries += 1) {
          if (!child || child.exitCode !== null || child.signalCode !== null)
            child = spawn(join(bin, 'postgres'), ['-D', data], { ...as, cwd: home, stdio: 'ignore' })
          try {
            await sql`select 1`
            return
          } catch (error) {
            if (tries > 300) throw error
            await pause(100)
          }
        }
      },
      kill: () => gone('SIGKILL'),
      stop: () => gone('SIGINT'),
      freeze: () => void child?.kill('SIGSTOP'),
      thaw: () => void child?.kill('SIGCONT'),
      async follow() {
        const copy = `${data}-${members.length}`
        run(
          'pg_basebackup',
          ['-D', copy, '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-R', '-X', 'stream', '-c', 'fast'],
          {
            PGPASSWORD: password,
          },
        )
        return member(copy)
      },
      async promote() {
        await sql`select pg_promote()`
      },
      async [Symbol.asyncDispose]() {
        await sql.end({ timeout: 0 }).catch(() => {})
        await gone('SIGQUIT')
        if (members[0] === cluster) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
      },
    }
    members.push(cluster)
    await cluster.start()
    return cluster
  }

  if (options.tls) makeCertificate(dir, as)
  return member(dir)
}

/** A certificate for `localhost`, signed by itself: clients name it as sslrootcert, `<dir>/server.crt`. */
function makeCertificate(dir: string, as: { uid: number; gid: number } | undefined): void {
  const [key, certificate] = [join(dir, 'server.key'), join(dir, 'server.crt')]
  execFileSync(
    'openssl',
    [
      'req',
      '-new',
      '-x509',
      '-days',
      '2',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  )
  chmodSync(key, 0o600)
  if (as) for (const file of [key, certificate]) chownSync(file, as.uid, as.gid)
  appendFileSync(join(dir, 'postgresql.conf'), '\nssl = on\n')
}
