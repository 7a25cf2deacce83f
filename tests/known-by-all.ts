import type { Send } from './api.ts'
import { eventually } from './eventually.ts'
import { storePoint } from './shop.ts'

/** Of two copies, so many requests in a row reach the same one once in a thousand times. */
const askedInARow = 10

/**
 * Copies hear of a new store and its goods within two seconds, and a request goes to any of them: all of them know, once
 * none of many says no.
 */
export async function knownByAll(
  send: Send,
  { storeId, products }: { storeId: string; products: readonly { id: string }[] },
): Promise<void> {
  const here = `/v1/serviceability?lat=${storePoint.lat}&lng=${storePoint.lng}`
  const isKnown = async () => {
    const [served, ...sold] = await Promise.all([
      send('GET', here),
      ...products.map(({ id }) => send('GET', `/v1/products/${id}?store=${storeId}`)),
    ])
    return served!.body.store?.id === storeId && sold.every(({ status }) => status === 200)
  }
  let known = 0
  await eventually(
    'every copy knows the store and its goods',
    async () => {
      known = (await isKnown()) ? known + 1 : 0
      return known === askedInARow
    },
    { withinMs: 60_000 },
  )
}
