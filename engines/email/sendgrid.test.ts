import { openSandboxForTest } from '../../sandbox/for-test.ts'
import { emailSuite } from './email.suite.ts'
import { openSendgrid } from './sendgrid.ts'

emailSuite('sendgrid on the sandbox', async () => {
  const { sandbox, outbox, faults, close } = await openSandboxForTest()
  const config = { ...sandbox.credentials.sendgrid, apiUrl: sandbox.url }
  return {
    email: await openSendgrid(config),
    received: (to) => outbox('email', to),
    answerWith: (status) => faults({ sendgrid: { status } }),
    down: (down) => faults({ sendgrid: { down } }),
    stranger: () => openSendgrid({ ...config, apiKey: 'SG.wrong.wrong' }),
    [Symbol.asyncDispose]: close,
  }
})
