import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { openSandboxForTest } from '../../sandbox/for-test.ts'
import { openFcm } from './fcm.ts'
import { pushSuite } from './push.suite.ts'

pushSuite('fcm on the sandbox', async () => {
  const { sandbox, outbox, faults, restart, close } = await openSandboxForTest()
  const config = { ...sandbox.credentials.fcm, apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/token` }
  return {
    push: await openFcm(config),
    device: async () => `device-${randomUUID()}`,
    removedDevice: async () => 'unregistered-device',
    received: async (token) =>
      (await outbox('push', token)).map(({ subject, text, data }) => ({ title: subject, body: text, data })),
    answerWith: (status) => faults({ fcm: { status } }),
    down: (down) => faults({ fcm: { down } }),
    withdrawSignIns: restart,
    stranger: () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      return openFcm({ ...config, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() })
    },
    [Symbol.asyncDispose]: close,
  }
})
