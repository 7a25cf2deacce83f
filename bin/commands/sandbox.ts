import { resolve } from 'node:path'
import { ConfigError, readConfig } from '../../kit/config.ts'
import { startSandbox } from '../../sandbox/start.ts'
import { processVariables } from '../config.ts'
import { type Command, textOf } from './command.ts'
import { untilSignal } from './terminal.ts'

export const sandbox: Command = {
  usage: '[--webhooks URL]',
  summary: 'Run only the stand-ins of Stripe, FCM, Twilio, SendGrid and Google Maps',
  details: `For several gateways, which then find it at TOKRI_SANDBOX_URL; its credentials are in TOKRI_HOME, which they share.
--webhooks URL     where Stripe's events go, such as http://127.0.0.1:8080/v1/webhooks/stripe
PORT is where it listens.`,
  options: { webhooks: { type: 'string' } },
  async run({ values }) {
    const config = readConfig(processVariables, process.env)
    if (config.env === 'production') throw new ConfigError(['The stand-ins do not run when TOKRI_ENV is production'])
    const url = textOf(values, 'webhooks')
    if (url !== undefined && !URL.canParse(url)) throw new Error(`--webhooks takes an address, not "${url}"`)
    const stop = untilSignal()
    await using running = await startSandbox({
      host: config.host,
      port: config.port,
      store: resolve(config.home, 'sandbox'),
      faults: config.env === 'test',
      ...(url ? { webhook: { url } } : {}),
    })
    process.stdout.write(`stand-ins: ready at ${running.url}\n`)
    await stop
    return 0
  },
}
