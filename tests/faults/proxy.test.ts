import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { type FaultProxy, openFaultProxy } from './proxy.ts'

let echo: Server
let proxy: FaultProxy

before(async () => {
  echo = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await openFaultProxy(`redis://user:secret@127.0.0.1:${(echo.address() as AddressInfo).port}/3`)
})
beforeEach(() => proxy.pass())
after(async () => {
  await proxy[Symbol.asyncDispose]()
  echo.close()
})

async function dial(): Promise<Socket> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' })
  // Who waits for an error hears it all the same.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}
const say = async (socket: Socket, text: string) => {
  socket.write(text)
  return String((await once(socket, 'data'))[0])
}

test('what is asked is answered, and the address is the same but for the host and port', async () => {
  const socket = await dial()
  assert.equal(await say(socket, 'hello'), 'hello')
  assert.equal(proxy.url, `redis://user:secret@127.0.0.1:${proxy.port}/3`)
  const big = Buffer.alloc(3_000_000, 'x')
  let length = 0
  socket.on('data', (chunk) => {
    length += chunk.length
  })
  socket.end(big)
  await once(socket, 'close')
  assert.equal(length, big.length)
})

test('gone: open connections end, new ones are refused, and it is back at the same port', async () => {
  const socket = await dial()
  await say(socket, 'a')
  const closed = once(
    socket.on('error', () => {}),
    'close',
  )
  await proxy.refuse()
  await closed
  await assert.rejects(dial(), { code: 'ECONNREFUSED' })
  await proxy.pass()
  assert.equal(await say(await dial(), 'b'), 'b')
})

test('frozen: nothing comes, on old connections and on new ones; then all of it does', async () => {
  const [old, idle] = [await dial(), await dial()]
  await say(old, 'a')
  await proxy.hang()
  const heard: string[] = []
  const fresh = await dial()
  for (const [socket, text] of [
    [old, 'old'],
    [fresh, 'new'],
  ] as const) {
    socket.on('data', (chunk) => heard.push(String(chunk)))
    socket.write(text)
  }
  // A connection that passes is the proof that time enough has gone by.
  await new Promise((done) => setTimeout(done, 100))
  assert.deepEqual(heard, [])
  const both = Promise.all([once(old, 'data'), once(fresh, 'data')])
  await proxy.pass()
  await both
  assert.deepEqual(heard.sort(), ['new', 'old'])
  assert.equal(await say(idle, 'c'), 'c')
})

test('reset: open connections and new ones are torn', async () => {
  const socket = await dial()
  await say(socket, 'a')
  const torn = once(socket, 'error')
  await proxy.reset()
  assert.equal((await torn)[0].code, 'ECONNRESET')
  const next = connect({ port: proxy.port, host: '127.0.0.1' })
  assert.equal((await once(next, 'error'))[0].code, 'ECONNRESET')
})

test('slow: one round trip costs the delay once, however many chunks it has', async () => {
  const socket = await dial()
  await proxy.delay(150)
  const began = performance.now()
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  for (const each of ['a', 'b', 'c']) {
    socket.write(each)
    await new Promise((done) => setImmediate(done))
  }
  while (heard !== 'abc') await once(socket, 'data')
  assert.ok(performance.now() - began >= 145)
})
