import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly service: string
  readonly failed: boolean
  readonly attributes: Record<string, string>
  readonly links: { traceId: string; spanId: string }[]
}

interface KeyValue {
  key: string
  value: Record<string, unknown>
}
interface Otlp {
  resourceSpans: {
    resource: { attributes: KeyValue[] }
    scopeSpans: {
      spans: {
        traceId: string
        spanId: string
        parentSpanId?: string
        name: string
        status?: { code?: number }
        attributes?: KeyValue[]
        links?: { traceId: string; spanId: string }[]
      }[]
    }[]
  }[]
}

const attributesOf = (list: KeyValue[] = []): Record<string, string> =>
  Object.fromEntries(list.map(({ key, value }) => [key, String(Object.values(value)[0])]))

/** An OpenTelemetry collector that keeps what it is sent by OTLP/HTTP with JSON. */
export async function openCollector() {
  const spans: CollectedSpan[] = []
  const headers: (string | undefined)[] = []
  let said = ''
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      said += text
      headers.push(request.headers.authorization)
      const { resourceSpans } = JSON.parse(text) as Otlp
      for (const { resource, scopeSpans } of resourceSpans)
        for (const span of scopeSpans.flatMap((each) => each.spans))
          spans.push({
            traceId: span.traceId,
            spanId: span.spanId,
            ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
            name: span.name,
            service: attributesOf(resource.attributes)['service.name'] ?? '',
            failed: span.status?.code === 2,
            attributes: attributesOf(span.attributes),
            links: span.links ?? [],
          })
      response.setHeader('content-type', 'application/json').end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    /** Everything as it came, to look for what must not be in it. */
    said: () => said,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
