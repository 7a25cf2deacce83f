import assert from 'node:assert/strict'
import { createECDH, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openSandboxForTest } from '../../sandbox/for-test.ts'
import { openBrowserDevice } from '../../sandbox/web-push/for-test.ts'
import { SendError } from '../send.ts'
import { pushSuite } from './push.suite.ts'
import { vapidKeysOf } from './vapid.ts'
import { openWebPush } from './webpush.ts'

type BrowserDevice = Awaited<ReturnType<typeof openBrowserDevice>>

function newKeys() {
  const curve = createECDH('prime256v1')
  curve.generateKeys()
  return vapidKeysOf(curve.getPrivateKey().toString('base64url').padStart(43, 'A'))
}

async function opened() {
  const { sandbox, faults, restart, close } = await openSandboxForTest()
  const keys = newKeys()
  const config = { ...keys, subject: 'mailto:shop@tokri.example', standIn: sandbox.url }
  const devices = new Map<string, BrowserDevice>()
  const subscribe = async () => {
    const device = await openBrowserDevice(sandbox.url, keys.publicKey)
    const token = JSON.stringify(device.subscription)
    devices.set(token, device)
    return { token, device }
  }
  return { push: await openWebPush(config), config, devices, subscribe, faults, restart, close }
}

pushSuite('web push on the sandbox', async () => {
  const { push, config, devices, subscribe, faults, restart, close } = await opened()
  return {
    push,
    device: async () => (await subscribe()).token,
    removedDevice: async () => {
      const { token, device } = await subscribe()
      await device.leave()
      return token
    },
    received: async (token) =>
      (await devices.get(token)!.read()).map(({ title, body, data }) => ({
        title: String(title),
        body: String(body),
        data: data as Record<string, unknown>,
      })),
    answerWith: (status) => faults({ webPush: { status } }),
    down: (down) => faults({ webPush: { down } }),
    withdrawSignIns: restart,
    stranger: () => openWebPush({ ...config, ...newKeys() }),
    [Symbol.asyncDispose]: async () => {
      await push[Symbol.asyncDispose]()
      await close()
    },
  }
})

test('a message that is sent again takes the place of the first, and lives as long as it is worth', async () => {
  const { push, subscribe, close } = await opened()
  const { token, device } = await subscribe()
  const message = {
    token,
    title: 'Arriving',
    body: 'Two minutes',
    ttlS: 300,
    link: 'https://tokri.example/orders/ord_1',
  }
  const idempotencyKey = randomUUID()
  await push.send(message, { idempotencyKey })
  await push.send(message, { idempotencyKey })
  const kept = await device.kept()
  assert.deepEqual(
    kept.map(({ ttlS }) => ttlS),
    [300],
  )
  // The service cannot read what it carries.
  assert.ok(!Buffer.from(kept[0]!.body, 'base64').includes('Arriving'))
  const [read] = await device.read()
  assert.deepEqual([read?.title, read?.link, read?.tag], ['Arriving', message.link, kept[0]!.topic])
  await push[Symbol.asyncDispose]()
  await close()
})

test('addresses inside are asked for nothing, by number or by name', async () => {
  const { push, subscribe, close } = await opened()
  const { device } = await subscribe()
  const { keys } = device.subscription
  assert.equal(push.whyRefused('https://push.example/abc'), undefined)
  for (const endpoint of [
    'http://push.example/abc',
    'https://10.0.0.7/abc',
    'https://[::1]/abc',
    'https://user:word@push.example/',
    'http://127.0.0.1:1/web-push/abc',
    'nowhere',
  ]) {
    assert.ok(push.whyRefused(endpoint), endpoint)
    const token = JSON.stringify({ endpoint, keys })
    await assert.rejects(
      push.send({ token, title: 'a', body: 'b' }, { idempotencyKey: randomUUID() }),
      (error) => error instanceof SendError && error.kind === 'invalid-recipient',
    )
  }
  // A name that leads inside is known only when it is looked up.
  const token = JSON.stringify({ endpoint: 'https://localhost:9/abc', keys })
  await assert.rejects(
    push.send({ token, title: 'a', body: 'b' }, { idempotencyKey: randomUUID() }),
    (error) => error instanceof SendError && error.code === 'EPRIVATE',
  )
  await push[Symbol.asyncDispose]()
  await close()
})
