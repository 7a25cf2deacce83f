import { randomUUID } from 'node:crypto'
import { PutRiders } from '../../contracts/deliveries.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { fetching } from '../../tests/api.ts'
import type { Demo } from '../../tests/demo.ts'

const password = 'a long enough password'
const batch = 100
/** A scooter in traffic: about 18 km/h. */
const speedMps = 5
const metresPerDegree = 111_195

/**
 * Riders on shift around the stores of a demo city, each of whom sends a position now and then, at moments of their own,
 * and goes a little further each time. Disposed, they end their shifts.
 */
export async function ridersAtWork(
  { house, seeded, url }: Demo,
  { count, everyMs }: { count: number; everyMs: number },
): Promise<AsyncDisposable> {
  const send = fetching(url)
  const stores = seeded.stores
  const riders: { token: string; lat: number; lng: number; turn: number }[] = []
  for (let from = 0; from < count; from += batch) {
    const accounts = Array.from({ length: Math.min(batch, count - from) }, (_, index) => ({
      email: `rider-${randomUUID()}@example.com`,
      password,
      name: `Rider ${from + index + 1}`,
      roles: ['rider' as const],
      storeIds: [stores[(from + index) % stores.length]!.id],
    }))
    const { users } = await house.call(PutAccounts, { accounts })
    await house.call(PutRiders, {
      riders: users.map(({ userId }, index) => {
        const { name, storeIds } = accounts[index]!
        return { userId, name, vehicle: 'scooter' as const, storeId: storeIds[0]! }
      }),
    })
    for (const [index, { email }] of accounts.entries()) {
      const { body } = await send('POST', '/v1/auth/login', { body: { email, password } })
      const token: string = body.accessToken
      await send('POST', '/v1/rider/shift', { token, body: { state: 'on' } })
      const { lat, lng } = stores[(from + index) % stores.length]!.point
      riders.push({ token, lat, lng, turn: (from + index) * 2.4 })
    }
  }

  const go = async (rider: (typeof riders)[number]) => {
    const step = (speedMps * everyMs) / 1_000 / metresPerDegree
    rider.turn += 0.15
    rider.lat += step * Math.cos(rider.turn)
    rider.lng += step * Math.sin(rider.turn)
    const here = { lat: rider.lat, lng: rider.lng, at: new Date().toISOString() }
    await send('POST', '/v1/rider/positions', { token: rider.token, body: [here] })
  }
  await Promise.all(riders.map(go))
  const timers = new Set<NodeJS.Timeout>()
  for (const [index, rider] of riders.entries()) {
    // Evenly over the time between two: nobody's phones beat in step.
    const first = setTimeout(
      () => timers.add(setInterval(() => void go(rider).catch(() => {}), everyMs)),
      (index / riders.length) * everyMs,
    )
    timers.add(first)
  }
  return {
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer)
      for (const { token } of riders) await send('POST', '/v1/rider/shift', { token, body: { state: 'off' } })
    },
  }
}
