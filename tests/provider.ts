import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Order } from '../contracts/orders.ts'
import type { Faults, SandboxCredentials } from '../sandbox/start.ts'
import { loadCredentials } from '../sandbox/start.ts'
import type { Send, Sent } from './api.ts'

export type Provider = ReturnType<typeof openProvider>

/** The customer's browser, the bank and a meddler before the Stripe stand-in of a house. */
export function openProvider({ url, home, send }: { url: string; home: string; send: Send }) {
  const credentials: SandboxCredentials = loadCredentials(join(home, 'sandbox'))
  const idOf = (secret: string) => secret.split('_secret_')[0]!
  const handleOf = (order: Order) => {
    const { handle } = order.payment
    if (!handle) throw new Error(`order ${order.id} has nothing to pay with`)
    return handle
  }
  const form = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
    return (await answer.json()) as { status?: string; error?: { code: string } }
  }
  return {
    idOf: (order: Order) => idOf(handleOf(order).clientSecret),
    /** @returns the payment's status, or the code of the refusal */
    async pay(order: Order, method = 'pm_card_visa'): Promise<string> {
      const { clientSecret, publishableKey } = handleOf(order)
      const answer = await form(`/v1/payment_intents/${idOf(clientSecret)}/confirm`, {
        key: publishableKey,
        client_secret: clientSecret,
        payment_method: method,
      })
      return answer.status ?? answer.error?.code ?? 'unknown'
    },
    async authenticate(order: Order, result: 'complete' | 'fail'): Promise<string> {
      const { clientSecret, publishableKey } = handleOf(order)
      const answer = await form(`/v1/payment_intents/${idOf(clientSecret)}/_authenticate`, {
        key: publishableKey,
        client_secret: clientSecret,
        result,
      })
      return answer.status ?? answer.error?.code ?? 'unknown'
    },
    /** What the provider knows, as its own API tells it. */
    async read(path: string): Promise<{ [field: string]: unknown; data?: Record<string, unknown>[] }> {
      const answer = await fetch(`${url}/v1/${path}`, {
        headers: { authorization: `Bearer ${credentials.stripe.secretKey}` },
      })
      return (await answer.json()) as Record<string, unknown>
    },
    async faults(faults: Faults): Promise<void> {
      const body = JSON.stringify(faults)
      const answer = await fetch(`${url}/_faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (!answer.ok) throw new Error(await answer.text())
    },
    /** Sends a webhook as the provider would, or as somebody who would like to be it. */
    webhook(
      type: string,
      object: unknown,
      { id = `evt_${randomUUID()}`, secret = credentials.stripe.webhookSecret, ageS = 0, signature }: Forgery = {},
    ): Promise<Sent> {
      const t = Math.floor(Date.now() / 1000) - ageS
      const event = { id, object: 'event', api_version: '2026-10-28.endive', created: t, type, data: { object } }
      const text = JSON.stringify(event)
      const v1 = createHmac('sha256', secret).update(`${t}.${text}`).digest('hex')
      const headers = { 'stripe-signature': signature ?? `t=${t},v1=${v1}` }
      return send('POST', '/v1/webhooks/stripe', { body: event, headers })
    },
  }
}

export interface Forgery {
  readonly id?: string
  readonly secret?: string
  /** How many seconds ago it was signed. */
  readonly ageS?: number
  readonly signature?: string
}
