import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'

export interface Shop extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  readonly storeIds: string[]
  readonly productIds: string[]
  readonly pid: number
  readonly http: Pool
  request(
    path: string,
    options?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; text: string }>
}

/** Starts the system under load and waits until its shelves are full. */
export async function openShop(options: { users: number; catalogue?: string; connections?: number }): Promise<Shop> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./server.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      BENCH_USERS: String(options.users),
      ...(options.catalogue ? { BENCH_CATALOGUE: options.catalogue } : {}),
    },
  })
  const [line] = await Promise.race([
    new Promise<[string]>((resolve) =>
      // Lines of the log come before it and after it, where they are wanted.
      createInterface({ input: child.stdout }).on('line', (text) => {
        if (text.includes('"databaseUrl"')) resolve([text])
      }),
    ),
    new Promise<never>((_, reject) => child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))),
  ])
  const told = JSON.parse(line) as { url: string; databaseUrl: string; storeIds: string[]; productIds: string[] }
  const http = new Pool(told.url.replace('localhost', '127.0.0.1'), {
    connections: options.connections ?? 32,
    pipelining: 1,
  })
  return {
    ...told,
    pid: child.pid!,
    http,
    async request(path, { method = 'GET', token, body, headers } = {}) {
      const answer = await http.request({
        path,
        method: method as 'GET',
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.statusCode, text: await answer.body.text() }
    },
    async [Symbol.asyncDispose]() {
      await http.close()
      child.stdin.end()
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)))
    },
  }
}

export const password = 'tokri-bench-1'

/** Logs users in, a few at a time: argon2id is meant to be slow. */
export async function logIn(shop: Shop, users: number): Promise<string[]> {
  const tokens: string[] = []
  for (let from = 0; from < users; from += 4) {
    const some = Array.from({ length: Math.min(4, users - from) }, (_, index) => from + index)
    tokens.push(
      ...(await Promise.all(
        some.map(async (index) => {
          const answer = await shop.request('/v1/auth/login', {
            method: 'POST',
            body: { email: `bench-${index}@demo.tokri`, password },
          })
          if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`)
          return (JSON.parse(answer.text) as { accessToken: string }).accessToken
        }),
      )),
    )
  }
  return tokens
}

export interface Figures {
  readonly perS: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly errors: number
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** A closed loop: `callers` at once, each beginning its next when it has its answer. */
export async function closedLoop(options: {
  callers: number
  seconds: number
  work: (turn: number, caller: number) => Promise<boolean>
}): Promise<Figures> {
  const times: number[] = []
  let errors = 0
  let turn = 0
  const began = performance.now()
  const until = began + options.seconds * 1_000
  const caller = async (_: unknown, id: number) => {
    while (performance.now() < until) {
      const at = performance.now()
      const ok = await options.work(turn++, id)
      if (ok) times.push(performance.now() - at)
      else errors += 1
    }
  }
  await Promise.all(Array.from({ length: options.callers }, caller))
  const seconds = (performance.now() - began) / 1_000
  times.sort((a, b) => a - b)
  return {
    perS: round(times.length / seconds, 1),
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
    errors,
  }
}

/** An open loop: requests begin at a fixed rate, whether or not earlier ones have ended, and waiting counts. */
export async function openLoop(options: {
  perS: number
  seconds: number
  work: (turn: number) => Promise<boolean>
}): Promise<Figures> {
  const times: number[] = []
  let errors = 0
  const total = Math.round(options.perS * options.seconds)
  const gapMs = 1_000 / options.perS
  const began = performance.now()
  const pending: Promise<void>[] = []
  for (let turn = 0; turn < total; turn += 1) {
    const due = began + turn * gapMs
    const wait = due - performance.now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    const from = Math.min(due, performance.now())
    pending.push(
      options.work(turn).then((ok) => {
        if (ok) times.push(performance.now() - from)
        else errors += 1
      }),
    )
  }
  await Promise.all(pending)
  const seconds = (performance.now() - began) / 1_000
  times.sort((a, b) => a - b)
  return {
    perS: round(times.length / seconds, 1),
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
    errors,
  }
}

/** The run in the middle, by requests per second. */
export const median = (runs: readonly Figures[]): Figures =>
  [...runs].sort((a, b) => a.perS - b.perS)[Math.floor(runs.length / 2)]!
