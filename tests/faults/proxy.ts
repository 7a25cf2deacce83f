import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * What can happen to whatever is behind the proxy. `gone`: its port refuses; `frozen`: connections are taken and nothing
 * is said; `reset`: connections are torn; `slow`: every answer comes so much later.
 */
export type Fault = 'gone' | 'frozen' | 'reset' | 'slow'

export const faults: readonly Fault[] = ['gone', 'frozen', 'reset', 'slow']

export interface FaultProxy extends AsyncDisposable {
  readonly port: number
  /** `host:port` of the proxy. */
  readonly address: string
  /** The same address of an engine or service as before, but through the proxy: scheme, user, path and all are kept. */
  readonly url: string
  /** Connections that came in so far. */
  readonly connections: number
  /** Everything passes again. Frozen connections go on where they were. */
  pass(): Promise<void>
  /** Refuses new connections and ends those that are open. */
  refuse(): Promise<void>
  /** Takes connections and bytes, and passes nothing on, either way. */
  hang(): Promise<void>
  /** Tears what is open by RST, and what comes. */
  reset(): Promise<void>
  /** Answers come so much later. What is asked goes through at once, so that one round trip costs it once. */
  delay(ms: number): Promise<void>
  /** Tears the open connections by RST; new ones pass. */
  cut(): void
  /** Any of the above, by name; slow is by two seconds unless told. */
  apply(fault: Fault | 'none', options?: { slowMs?: number }): Promise<void>
}

const bufferBytesMax = 1024 * 1024

/** Where to connect. PostgreSQL's addresses may name the folder of a Unix socket in their query. */
function targetOf(target: string): { host: string; port: number } | { path: string } {
  const { protocol, hostname, port, searchParams } = new URL(target)
  const folder = searchParams.get('host')
  if (folder?.startsWith('/')) return { path: `${folder}/.s.PGSQL.${searchParams.get('port') ?? 5432}` }
  if (port === '') throw new Error(`${protocol}//${hostname}: the port must be named`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** By hand, since a parsed URL gets a slash after the host: addresses are compared and joined without. */
function throughProxy(target: string, port: number): string {
  const url = target.replace(/^([^:]+:\/\/(?:[^@/]*@)?)[^/?]+/, `$1127.0.0.1:${port}`)
  return url.replace(/\?.*$/, (query) => {
    const rest = new URLSearchParams(query)
    if (!rest.get('host')?.startsWith('/')) return query
    rest.delete('host')
    rest.delete('port')
    return rest.size > 0 ? `?${rest}` : ''
  })
}

/**
 * By RST where there is such a thing: not on the Unix socket behind. A socket that is being shut down already cannot be reset
 * either: Node would wait for it for ever when the process ends.
 */
function tear(socket: Socket): void {
  if (socket.connecting || socket.writableEnded) socket.destroy()
  else
    try {
      socket.resetAndDestroy()
    } catch {
      socket.destroy()
    }
}

/**
 * A TCP proxy of a few lines before any engine or service, for tests that take things away.
 *
 * @param target an address such as `redis://127.0.0.1:16379/3` or `http://127.0.0.1:8080`; with a port
 * @param options.port where to listen; a free one unless told (engines that tell clients their own address need theirs)
 */
export async function openFaultProxy(target: string, { port = 0 }: { port?: number } = {}): Promise<FaultProxy> {
  const to = targetOf(target)
  const open = new Set<Socket>()
  let mode: 'pass' | 'hang' | 'reset' = 'pass'
  let delayMs = 0
  let count = 0
  let thawed = Promise.withResolvers<void>()
  thawed.resolve()

  /** Carries bytes one way, in order: each chunk leaves when its delay is over and nothing is frozen. */
  const carry = (from: Socket, onto: Socket, delayed: boolean) => {
    let tail = Promise.resolve()
    let buffered = 0
    const later = (dueMs: number, work: () => void) => {
      tail = tail.then(async () => {
        const leftMs = dueMs - performance.now()
        if (leftMs > 0) await pause(leftMs)
        await thawed.promise
        work()
      })
    }
    const due = () => performance.now() + (delayed ? delayMs : 0)
    from.on('data', (chunk) => {
      buffered += chunk.length
      if (buffered > bufferBytesMax) from.pause()
      later(due(), () => {
        buffered -= chunk.length
        if (from.isPaused() && buffered <= bufferBytesMax) from.resume()
        if (!onto.destroyed) onto.write(chunk)
      })
    })
    from.on('end', () => later(due(), () => onto.end()))
    from.on('error', () => tear(onto))
    from.on('close', () => open.delete(from))
  }

  const join = (near: Socket) => {
    if (near.destroyed) return
    const far = connect({ ...to, allowHalfOpen: true, noDelay: true })
    open.add(far)
    carry(near, far, false)
    carry(far, near, true)
  }

  let server: Server
  const listen = async (at: number): Promise<number> => {
    server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      count += 1
      open.add(near)
      near.on('error', () => {}).on('close', () => open.delete(near))
      if (mode === 'reset') return void tear(near)
      // What is sent while everything is frozen waits in the socket.
      void thawed.promise.then(() => join(near))
    })
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const listening = await listen(port)

  const cut = () => {
    for (const each of open) tear(each)
    open.clear()
  }
  const thaw = () => thawed.resolve()
  const set = async (next: typeof mode, ms = 0) => {
    delayMs = ms
    mode = next
    if (next !== 'hang') thaw()
    if (!server.listening) await listen(listening)
  }

  const proxy: FaultProxy = {
    port: listening,
    address: `127.0.0.1:${listening}`,
    url: throughProxy(target, listening),
    get connections() {
      return count
    },
    pass: () => set('pass'),
    delay: (ms) => set('pass', ms),
    async hang() {
      await set('pass')
      mode = 'hang'
      thawed = Promise.withResolvers()
    },
    async reset() {
      await set('reset')
      cut()
    },
    async refuse() {
      await set('pass')
      const closed = once(server, 'close')
      server.close()
      for (const each of open) each.destroy()
      open.clear()
      await closed
    },
    cut,
    apply(fault, { slowMs = 2_000 } = {}) {
      const deeds = {
        none: proxy.pass,
        gone: proxy.refuse,
        frozen: proxy.hang,
        reset: proxy.reset,
        slow: () => proxy.delay(slowMs),
      }
      return deeds[fault]()
    },
    async [Symbol.asyncDispose]() {
      for (const each of open) each.destroy()
      thaw()
      if (server.listening) await new Promise((done) => server.close(done))
    },
  }
  return proxy
}
