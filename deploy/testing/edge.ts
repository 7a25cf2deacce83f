import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../../tests/ports.ts'
import type { Color } from '../blue-green/release.ts'

const folder = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))

export interface TestEdge extends AsyncDisposable {
  readonly url: string
  readonly plainUrl: string
  readonly port: number
  /** What the clients trust, PEM. */
  readonly authority: string
}

export interface TestHaproxy extends TestEdge {
  readonly admin: string
  readonly mapFile: string
  readonly metricsUrl: string
}

/** A certificate for localhost, signed by an authority of its own. */
async function certify(home: string): Promise<{ authority: string; pem: string }> {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: home, stdio: 'pipe' })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', 'edge.key', '-out', 'edge.csr')
  await writeFile(join(home, 'ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
  openssl(
    'x509',
    '-req',
    '-in',
    'edge.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'ext',
    '-out',
    'edge.crt',
  )
  const pem = join(home, 'edge.pem')
  await writeFile(
    pem,
    (await readFile(join(home, 'edge.crt'), 'utf8')) + (await readFile(join(home, 'edge.key'), 'utf8')),
  )
  return { authority: await readFile(join(home, 'ca.pem'), 'utf8'), pem }
}

/** Resolves when the port takes connections. @throws when the program has ended instead */
async function listening(child: ChildProcess, url: string, said: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${url}: ended with ${child.exitCode}: ${said()}`)
    try {
      await (await fetch(url, { redirect: 'manual' })).arrayBuffer()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error(`${url} does not answer: ${said()}`)
}

/** Runs a program that writes to a file: Nginx opens its standard output by name, which a pipe of ours is not. */
function run(program: string, args: string[], options: { cwd: string; env?: Record<string, string> }) {
  const log = join(options.cwd, 'log')
  const out = openSync(log, 'a')
  const child = spawn(program, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', out, out],
  })
  closeSync(out)
  return {
    child,
    said: () => readFileSync(log, 'utf8').slice(-4_000),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), 3_000)
      await exited
      clearTimeout(hard)
    },
  }
}

/** The shipped HAProxy configuration in front of gateways on this machine. */
export async function openHaproxy(backends: Record<Color, readonly number[]>): Promise<TestHaproxy> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-haproxy-'))
  const [http, https, metrics] = (await freePorts(3)) as [number, number, number]
  const { authority, pem } = await certify(home)
  const mapFile = join(home, 'color.map')
  const admin = join(home, 'admin.sock')
  await writeFile(mapFile, 'active blue\n')
  // The shipped file with the addresses of this machine.
  const shipped = await readFile(join(folder('edge/haproxy'), 'backends.cfg'), 'utf8')
  const local = shipped
    .split('\n\n')
    .map((section) => {
      const color = /^backend (\w+)/m.exec(section)?.[1] as Color | undefined
      if (!color) return section
      const servers = backends[color].map((port, index) => `  server copy-${index + 1} 127.0.0.1:${port}`)
      return [...section.split('\n').filter((line) => !/^\s*server /.test(line)), ...servers, ''].join('\n')
    })
    .join('\n')
  await writeFile(join(home, 'backends.cfg'), local)
  const running = run(
    'haproxy',
    ['-db', '-f', join(folder('edge/haproxy'), 'haproxy.cfg'), '-f', join(home, 'backends.cfg')],
    {
      cwd: home,
      env: {
        EDGE_HTTP: `127.0.0.1:${http}`,
        EDGE_HTTPS: `127.0.0.1:${https}`,
        EDGE_CERTIFICATE: pem,
        EDGE_MAP: mapFile,
        EDGE_ADMIN: admin,
        EDGE_METRICS: `127.0.0.1:${metrics}`,
      },
    },
  )
  const dispose = async () => {
    await running.stop()
    await rm(home, { recursive: true, force: true })
  }
  try {
    await listening(running.child, `http://127.0.0.1:${http}`, running.said)
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    url: `https://localhost:${https}`,
    plainUrl: `http://localhost:${http}`,
    port: https,
    authority,
    admin,
    mapFile,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    [Symbol.asyncDispose]: dispose,
  }
}

/** The shipped Nginx configuration in front of gateways on this machine. */
export async function openNginx(gateways: readonly number[]): Promise<TestEdge> {
  const home = await mkdtemp(join(tmpdir(), 'tokri-nginx-'))
  const [http, https] = (await freePorts(2)) as [number, number]
  const { authority, pem } = await certify(home)
  const read = (name: string) => readFile(join(folder('edge/nginx'), name), 'utf8')
  const upstream = (await read('upstream.conf'))
    .split('\n')
    .filter((line) => !/^\s*server /.test(line))
    .join('\n')
    .replace(
      'keepalive',
      `${gateways.map((port) => `server 127.0.0.1:${port} max_fails=2 fail_timeout=5s;`).join('\n  ')}\n  keepalive`,
    )
  const listen = (await read('listen.conf'))
    .replace('listen 80;', `listen 127.0.0.1:${http};`)
    .replace('listen 443 ', `listen 127.0.0.1:${https} `)
    .replaceAll('/etc/tokri/edge.pem', pem)
  await Promise.all([
    writeFile(join(home, 'upstream.conf'), upstream),
    writeFile(join(home, 'listen.conf'), listen),
    writeFile(join(home, 'gateway.conf'), await read('gateway.conf')),
    writeFile(join(home, 'nginx.conf'), await read('nginx.conf')),
  ])
  const running = run('nginx', ['-p', home, '-c', join(home, 'nginx.conf'), '-g', 'daemon off;'], { cwd: home })
  const dispose = async () => {
    await running.stop()
    await rm(home, { recursive: true, force: true })
  }
  try {
    await listening(running.child, `http://127.0.0.1:${http}`, running.said)
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    url: `https://localhost:${https}`,
    plainUrl: `http://localhost:${http}`,
    port: https,
    authority,
    [Symbol.asyncDispose]: dispose,
  }
}
