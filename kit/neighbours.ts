import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { Address } from './addresses.ts'
import { closingHeader } from './http.ts'
import { policy } from './resilience.ts'
import { type Certificates, tlsVersions } from './tls.ts'

/** Whether a request did not even leave: then it can be asked of another copy, whatever it is. */
export const isUnsent = (error: unknown): boolean => {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code, errors } = each as { code?: string; errors?: { code?: string }[] }
    if (unsentCodes.has(code ?? '')) return true
    if (errors && errors.length > 0 && errors.every((one) => unsentCodes.has(one.code ?? ''))) return true
  }
  return false
}

const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const probeMs = 1_500

/** How this process speaks to the other processes of Tokri: connections that are kept, TLS with our certificate where it is configured. */
export interface Neighbours extends AsyncDisposable {
  readonly agent: Agent
  /** Whether a copy says that it is ready. */
  probe(address: Address): Promise<boolean>
}

export function openNeighbours(certificates?: Certificates, more: Agent.Options = {}): Neighbours {
  const connector = () =>
    buildConnector({
      timeout: policy.connectMs,
      allowH2: false,
      ...(certificates ? { ...certificates.current, ...tlsVersions } : {}),
    })
  let connect = connector()
  certificates?.onChange(() => {
    connect = connector()
  })
  // The name that a certificate must have comes from the Host header.
  const agent = new Agent({
    keepAliveTimeout: 10_000,
    ...more,
    connect: (options, done) => connect(options, done),
  })
  return {
    agent,
    async probe({ url, host }) {
      const answer = await agent.request({
        ...targetOf(url, '/readyz'),
        method: 'GET',
        headers: { host },
        signal: AbortSignal.timeout(probeMs),
      })
      await answer.body.dump()
      return answer.statusCode === 200
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  }
}

/** For undici: the origin of a copy, and a path below its own. */
export function targetOf(url: string, path: string): { origin: string; path: string } {
  const { origin, pathname } = new URL(url)
  return { origin, path: pathname.replace(/\/$/, '') + path }
}

/** An answer of a process that is about to stop: what it has is finished, new requests go elsewhere. */
export const saysClosing = ({ headers }: Pick<Dispatcher.ResponseData, 'headers'>): boolean =>
  headers[closingHeader] !== undefined
