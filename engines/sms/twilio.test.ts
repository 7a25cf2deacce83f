import { openSandboxForTest } from '../../sandbox/for-test.ts'
import { smsSuite } from './sms.suite.ts'
import { openTwilio } from './twilio.ts'

smsSuite('twilio on the sandbox', async () => {
  const { sandbox, outbox, faults, close } = await openSandboxForTest()
  const config = { ...sandbox.credentials.twilio, apiUrl: sandbox.url }
  return {
    sms: await openTwilio(config),
    received: async (to) => (await outbox('sms', to)).map((message) => message.text),
    answerWith: (status) => faults({ twilio: { status } }),
    down: (down) => faults({ twilio: { down } }),
    stranger: () => openTwilio({ ...config, authToken: 'wrong-token' }),
    [Symbol.asyncDispose]: close,
  }
})
