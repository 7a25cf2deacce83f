import { createHmac } from 'node:crypto'

/** Pauses after the first, second … failed try, seconds: eight tries over some 18 hours. */
const pausesS = [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000]

/** Milliseconds until the next try, up to a fifth more so that not all come back at once; undefined: it is given up. */
export function pauseMsAfter(tries: number, random: number): number | undefined {
  const pause = pausesS[tries - 1]
  return pause === undefined ? undefined : Math.round(pause * 1_000 * (1 + random / 5))
}

/** An address that has failed for so long, without one success, is not asked any more. */
export const failingMsMax = 3 * 86_400_000

export const webhooksMax = 100
/** So many deliveries are under way to one webhook from one process; to one that fails, a single one. */
export const lanesMax = 4
export const saidMax = 1_024

/** A secret as Standard Webhooks writes it. */
export const writeSecret = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`

/** The headers of a delivery (Standard Webhooks 1.0): what is signed is id, second and body. */
export function signedHeaders(secret: Uint8Array, id: string, body: string, nowMs: number): Record<string, string> {
  const second = Math.floor(nowMs / 1_000)
  const signature = createHmac('sha256', secret).update(`${id}.${second}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(second), 'webhook-signature': `v1,${signature}` }
}

/**
 * What only the customer, or who has the bags in hand, may know: texts may have a gate's code in them, or a name. And what
 * a promise was made on: how many pickers and riders a store has is the operator's own.
 */
const withheld = new Set([
  'doorCode',
  'handover',
  'instructions',
  'giftNote',
  'phone',
  'email',
  'address',
  'dropOff',
  'riderPhone',
  'comment',
  'promise',
])

/** An event as partners get it. */
export function payloadOf(event: { name: string; at: string; data: unknown }): object {
  const data = Object.fromEntries(Object.entries(event.data as object).filter(([name]) => !withheld.has(name)))
  return { type: event.name, timestamp: event.at, data }
}
