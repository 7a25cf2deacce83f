import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyReply, LogController } from 'fastify'
import { startClockwork } from './clockwork.ts'
import { loadCredentials, type SandboxCredentials } from './credentials.ts'
import { Faults, type Provider, providerOf } from './faults.ts'
import { parseForm } from './form.ts'
import { googleMapsApi } from './maps/google.ts'
import { gridOf, type Place } from './maps/grid.ts'
import { osrmApi } from './maps/osrm.ts'
import { fcmApi } from './messages/fcm.ts'
import { openOutbox } from './messages/outbox.ts'
import { sendgridApi } from './messages/sendgrid.ts'
import { twilioApi } from './messages/twilio.ts'
import { outboxPages } from './outbox/pages.ts'
import { openStore, prune } from './store.ts'
import { stripeApi } from './stripe/api.ts'
import { nextDue, openBank, takeDue } from './stripe/bank.ts'
import { browserPart } from './stripe/browser.ts'
import { settlePayment } from './stripe/payment-intents.ts'
import { settleRefund } from './stripe/refunds.ts'
import { startWebhooks } from './stripe/webhooks.ts'
import { webPushApi } from './web-push/service.ts'

export { loadCredentials, type SandboxCredentials } from './credentials.ts'
export type { Faults } from './faults.ts'
export type { Message } from './messages/outbox.ts'

export type SandboxOptions = {
  /** Loopback unless said otherwise: the stand-ins are for one machine. */
  host?: string
  /** 0 takes a free one. */
  port?: number
  /** Folder of the store and of `credentials.json`; made when absent. */
  store: string
  /** Where Stripe's events go; `webhookTo` may name it later. Secret: from the credentials when absent. */
  webhook?: { url?: string; secret?: string }
  /** Lets `POST /_faults` switch misbehaviour on. For tests; never behind a gateway. */
  faults?: boolean
  /** Named places that the stand-in of Google Maps can geocode; the street maps end some way around them. */
  places?: Place[]
  logger?: FastifyBaseLogger
}

export type Sandbox = AsyncDisposable & {
  /** Such as `http://127.0.0.1:4242`, without a slash at the end. */
  url: string
  credentials: SandboxCredentials
  /** Where Stripe's events go from now on: for a shop that knows its own address only after the sandbox has started. */
  webhookTo: (url: string) => void
  /** Sends every webhook that waits for its next try now. */
  deliverWebhooksNow: () => void
}

const pruneEveryMs = 10 * 60_000

/** Starts the stand-ins of Stripe, FCM, a push service of browsers, Twilio, SendGrid, Google Maps and OSRM, and the page that shows what they received. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, webhook = {} } = options
  const credentials = loadCredentials(options.store)
  const store = openStore(options.store)
  const outbox = openOutbox(store)
  const nowMs = Date.now
  let faults: Faults = {}
  let webhookUrl = webhook.url

  const secret = webhook.secret ?? credentials.stripe.webhookSecret
  const webhooks = startWebhooks(store, { url: () => webhookUrl, secret }, () => faults.stripe ?? {})
  const bank = openBank(store, nowMs, '2026-10-28.endive', webhooks.enqueue)
  const deeds = startClockwork(
    () => {
      const due = nextDue(bank)
      if (due === undefined || due > nowMs()) return due
      store.transact(() => {
        for (const { deed, id } of takeDue(bank)) (deed === 'settle_payment' ? settlePayment : settleRefund)(bank, id)
      })
      webhooks.wake()
      return nextDue(bank)
    },
    (error) => options.logger?.error(error),
  )
  const pruning = setInterval(() => prune(store, nowMs()), pruneEveryMs).unref()

  const app = Fastify({
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    logController: new LogController({ disableRequestLogging: true }), // addresses carry client secrets
    routerOptions: { querystringParser: (text) => parseForm(text), maxParamLength: 8_000 },
    ...(options.logger ? { loggerInstance: options.logger } : {}),
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseForm(String(body)))
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }))
    }
  })

  app.addHook('onRequest', async (request, reply) => {
    const provider = providerOf(request.url)
    const fault = provider && faults[provider]
    if (!provider || !fault) return
    if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
    if (fault.down) return void request.raw.socket.destroy()
    if (fault.status) return troubled(reply, provider, fault.status)
  })
  app.addHook('onSend', async (request, _reply, payload) => {
    const provider = providerOf(request.url)
    const share = (provider && faults[provider]?.loseAnswers) ?? 0
    if (share > 0 && Math.random() < share) request.raw.socket.destroy() // what was asked is done; nobody hears of it
    return payload
  })

  const wake = () => {
    webhooks.wake()
    deeds.wake()
  }
  app.register(async (scope) => stripeApi(scope, bank, credentials.stripe, wake))
  app.register(async (scope) => twilioApi(scope, outbox, credentials.twilio, nowMs))
  app.register(async (scope) => sendgridApi(scope, outbox, credentials.sendgrid, nowMs))
  app.register(async (scope) => fcmApi(scope, outbox, credentials.fcm, nowMs))
  app.register(async (scope) => webPushApi(scope, store, outbox, nowMs))
  const places = options.places ?? []
  const grid = gridOf(places)
  app.register(async (scope) => googleMapsApi(scope, credentials.googleMaps, { places, grid }))
  app.register(async (scope) => osrmApi(scope, grid))
  app.register(async (scope) => browserPart(scope, credentials.stripe))
  app.register(async (scope) => outboxPages(scope, { store, outbox, nowMs }))
  if (options.faults)
    app.register(async (scope) => {
      scope.get('/_faults', () => faults)
      scope.post('/_faults', { schema: { body: Faults } }, (request) => {
        faults = { ...faults, ...(request.body as Faults) }
        wake()
        return faults
      })
      scope.delete('/_faults', () => {
        faults = {}
        wake()
        return faults
      })
    })

  try {
    await app.listen({ host, port })
  } catch (error) {
    await close()
    throw error
  }

  async function close() {
    clearInterval(pruning)
    deeds.stop()
    await app.close()
    await webhooks.close()
    store.close()
  }

  const address = app.server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
  return {
    url: `http://${name}:${address.port}`,
    credentials: { ...credentials, stripe: { ...credentials.stripe, webhookSecret: secret } },
    webhookTo: (url) => {
      webhookUrl = url
      webhooks.wake()
    },
    deliverWebhooksNow: webhooks.hurry,
    [Symbol.asyncDispose]: close,
  }
}

/** The providers' own way of saying that something is wrong with them, or too much is asked. */
function troubled(reply: FastifyReply, provider: Provider, status: number) {
  const message = status === 429 ? 'Too many requests' : 'The sandbox was told to misbehave'
  const google = { error: { code: status, message, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'UNAVAILABLE' } }
  const bodies: Record<Provider, unknown> = {
    stripe: {
      error: {
        type: status === 429 ? 'invalid_request_error' : 'api_error',
        code: status === 429 ? 'rate_limit' : undefined,
        message,
      },
    },
    twilio: { code: status === 429 ? 20429 : 20500, message, more_info: 'https://www.twilio.com/docs/errors', status },
    sendgrid: { errors: [{ message, field: null, help: null }] },
    fcm: google,
    webPush: { message },
    google,
    osrm: { code: status === 429 ? 'TooBig' : 'InternalError', message },
  }
  return reply.code(status).send(bodies[provider])
}
