import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { RiderTask } from '../../contracts/deliveries.ts'
import type { Pick } from '../../contracts/stores.ts'
import type { Demo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import type { Places } from './pages.ts'
import { asking, findPlaces, type Ground } from './places.ts'

/** How far a delivery has come, in this order. */
const steps = ['offered', 'accepted', 'at_store', 'picked_up', 'arriving', 'delivered'] as const
type Step = (typeof steps)[number]

/** The city for the pages that are looked at: its places, and what can be made to happen there. */
export interface Stage extends Omit<Ground, 'places'>, Places {
  /** Puts two things into the cart of the demo customer, for an address near the store. */
  fillCart(): Promise<void>
  /** Sends a rider to work, to rest, or home. Who tells no position is asked for nothing. */
  shift(state: 'on' | 'off' | 'break', who?: string): Promise<void>
  /** Brings the packed order so far, by the demo rider. What has come further stays. */
  bring(until: Step): Promise<void>
  /** The demo rider takes a photo at the door of the packed order. */
  photograph(): Promise<void>
  /** The picker misses a product of the order in hand and asks the customer about another. */
  propose(): Promise<void>
  /** The customer writes to the rider. */
  write(text: string): Promise<void>
  /** The demo rider says that so many rupees were brought to the store. */
  deposit(rupees: number): Promise<void>
}

export async function setStage(demo: Demo): Promise<Stage> {
  const { url } = demo
  const ask = asking(url)
  const { places, ...ground } = await findPlaces(demo)
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (who: string) => {
    const body = { email: `${who}@demo.tokri`, password: 'tokri-demo' }
    if (!tokens.has(who))
      tokens.set(
        who,
        ask<{ accessToken: string }>('POST', '/v1/auth/login', { body }).then((answer) => answer.accessToken),
      )
    return tokens.get(who)!
  }
  const as = async <T>(who: string, method: string, path: string, body?: unknown) =>
    ask<T>(method, path, {
      token: await tokenOf(who),
      ...(body === undefined ? {} : { body }),
      headers: { 'idempotency-key': randomUUID() },
    })
  const position = (who: string) =>
    as(who, 'POST', '/v1/rider/positions', [{ ...ground.storePoint, at: new Date().toISOString() }])
  /** Of the steps of the packed order. */
  let reached = -1
  const stage: Stage & { taskId?: string } = {
    ...places,
    ...ground,
    async fillCart() {
      const { lat, lng } = ground.place.point
      const { store } = await as<{ store: { id: string } }>(
        'customer',
        'GET',
        `/v1/serviceability?lat=${lat}&lng=${lng}`,
      )
      await as('customer', 'PUT', '/v1/cart/store', { storeId: store.id })
      for (const [index, id] of ground.plenty.slice(0, 2).entries())
        await as('customer', 'PUT', `/v1/cart/items/${id}`, { quantity: index + 1 })
    },
    async shift(state, who = 'rider') {
      await as(who, 'POST', '/v1/rider/shift', { state })
    },
    async bring(until) {
      if (reached >= steps.indexOf(until)) return
      const mine = async () => {
        await position('rider')
        const { items } = await as<{ items: RiderTask[] }>('rider', 'GET', '/v1/rider/tasks')
        return items.find((task) => task.orderId === places.packedOrderId)
      }
      if (stage.taskId === undefined) await stage.shift('on')
      const task = await eventually('the rider is asked', mine, { withinMs: 30_000 })
      stage.taskId = task.id
      const order = await as<{ doorCode: string }>('customer', 'GET', `/v1/orders/${places.packedOrderId}`)
      const handed = { code: order.doorCode, cashCollected: task.cashDue }
      const deeds = ['accept', 'arrive', 'pickup', 'arrive', 'deliver']
      for (let at = steps.indexOf(task.state as Step); at < steps.indexOf(until); at += 1) {
        const deed = deeds[at]!
        await as('rider', 'POST', `/v1/rider/tasks/${task.id}/${deed}`, deed === 'deliver' ? handed : undefined)
      }
      reached = steps.indexOf(until)
    },
    async photograph() {
      await stage.bring('arriving')
      const answer = await fetch(`${url}/v1/rider/tasks/${stage.taskId}/photo`, {
        method: 'POST',
        headers: { 'content-type': 'image/png', authorization: `Bearer ${await tokenOf('rider')}` },
        body: await readFile(new URL('../../web/public/icons/512.png', import.meta.url)),
      })
      if (!answer.ok) throw new Error(`a photo: ${answer.status} ${await answer.text()}`)
    },
    async propose() {
      const { items } = await as<{ items: Pick[] }>('picker', 'GET', '/v1/store/picks?limit=100')
      const line = items.find(({ id }) => id === places.pickId)!.lines[0]!
      if (line.picked !== undefined && line.picked !== null) return
      const step = (deed: string, body: object) =>
        as('picker', 'POST', `/v1/store/picks/${places.pickId}/${deed}`, { productId: line.productId, ...body })
      await step('line', { picked: 0 })
      await step('substitute', { byProductId: ground.plenty.at(-1), quantity: 1 })
    },
    async write(text) {
      await as('customer', 'POST', `/v1/orders/${places.packedOrderId}/messages`, { text })
    },
    async deposit(rupees) {
      await as('rider', 'POST', '/v1/rider/cash/deposits', { amount: { amount: rupees * 100, currency: 'INR' } })
    },
  }
  return stage
}
