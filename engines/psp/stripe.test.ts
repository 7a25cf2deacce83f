import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../sandbox/start.ts'
import type { PspEvent } from './port.ts'
import { type PayWith, type PspUnderTest, pspSuite } from './psp.suite.ts'
import { openStripe } from './stripe.ts'

pspSuite('stripe on the sandbox', openUnderTest)

async function openUnderTest(): Promise<PspUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-psp-'))
  const received: { body: string; signature: string }[] = []
  const changed = new EventTarget()
  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ body: Buffer.concat(chunks).toString(), signature: String(request.headers['stripe-signature']) })
    response.end()
    changed.dispatchEvent(new Event('webhook'))
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/webhooks/stripe`
  const sandbox = await startSandbox({ store: folder, webhook: { url }, faults: true })
  const { secretKey, publishableKey, webhookSecret } = sandbox.credentials.stripe
  const psp = await openStripe({ secretKey, publishableKey, apiUrl: sandbox.url })

  /** What the card form does: the publishable key and this one payment's secret. */
  async function asBrowser(clientSecret: string, deed: string, fields: Record<string, string>) {
    const body = new URLSearchParams({ ...fields, key: publishableKey, client_secret: clientSecret })
    const id = clientSecret.split('_secret_')[0]
    const response = await fetch(`${sandbox.url}/v1/payment_intents/${id}/${deed}`, { method: 'POST', body })
    const answer = (await response.json()) as { status?: string; error?: { code?: string; decline_code?: string } }
    return answer.status ?? answer.error?.decline_code ?? answer.error?.code ?? String(response.status)
  }

  return {
    psp,
    webhookSecret,
    pay: (clientSecret, method) => asBrowser(clientSecret, 'confirm', fieldsOf(method)),
    authenticate: (clientSecret, passed) =>
      asBrowser(clientSecret, '_authenticate', { result: passed ? 'complete' : 'fail' }),
    async webhook(wanted) {
      for (;;) {
        for (const each of received) {
          const event: PspEvent = psp.verifyWebhook(each.body, each.signature, webhookSecret)
          if (wanted(event)) return { ...each, event }
        }
        await new Promise((resolve) => changed.addEventListener('webhook', resolve, { once: true }))
      }
    },
    async loseAnswers(share) {
      const body = JSON.stringify({ stripe: { loseAnswers: share } })
      await fetch(`${sandbox.url}/_faults`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    },
    stranger: () => openStripe({ secretKey: 'sk_test_wrong', publishableKey, apiUrl: sandbox.url }),
    async [Symbol.asyncDispose]() {
      await psp[Symbol.asyncDispose]()
      await sandbox[Symbol.asyncDispose]()
      receiver.closeAllConnections()
      receiver.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function fieldsOf(method: PayWith): Record<string, string> {
  if ('vpa' in method) return { 'payment_method_data[type]': 'upi', 'payment_method_data[upi][vpa]': method.vpa }
  return {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': method.card,
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': method.year ?? String(new Date().getUTCFullYear() + 3),
    'payment_method_data[card][cvc]': method.cvc ?? '123',
  }
}
