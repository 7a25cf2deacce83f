import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { guard } from '../../../kit/resilience.ts'
import { openSandboxForTest } from '../../../sandbox/for-test.ts'
import type { Roads } from '../port.ts'
import type { FallbackReason } from '../providers/asking.ts'
import { openGoogleMaps } from '../providers/google.ts'
import { openOsrm } from '../providers/osrm.ts'
import type { RoadsProvider } from '../providers/provider.ts'
import { quotaOf } from '../providers/quota.ts'
import { withFallback } from '../providers/with-fallback.ts'

export const noLimit = quotaOf({ perMinute: 0, perDay: 0 })

type Sandbox = Awaited<ReturnType<typeof openSandboxForTest>>

/** Each provider, asking its stand-in. */
export const openings: Record<string, (sandbox: Sandbox['sandbox']) => RoadsProvider> = {
  osrm: ({ url }) => openOsrm({ url }),
  google: ({ url, credentials }) =>
    openGoogleMaps({ apiKey: credentials.googleMaps.apiKey, apiUrl: url, region: 'in' }),
}

/** A provider in front of an own map or of none, with what it fell back for. */
export function front(provider: RoadsProvider, own: Roads | null = null, quota = noLimit, nowMs = () => 0) {
  const why: FallbackReason[] = []
  const roads = withFallback({
    provider,
    own,
    guard: guard(provider.name),
    placesGuard: guard(provider.name),
    quota,
    nowMs,
    onFallback: (reason) => why.push(reason),
  })
  return { roads, why }
}

/** A provider, and how often it was asked for legs and ways. */
export function counted(provider: RoadsProvider) {
  const asked = { legs: 0, ways: 0 }
  const counting: RoadsProvider = {
    ...provider,
    matrix(from, to, mode) {
      asked.legs += from.length * to.length
      return provider.matrix(from, to, mode)
    },
    route(points, options) {
      asked.ways += 1
      return provider.route(points, options)
    },
  }
  return { provider: counting, asked }
}

/** The stand-ins, gone after the test. */
export async function standIns(options: Parameters<typeof openSandboxForTest>[0] = {}) {
  const stand = await openSandboxForTest(options)
  return { ...stand, [Symbol.asyncDispose]: () => stand.close() }
}

/** A server that answers everything with the same, or not at all. */
export async function oddServer(body: string, { waits = false, status = 200 } = {}) {
  const server = createServer((_request, response) => void (waits || response.writeHead(status).end(body)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
