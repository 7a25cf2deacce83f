import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SandboxCredentials } from '../credentials.ts'
import { type Form, listOf } from '../form.ts'
import type { Bank, Cause } from './bank.ts'
import { createCustomer, updateCustomer } from './customers.ts'
import { expand } from './expand.ts'
import { noSuch, StripeFault, unauthorised } from './faults.ts'
import { once } from './idempotency.ts'
import { type Kind, newId, render } from './objects.ts'
import { form, integer, list, range, readParams, string } from './params.ts'
import {
  type Answer,
  authenticateIntent,
  cancelIntent,
  captureIntent,
  confirmIntent,
  createIntent,
  type Intent,
  updateIntent,
} from './payment-intents.ts'
import { createRefund } from './refunds.ts'

type Deed = (bank: Bank, id: string, body: Form, cause: Cause) => Answer
/** `open` routes may also be called from a browser, with the publishable key and the intent's client secret. */
const deeds: { path: string; open?: true; deed: Deed }[] = [
  { path: '/v1/payment_intents', deed: (bank, _id, body, cause) => createIntent(bank, body, cause) },
  { path: '/v1/payment_intents/:id', deed: (bank, id, body) => updateIntent(bank, id, body) },
  { path: '/v1/payment_intents/:id/confirm', open: true, deed: confirmIntent },
  { path: '/v1/payment_intents/:id/capture', deed: captureIntent },
  { path: '/v1/payment_intents/:id/cancel', deed: cancelIntent },
  // Not Stripe's: the bank's side of a 3-D Secure challenge, called by the sandbox's own challenge page.
  {
    path: '/v1/payment_intents/:id/_authenticate',
    open: true,
    deed: (bank, id, body, cause) => authenticateIntent(bank, id, body.result === 'complete', cause),
  },
  { path: '/v1/refunds', deed: (bank, _id, body, cause) => createRefund(bank, body, cause) },
  { path: '/v1/customers', deed: (bank, _id, body, cause) => createCustomer(bank, body, cause) },
  { path: '/v1/customers/:id', deed: updateCustomer },
]

/** What can be read and listed, and the fields a list may be narrowed by. */
const collections: { path: string; kind: Kind; noun: string; open?: true; filters: string[] }[] = [
  { path: '/v1/payment_intents', kind: 'payment_intent', noun: 'payment_intent', open: true, filters: ['customer'] },
  { path: '/v1/charges', kind: 'charge', noun: 'charge', filters: ['customer', 'payment_intent'] },
  { path: '/v1/refunds', kind: 'refund', noun: 'refund', filters: ['charge', 'payment_intent'] },
  { path: '/v1/customers', kind: 'customer', noun: 'customer', filters: ['email'] },
  { path: '/v1/payment_methods', kind: 'payment_method', noun: 'PaymentMethod', filters: ['customer', 'type'] },
  { path: '/v1/events', kind: 'event', noun: 'event', filters: ['type'] },
  {
    path: '/v1/balance_transactions',
    kind: 'balance_transaction',
    noun: 'balance transaction',
    filters: ['type', 'source', 'currency'],
  },
]

/** Stripe's HTTP API, version 1, as far as Tokri and its tests use it. */
export function stripeApi(
  app: FastifyInstance,
  bank: Bank,
  credentials: SandboxCredentials['stripe'],
  wake: () => void,
) {
  app.setErrorHandler((error, _request, reply) => answerFault(error, reply))
  app.addHook('onRequest', async (_request, reply) => void reply.header('request-id', newId('req')))

  for (const { path, open, deed } of deeds)
    app.post<{ Params: { id?: string } }>(path, (request, reply) => {
      const body = formOf(request.body)
      const id = request.params.id ?? ''
      const caller = authenticate(request, body, credentials)
      if (caller === 'publishable') admit(bank, id, body, open)
      const key = request.headers['idempotency-key']
      const cause = {
        requestId: String(reply.getHeader('request-id')),
        idempotencyKey: typeof key === 'string' ? key : undefined,
      }
      const kept = once(
        bank.store,
        {
          key: cause.idempotencyKey,
          path: `${caller} ${request.url}`,
          body: withoutKey(body),
          id: cause.requestId,
          nowMs: bank.nowMs(),
        },
        () => deed(bank, id, body, cause),
      )
      wake()
      if (kept.replayed) reply.header('idempotent-replayed', 'true')
      reply.header('original-request', kept.originalRequest)
      if (key) reply.header('idempotency-key', key)
      return send(reply, kept, caller, listOf(body.expand))
    })

  for (const { path, kind, noun, open, filters } of collections) {
    app.get<{ Params: { id: string } }>(`${path}/:id`, (request, reply) => {
      const query = formOf(request.query)
      const caller = authenticate(request, query, credentials)
      if (caller === 'publishable') admit(bank, request.params.id, query, open)
      const found = bank.objects.find(kind, request.params.id)
      if (!found) throw noSuch(noun, request.params.id)
      return send(reply, { status: 200, body: render(found) }, caller, listOf(query.expand))
    })
    app.get(path, (request, reply) => {
      const query = formOf(request.query)
      const caller = authenticate(request, query, credentials)
      if (caller === 'publishable') throw forbidden()
      const params = readParams(query, {
        limit: integer(1, 100),
        starting_after: string(255),
        ending_before: string(255),
        created: range,
        types: list,
        delivery_success: form,
        ...Object.fromEntries(filters.map((filter) => [filter, string(255)])),
      })
      const where = Object.fromEntries(
        filters.map((filter) => [filter, (params as Record<string, string | undefined>)[filter]]),
      )
      const { data, hasMore } = bank.objects.list(kind, { ...params, where })
      const body = { object: 'list', data: data.map(render), has_more: hasMore, url: path }
      return send(reply, { status: 200, body }, caller, listOf(query.expand))
    })
  }

  app.setNotFoundHandler((request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${request.url.split('?')[0]}). The stand-in speaks a part of Stripe's API: see sandbox/README.md.`
    return reply.code(404).send({ error: { type: 'invalid_request_error', message } })
  })

  function send(reply: FastifyReply, answer: Answer, caller: Caller, expansions: string[]) {
    reply.code(answer.status)
    if (caller === 'publishable') {
      // As at Stripe, any page may call with these two keys; they open one payment and nothing else.
      reply.header('access-control-allow-origin', '*')
      return reply.send(forBrowser(answer.body))
    }
    return reply.send(expand(bank.objects, answer.body, expansions))
  }
}

type Caller = 'secret' | 'publishable'

function authenticate(request: FastifyRequest, params: Form, keys: SandboxCredentials['stripe']): Caller {
  const header = request.headers.authorization ?? ''
  const key = header.startsWith('Bearer ')
    ? header.slice(7)
    : header.startsWith('Basic ')
      ? Buffer.from(header.slice(6), 'base64').toString().replace(/:$/, '')
      : typeof params.key === 'string'
        ? params.key
        : ''
  if (!key)
    throw unauthorised(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    )
  if (same(key, keys.secretKey)) return 'secret'
  if (same(key, keys.publishableKey)) return 'publishable'
  // Never repeat more than the last four characters: somebody may have sent a real key to the sandbox by mistake.
  throw unauthorised(`Invalid API Key provided: ${key.slice(0, 7)}****${key.slice(-4)}`)
}

/** A browser may touch one intent, and only with that intent's client secret. */
function admit(bank: Bank, id: string, params: Form, open: true | undefined) {
  if (!open) throw forbidden()
  const intent = bank.objects.find<Intent>('payment_intent', id)
  const secret = typeof params.client_secret === 'string' ? params.client_secret : ''
  if (!intent || !same(secret, intent.client_secret)) throw noSuch('payment_intent', id.slice(0, 60), 'intent')
}

const forbidden = () =>
  new StripeFault(403, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message: 'This API call cannot be made with a publishable API key. Please use a secret API key.',
  })

/** What the customer's browser may know of an intent. */
function forBrowser(body: Record<string, unknown>): Record<string, unknown> {
  const { metadata, customer, receipt_email, latest_charge, ...rest } = body
  const error = rest.error as Record<string, unknown> | undefined
  if (error?.payment_intent)
    rest.error = { ...error, payment_intent: forBrowser(error.payment_intent as Record<string, unknown>) }
  return rest
}

function answerFault(error: unknown, reply: FastifyReply) {
  if (error instanceof StripeFault) return reply.code(error.status).send(error.body)
  const status = (error as { statusCode?: number }).statusCode ?? 500
  const type = status < 500 ? 'invalid_request_error' : 'api_error'
  const message = status < 500 ? (error as Error).message : 'An unexpected error occurred in the sandbox.'
  if (status >= 500) reply.log.error(error)
  return reply.code(status).send({ error: { type, message } })
}

const formOf = (value: unknown): Form => (typeof value === 'object' && value !== null ? (value as Form) : {})
const withoutKey = ({ key, ...rest }: Form) => rest
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
