import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { ConfigError } from '../../kit/config.ts'
import { openLog } from '../../kit/log.ts'
import { eventually } from '../../tests/eventually.ts'
import { engineUrl } from '../testing.ts'
import { openTestRedis, ownRedis } from './testing.ts'

const run = promisify(execFile)
const password = 'pass%2Fword-not-to-be-told'

/** The one sentence with which opening is refused. */
async function refusal(url: string): Promise<string> {
  const error = await openTestRedis(url).then(
    async (redis) => {
      await redis[Symbol.asyncDispose]()
      throw new Error('it was opened')
    },
    (each: unknown) => each,
  )
  assert.ok(error instanceof ConfigError, String(error))
  assert.match(error.message, /TOKRI_REDIS_URL/)
  assert.doesNotMatch(error.message, /word-not-to-be-told/)
  assert.doesNotMatch(error.message, /\n/)
  return error.message
}

async function listening(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Speaks so much of Redis' protocol that one may ask for its version. */
const oldRedis = (version: string) =>
  createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      for (const command of data.toString().split(/(?=^\*\d+\r$)/m)) {
        const name = /\r\n\$\d+\r\n(\w+)/.exec(command)?.[1]?.toLowerCase()
        if (name === 'hello') socket.write('-ERR unknown command `HELLO`\r\n')
        else if (name === 'info') {
          const info = `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`
          socket.write(`$${Buffer.byteLength(info)}\r\n${info}\r\n`)
        } else if (name) socket.write('+OK\r\n')
      }
    })
  })

describe('what only an operator can put right is refused with one sentence', () => {
  test('a wrong password, a missing one, and a user without rights', async () => {
    await using server = await ownRedis(['--requirepass', decodeURIComponent(password)])
    const at = `127.0.0.1:${server.port}`
    assert.match(await refusal(`redis://:${password}x@${at}`), /refuses the user or password/)
    assert.match(await refusal(`redis://nobody:${password}@${at}`), /refuses the user or password/)
    assert.match(await refusal(server.url), /wants a password/)
    await using redis = await openTestRedis(`redis://:${password}@${at}`)
    assert.ok(redis.ready)
    await redis.run((client) =>
      client.acl('SETUSER', 'reader', 'on', '>secret', '~*', '&*', '+@read', '+info', '+hello'),
    )
    assert.match(await refusal(`redis://reader:secret@${at}`), /lacks rights/)
    await redis.run((client) =>
      client.acl('SETUSER', 'tokri', 'on', '>secret', '~*', '&*', '+@all', '-@dangerous', '+info'),
    )
    await using least = await openTestRedis(`redis://tokri:secret@${at}`)
    assert.ok(least.ready)
  })

  test('a version that is too old', async () => {
    await using server = await listening(oldRedis('6.2.14'))
    assert.match(await refusal(server.url), /is 6\.2\.14, but Tokri needs 7 or newer/)
  })

  test('something that is not Redis', async () => {
    await using web = await listening(createHttpServer())
    assert.match(await refusal(web.url), /is not Redis/)
  })

  test('addresses that are none, or do not go together', async () => {
    await using server = await ownRedis()
    assert.match(await refusal('http://127.0.0.1:6379'), /redis:\/\/ or rediss:\/\//)
    assert.match(await refusal('redis://127.0.0.1/first'), /number of a database/)
    assert.match(
      await refusal('redis://127.0.0.1/99'.replace('127.0.0.1', `127.0.0.1:${server.port}`)),
      /no database 99/,
    )
    assert.match(await refusal('redis://a:1,rediss://a:2'), /mixes/)
    assert.match(await refusal('redis://:one@a:1,redis://:two@a:2'), /same user and password/)
    assert.match(await refusal(`${server.url},${server.url}`), /not a cluster/)
    assert.match(await refusal(`${engineUrl('redis-cluster').split(',')[0]}/1`), /has only 0/)
    assert.match(await refusal(`rediss://127.0.0.1:${server.port}?ca=/nowhere.pem`), /ca file/)
  })
})

test('TLS needs an authority that is known, and works with the one that is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-redis-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2']
  await run('openssl', [...request, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'])
  const tls = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no']
  await using plain = await ownRedis([], { started: false })
  await using server = await ownRedis([...tls, '--tls-port', String(plain.port)])
  assert.ok(server.port !== plain.port)
  assert.match(await refusal(`rediss://localhost:${plain.port}`), /certificate .* not trusted/)
  await using redis = await openTestRedis(`rediss://localhost:${plain.port}?ca=${cert}`)
  assert.ok(redis.ready)
  assert.match(await redis.check(), /^[78]\./)
  await rm(folder, { recursive: true })
})

test('unreachable at the start: a warning that names it, and a connection when it comes', {
  timeout: 60_000,
}, async () => {
  const lines: string[] = []
  const log = openLog({ level: 'warn', service: 'test', destination: { write: (line) => void lines.push(line) } })
  await using server = await ownRedis(['--requirepass', decodeURIComponent(password)], { started: false })
  await using redis = await openTestRedis(`redis://:${password}@127.0.0.1:${server.port}`, { log })
  assert.ok(!redis.ready)
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /TOKRI_REDIS_URL/)
  await assert.rejects(
    redis.run((client) => client.ping()),
    { code: 'service/unavailable' },
  )
  await assert.rejects(redis.check(), /cannot be reached/)
  await server.start()
  await eventually('it is connected', () => redis.ready)
  assert.equal(await redis.run((client) => client.ping()), 'PONG')
  assert.doesNotMatch(lines.join(''), /word-not-to-be-told/)
})

test('one that takes connections and says nothing holds nobody up', { timeout: 60_000 }, async () => {
  await using silent = await listening(createServer((socket) => void socket.on('error', () => {})))
  await using redis = await openTestRedis(silent.url)
  assert.ok(!redis.ready)
  await assert.rejects(
    redis.run((client) => client.ping()),
    { code: 'service/unavailable' },
  )
})

test('one that hangs is given up for a while, and taken up again by itself', { timeout: 60_000 }, async () => {
  const breaker: boolean[] = []
  await using server = await ownRedis()
  await using redis = await openTestRedis(server.url)
  const heard: boolean[] = []
  redis.onState((ready) => void heard.push(ready))
  server.pause()
  const failures = await Promise.allSettled(Array.from({ length: 20 }, () => redis.run((client) => client.get('x'))))
  assert.ok(failures.every((each) => each.status === 'rejected' && each.reason.code === 'service/unavailable'))
  await eventually('it counts as away', () => !redis.ready)
  server.resume()
  await eventually('it is taken up again', () => redis.ready)
  assert.equal(await redis.run((client) => client.ping()), 'PONG')
  assert.deepEqual([heard.at(0), heard.at(-1), breaker], [false, true, []])
})

test('a cluster is known by several addresses, or by the answer of one', async () => {
  const [first] = engineUrl('redis-cluster').split(',')
  for (const url of [engineUrl('redis-cluster'), first!]) {
    await using redis = await openTestRedis(url)
    assert.equal(redis.clustered, true)
    assert.match(await redis.check(), /cluster of 3 masters/)
    const keys = Array.from({ length: 30 }, (_, index) => `${redis.prefix}${index}`)
    await redis.run((client) => Promise.all(keys.map((key) => client.set(key, key, 'PX', 10_000))))
    assert.deepEqual(await redis.run((client) => Promise.all(keys.map((key) => client.get(key)))), keys)
  }
})

test('scripts are sent again to a server that was restarted', { timeout: 60_000 }, async () => {
  await using server = await ownRedis()
  await using redis = await openTestRedis(server.url)
  const add = redis.script('testAdd', 1, `return redis.call('INCRBY', KEYS[1], ARGV[1])`)
  assert.equal(await add(`${redis.prefix}n`, 2), 2)
  await server.kill()
  await eventually('it is away', () => !redis.ready)
  await server.start()
  await eventually('it is back', () => redis.ready)
  assert.equal(await add(`${redis.prefix}n`, 3), 3)
})
