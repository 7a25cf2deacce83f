import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import Type from 'typebox'
import { operation } from '../contracts/operation.ts'
import { common, defineProblems, Problem } from '../contracts/problem.ts'
import { eventually } from '../tests/eventually.ts'
import { serviceTokens } from './auth.ts'
import { type Call, Calls, handle as handleOf } from './calls.ts'
import { currentContext, runInContext } from './context.ts'
import { openServer, type ServerOptions } from './http.ts'
import { addInternalRoutes } from './internal.ts'
import { silentLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { policy } from './resilience.ts'

const kitTest = defineProblems({ 'kit-test/taken': [409, 'It is taken'] } as const)

const Item = Type.Object({ name: Type.String({ maxLength: 20 }), tags: Type.Array(Type.String()) })
const Echo = operation('shelf.echo', { read: true, input: Item, output: Item })
const Keep = operation('shelf.keep', { idempotentBy: 'name', input: Item, output: Item })
const Refuse = operation('shelf.refuse', { read: true, input: Type.Object({}), output: Type.Object({}) })
const Break = operation('shelf.break', { read: true, input: Type.Object({}), output: Type.Object({}) })
const Trace = operation('shelf.trace', {
  read: true,
  input: Type.Object({}),
  output: Type.Object({ traceId: Type.String(), leftMs: Type.Number() }),
})
const Hang = operation('shelf.hang', { read: true, input: Type.Object({}), output: Type.Object({}) })
const Busy = operation('shelf.busy', { read: true, input: Type.Object({}), output: Type.Object({}) })
const Once = operation('shelf.once', { input: Type.Object({}), output: Type.Object({}) })

const handle = handleOf<Shelf>()
class Shelf {
  kept: { name: string; tags: string[] } | undefined
  asked = { busy: 0, once: 0 }
  /** Until then `shelf.hang` gives no answer. */
  released = Promise.withResolvers<object>()
}
const handlers = [
  handle(Echo, async (input) => {
    input.tags.push('seen')
    return input
  }),
  handle(Keep, async (input, shelf) => {
    shelf.kept ??= input
    return shelf.kept
  }),
  handle(Refuse, async () => {
    throw kitTest('kit-test/taken', {
      detail: 'By somebody',
      details: { by: 'usr_1' },
      fields: [{ path: '/x', message: 'is taken' }],
      headers: { 'retry-after': '7' },
    })
  }),
  handle(Break, async () => {
    throw new Error('the password is hunter2')
  }),
  handle(Trace, async () => {
    const { traceId, deadlineMs } = currentContext()!
    return { traceId, leftMs: (deadlineMs ?? 0) - Date.now() }
  }),
  handle(Hang, (_, { released }) => released.promise),
  handle(Busy, async (_, { asked }) => {
    asked.busy += 1
    if (asked.busy < 3) throw common('service/overloaded')
    return {}
  }),
  handle(Once, async (_, { asked }) => {
    asked.once += 1
    throw common('service/overloaded')
  }),
]

const tokens = serviceTokens('a secret that both know')
const newCalls = (
  addresses: Record<string, string[]> = {},
  token = (service: string) => tokens.make('test', service),
) => new Calls({ metrics: openMetrics(), log: silentLog, addresses, token })

/** A process that offers the shelf's operations to others. */
async function serve(shelf: Shelf) {
  const calls = newCalls()
  calls.offer(handlers, shelf)
  const options: ServerOptions = {
    log: silentLog,
    metrics: openMetrics(),
    authenticate: async () => {
      throw common('auth/invalid-token')
    },
    ready: async () => {},
  }
  const app = openServer(options)
  addInternalRoutes(app, { open: new Map(), calls, tokens, options })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, close: () => app.close() }
}

interface Side {
  call: Call
  shelf: Shelf
  close(): Promise<unknown>
}

const sides: Record<string, () => Promise<Side>> = {
  'in one process': async () => {
    const shelf = new Shelf()
    const calls = newCalls()
    calls.offer(handlers, shelf)
    return { call: calls.call, shelf, close: async () => {} }
  },
  'across processes': async () => {
    const shelf = new Shelf()
    const server = await serve(shelf)
    return { call: newCalls({ shelf: [server.url] }).call, shelf, close: server.close }
  },
}

const code = (wanted: string) => (error: unknown) => error instanceof Problem && error.code === wanted

for (const [where, open] of Object.entries(sides)) {
  let side: Side
  before(async () => {
    side = await open()
  })
  after(() => side.close())
  const it = (title: string, run: () => Promise<void>) => test(`${where}: ${title}`, { timeout: 30_000 }, run)

  it('an answer comes, typed by the contract', async () => {
    assert.deepEqual(await side.call(Echo, { name: 'atta', tags: ['flour'] }), {
      name: 'atta',
      tags: ['flour', 'seen'],
    })
  })

  it('input against the contract is refused with the field', async () => {
    const wrong = { name: 'a name that is far too long', tags: 'x' } as never
    await assert.rejects(side.call(Echo, wrong), (error: Problem) => {
      assert.equal(error.code, 'request/invalid')
      assert.equal(error.status, 400)
      assert.deepEqual(error.fields?.map((each) => each.path).sort(), ['/name', '/tags'])
      return true
    })
  })

  it('values are copied: neither side sees what the other does to them', async () => {
    const mine = { name: 'atta', tags: ['flour'] }
    await side.call(Echo, mine)
    assert.deepEqual(mine.tags, ['flour'])
    const kept = await side.call(Keep, mine)
    kept.tags.push('mine')
    mine.tags.push('also mine')
    assert.deepEqual(side.shelf.kept?.tags, ['flour'])
  })

  it('a problem is the same problem here', async () => {
    await assert.rejects(side.call(Refuse, {}), (error: Problem) => {
      assert.ok(error instanceof Problem)
      const { status, title, detail, details, fields, headers } = error
      assert.deepEqual(
        { code: error.code, status, title, detail, details, fields, headers },
        {
          code: 'kit-test/taken',
          status: 409,
          title: 'It is taken',
          detail: 'By somebody',
          details: { by: 'usr_1' },
          fields: [{ path: '/x', message: 'is taken' }],
          headers: { 'retry-after': '7' },
        },
      )
      return true
    })
  })

  it('what broke inside is told to nobody', async () => {
    await assert.rejects(side.call(Break, {}), (error: Problem) => {
      assert.equal(error.code, 'service/internal')
      assert.doesNotMatch(JSON.stringify(error.toBody()) + error.message, /hunter2/)
      return true
    })
  })

  it('trace and deadline go along', async () => {
    const traceId = 'abcdef0123456789abcdef0123456789'
    const deadlineMs = Date.now() + 3_000
    const answer = await runInContext({ traceId, deadlineMs }, () => side.call(Trace, {}))
    assert.equal(answer.traceId, traceId)
    assert.ok(answer.leftMs > 0 && answer.leftMs <= 3_000, `${answer.leftMs} ms left`)
  })

  it('after the deadline nobody is asked', async () => {
    const late = { traceId: 'abcdef0123456789abcdef0123456789', deadlineMs: Date.now() - 1 }
    await assert.rejects(
      runInContext(late, () => side.call(Echo, { name: 'a', tags: [] })),
      code('service/deadline'),
    )
  })

  it('an answer that does not come by the deadline is not waited for', async () => {
    const soon = { traceId: 'abcdef0123456789abcdef0123456789', deadlineMs: Date.now() + 150 }
    await assert.rejects(
      runInContext(soon, () => side.call(Hang, {})),
      code('service/deadline'),
    )
    side.shelf.released.resolve({})
  })

  it('an operation that nobody offers is named', async () => {
    const Nowhere = operation('nowhere.find', { read: true, input: Type.Object({}), output: Type.Object({}) })
    await assert.rejects(side.call(Nowhere, {}), (error: Problem) => {
      assert.equal(error.code, 'service/unavailable')
      assert.match(error.detail ?? '', /TOKRI_NOWHERE_URL/)
      return true
    })
  })
}

test('across processes: what may be repeated is tried again, what may not is not', async () => {
  const side = await sides['across processes']!()
  await side.call(Busy, {})
  assert.equal(side.shelf.asked.busy, 3)
  await assert.rejects(side.call(Once, {}), code('service/unavailable'))
  assert.equal(side.shelf.asked.once, 1)
  await side.close()
})

test('across processes: a copy that is gone is passed over for another', async () => {
  const shelf = new Shelf()
  const [dying, living] = [await serve(shelf), await serve(shelf)]
  const { call } = newCalls({ shelf: [dying.url, living.url] })
  await dying.close()
  for (let turn = 0; turn < 10; turn += 1) await call(Echo, { name: 'a', tags: [] })
  await living.close()
})

test('across processes: a neighbour that keeps failing is left alone, and asked again when it is back', async () => {
  let asked = 0
  let broken = true
  const tokenless = createServer((request, response) => {
    asked += 1
    request.resume()
    if (broken) return void request.socket.destroy()
    response.setHeader('content-type', 'application/json').end('{"name":"a","tags":[]}')
  })
  await new Promise<void>((resolve) => tokenless.listen(0, '127.0.0.1', resolve))
  const { call } = newCalls({ shelf: [`http://127.0.0.1:${(tokenless.address() as AddressInfo).port}`] })
  const ask = () => call(Echo, { name: 'a', tags: [] })
  while (asked < policy.breakerFailures) await assert.rejects(ask(), code('service/unavailable'))
  const reached = asked
  await assert.rejects(ask(), code('service/unavailable'))
  assert.equal(asked, reached, 'the breaker lets calls through')
  broken = false
  await eventually('the neighbour is asked again', async () => (await ask()).name === 'a')
  await new Promise((resolve) => tokenless.close(resolve))
})

test('across processes: an answer that is not ours is a fault of the neighbour, not a crash', async () => {
  const proxy = createServer((_request, response) => void response.writeHead(502).end('<html>Bad gateway</html>'))
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { call } = newCalls({ shelf: [`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`] })
  await assert.rejects(call(Echo, { name: 'a', tags: [] }), code('service/unavailable'))
  await new Promise((resolve) => proxy.close(resolve))
})

test('a forged, a foreign and a missing service token are refused, and nobody mistakes it for the user being logged out', async () => {
  const server = await serve(new Shelf())
  const foreign = serviceTokens('another secret')
  const send = (authorization?: string) =>
    fetch(`${server.url}/_call/shelf.echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify({ name: 'a', tags: [] }),
    })
  const none = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"aud":"tokri-internal"}').replaceAll('=', '')}.`
  for (const header of [
    undefined,
    'Bearer',
    'Bearer x.y.z',
    `Bearer ${none}`,
    `Bearer ${await foreign.make('x', 'shelf')}`,
  ])
    assert.equal((await send(header)).status, 401, String(header))
  assert.equal((await send(`Bearer ${await tokens.make('test', 'shelf')}`)).status, 200)
  const { call } = newCalls({ shelf: [server.url] }, () => foreign.make('test', 'shelf'))
  await assert.rejects(call(Echo, { name: 'a', tags: [] }), (error: Problem) => {
    assert.equal(error.code, 'service/unavailable')
    assert.match(error.detail ?? '', /TOKRI_INTERNAL_SECRET/)
    return true
  })
  await server.close()
})
