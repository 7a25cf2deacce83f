import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { ConfigError } from '../../kit/config.ts'
import { openLog, silentLog } from '../../kit/log.ts'
import { openPool, type Sql } from '../../kit/sql.ts'
import { type TestDatabase, testDatabase } from '../sql/testing.ts'
import { engineUrl } from '../testing.ts'
import { openBus } from './index.ts'
import { openImpostor } from './rabbitmq/testing/impostor.ts'
import { deleteStreams } from './rabbitmq/testing/members.ts'

const broker = new URL(engineUrl('rabbitmq'))
const prefix = `test-opening-${process.pid}`
let database: TestDatabase
let sql: Sql
before(async () => {
  database = await testDatabase()
  sql = openPool(database.options, 3)
})
after(async () => {
  await sql.end({ timeout: 1 })
  await database.dispose()
})

const open = (url: string, log = silentLog) =>
  openBus({ url, prefix, partitions: 2, sql, address: database.options, log })

const changed = (change: (url: URL) => void): string => {
  const url = new URL(broker.href)
  change(url)
  return url.href
}

async function listening(server: Server): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => open.add(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `amqp://guest:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

/** Opening fails with one sentence that names the variable and what is wrong, and no password. */
async function refuses(url: string, sentence: RegExp): Promise<void> {
  await assert.rejects(open(url), (error: Error) => {
    assert.ok(error instanceof ConfigError, String(error.stack))
    assert.match(error.message, /TOKRI_BROKER_URL/)
    assert.match(error.message, sentence)
    assert.doesNotMatch(error.message, /s3cret|\n/)
    return true
  })
}

test('a wrong password, user or virtual host is an error that says so', async () => {
  await refuses(
    changed((url) => {
      url.password = 's3cret'
    }),
    /RabbitMQ at \S+ refuses the user guest or its password/,
  )
  await refuses(
    changed((url) => {
      url.username = 'nobody'
    }),
    /refuses the user nobody/,
  )
  await refuses(
    changed((url) => {
      url.pathname = '/no%2Fwhere'
    }),
    /no virtual host "no\/where", or does not let guest in/,
  )
})

test('an address that cannot be right is an error before anybody is asked', async () => {
  await refuses('amqp://host/one/two', /more than one part/)
  await refuses('amqps://host/?ca=/no/such/file', /cannot be read: \/no\/such\/file/)
  await refuses('amqp://us%zzer:s3cret@host', /not followed by two hex digits/)
})

test('something else at the address is an error: a web server, one that greets, TLS where there is none, another AMQP', async () => {
  await using web = await listening(createHttpServer((_, answer) => answer.end('hello')))
  await refuses(web.url, /not RabbitMQ: it does not speak AMQP 0-9-1/)
  await using greeter = await listening(createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n')))
  await refuses(greeter.url, /not RabbitMQ/)
  await refuses(
    changed((url) => {
      url.href = url.href.replace('amqp:', 'amqps:')
    }),
    /does not speak TLS: amqp:\/\/ instead of amqps:\/\//,
  )
  await using other = await openImpostor('LavinMQ', '2.4.0')
  await refuses(other.url, /is LavinMQ, not RabbitMQ/)
})

test('a RabbitMQ without streams is an error that names the version', async () => {
  await using old = await openImpostor('RabbitMQ', '3.8.34')
  await refuses(old.url, /is 3\.8\.34; 3\.9 or newer is needed/)
})

test('one that refuses, says nothing or cannot be found is a warning, and Tokri goes on', {
  timeout: 30_000,
}, async () => {
  await using silent = await listening(createServer(() => {}))
  for (const url of ['amqp://guest:s3cret@127.0.0.1:1', silent.url, 'amqp://guest:s3cret@no-such-host.invalid']) {
    const lines: string[] = []
    const log = openLog({ level: 'info', service: 'test', destination: { write: (line) => lines.push(line) } })
    const bus = await open(url, log)
    assert.equal(lines.length, 1, lines.join(''))
    assert.match(lines[0]!, /"warn".*RabbitMQ \(TOKRI_BROKER_URL, .*cannot be reached/)
    assert.doesNotMatch(lines[0]!, /s3cret/)
    await assert.rejects(bus.check())
    await bus[Symbol.asyncDispose]()
  }
})

test('a name that belongs to a queue of somebody else is an error', async () => {
  const { connect } = await import('amqplib')
  const connection = await connect(broker.href)
  const channel = await connection.createChannel()
  await channel.assertQueue(`${prefix}.events-1`, { durable: true })
  await refuses(broker.href, /has a queue \S+ that is not a stream/)
  await channel.deleteQueue(`${prefix}.events-1`)
  await connection.close()
})

test('the number of streams is that of the log, whatever is wished for later', async () => {
  const bus = await open(broker.href)
  await bus[Symbol.asyncDispose]()
  const again = await openBus({
    url: broker.href,
    prefix,
    partitions: 9,
    sql,
    address: database.options,
    log: silentLog,
  })
  await again[Symbol.asyncDispose]()
  const { connect } = await import('amqplib')
  const connection = await connect(broker.href)
  const channel = await connection.createChannel()
  channel.on('error', () => {})
  await channel.checkQueue(`${prefix}.events-1`)
  await assert.rejects(channel.checkQueue(`${prefix}.events-2`))
  await connection.close()
  await deleteStreams(broker.href, prefix)
})
