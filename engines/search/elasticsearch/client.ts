/** The two official clients behind one function: Elasticsearch's refuses OpenSearch, and the other way about. */
import { TransientError } from '../../../kit/resilience.ts'
import type { SearchAddresses } from './addresses.ts'

export type Distribution = 'elasticsearch' | 'opensearch'

export interface Ask {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  path: string
  query?: Record<string, string | number | boolean>
  /** JSON; a list is sent as one JSON value a line, as `_bulk` and `_msearch` take it. */
  body?: object
  timeoutMs: number
}
export type Answer = { status: number; body: unknown }

export interface Client {
  readonly distribution: Distribution
  /** Answers with any status but 429 and 5xx. @throws TransientError */
  ask(ask: Ask): Promise<Answer>
  close(): Promise<void>
}

type Request = { method: string; path: string; querystring?: unknown; body?: unknown; bulkBody?: unknown }
type RequestOptions = {
  requestTimeout: number
  maxRetries: number
  ignore?: number[]
  headers?: Record<string, string>
  meta?: boolean
}
interface Transport {
  request(request: Request, options: RequestOptions): Promise<unknown>
}

/** Statuses that are answers; the callers know what they mean. */
const answered = [400, 401, 403, 404, 405, 406, 409, 410, 413]

export async function openClient(distribution: Distribution, addresses: SearchAddresses): Promise<Client> {
  const { nodes, auth, ca } = addresses
  const common = { nodes: [...nodes], maxRetries: 0, ...(auth ? { auth: { ...auth } } : {}) }
  if (distribution === 'opensearch') {
    const { Client: OpenSearch } = await import('@opensearch-project/opensearch')
    const client = new OpenSearch({ ...common, ...(ca ? { ssl: { ca } } : {}) })
    return wrap(distribution, client.transport as unknown as Transport, () => client.close())
  }
  const { Client: Elasticsearch } = await import('@elastic/elasticsearch')
  const client = new Elasticsearch({ ...common, ...(ca ? { tls: { ca } } : {}) })
  return wrap(distribution, client.transport as unknown as Transport, () => client.close())
}

function wrap(distribution: Distribution, transport: Transport, close: () => Promise<unknown>): Client {
  return {
    distribution,
    async ask({ method, path, query, body, timeoutMs }) {
      const lines = Array.isArray(body)
      const request: Request = {
        method,
        path,
        ...(query ? { querystring: query } : {}),
        ...(body === undefined ? {} : lines ? { bulkBody: body } : { body }),
      }
      // Plain JSON, which every version speaks; the client of Elasticsearch would insist on its own major version.
      const headers = {
        accept: 'application/json',
        'content-type': lines ? 'application/x-ndjson' : 'application/json',
      }
      try {
        const answer = await transport.request(request, {
          requestTimeout: timeoutMs,
          maxRetries: 0,
          ignore: answered,
          headers,
          meta: true,
        })
        const { statusCode, body: value } = answer as { statusCode: number; body: unknown }
        return { status: statusCode, body: value }
      } catch (error) {
        throw asTransient(error as Error, timeoutMs)
      }
    },
    async close() {
      await close()
    },
  }
}

/** No answer in time speaks against the engine only if it had time: what the step before left over may be too little. */
export const lateness = (timeoutMs: number): 'late' | 'failed' => (timeoutMs < littleMs ? 'late' : 'failed')

const littleMs = 200

/** What the clients throw: no connection, no answer in time, 429 and 5xx. All of it may pass. */
function asTransient(error: Error & { statusCode?: number }, timeoutMs: number): TransientError {
  const { statusCode } = error
  const kind = error.name === 'TimeoutError' ? lateness(timeoutMs) : statusCode === 429 ? 'busy' : 'failed'
  return new TransientError(statusCode ? `it answered ${statusCode}` : error.message || error.name, {
    cause: error,
    kind,
  })
}
