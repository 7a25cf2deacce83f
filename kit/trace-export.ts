import { hostname } from 'node:os'
import { ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Trace } from './context.ts'
import type { Log } from './log.ts'
import type { Recorder, Span } from './trace.ts'

/** The one file that loads OpenTelemetry, imported only where `TOKRI_OTLP_URL` is set. */

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}
const queueMax = 8_192
const exportTimeoutMs = 5_000
const exportEveryMs = 1_000
const closeTimeoutMs = 3_000
const attributeChars = 500
const complainEveryMs = 60_000

export interface TraceOptions {
  /** An OTLP/HTTP collector, such as http://collector:4318. */
  readonly url: string
  /** `name=value` pairs separated by commas. */
  readonly headers?: string
  /** Share of traces that are recorded, 0 to 1. */
  readonly ratio: number
  /** Share of job runs that are recorded, of those that `ratio` would take. */
  readonly jobsRatio: number
  readonly service: string
  readonly version: string
  readonly environment: string
  readonly log: Log
}

/** `/v1/traces` unless the address has a path of its own. */
export function tracesUrl(url: string): string {
  const address = new URL(url)
  if (address.pathname === '/' || address.pathname === '') address.pathname = '/v1/traces'
  return address.href
}

const readHeaders = (text = ''): Record<string, string> =>
  Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]] : []
    }),
  )

/** The last 56 bits of the id as a share of all: consistent in every process, as W3C Trace Context level 2 has it. */
const shareOf = (traceId: string): number => Number.parseInt(traceId.slice(-14), 16) / 2 ** 56

/** A collector that cannot be reached costs spans, never a request: one line a minute tells of it. */
function complaining(exporter: SpanExporter, log: Log): SpanExporter {
  let quietUntilMs = 0
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error && Date.now() > quietUntilMs) {
          quietUntilMs = Date.now() + complainEveryMs
          log.warn({ error: result.error, count: spans.length }, 'TOKRI_OTLP_URL: the collector does not take traces')
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

export function openRecorder(options: TraceOptions): Recorder {
  const random = new RandomIdGenerator()
  let wanted = ''
  const exporter = new OTLPTraceExporter({
    url: tracesUrl(options.url),
    headers: readHeaders(options.headers),
    timeoutMillis: exportTimeoutMs,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.namespace': 'tokri',
      'service.version': options.version,
      'service.instance.id': `${hostname()}-${process.pid}`,
      'deployment.environment.name': options.environment,
    }),
    // Who asks for a span has decided already.
    sampler: new AlwaysOnSampler(),
    // A trace begins under the id that its request has been given.
    idGenerator: { generateTraceId: () => wanted, generateSpanId: () => random.generateSpanId() },
    spanLimits: { attributeValueLengthLimit: attributeChars, attributeCountLimit: 32, linkCountLimit: 32 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: complaining(exporter, options.log),
        maxQueueSize: queueMax,
        maxExportBatchSize: 512,
        scheduledDelayMillis: exportEveryMs,
        exportTimeoutMillis: exportTimeoutMs,
      }),
    ],
  })
  const tracer = provider.getTracer('tokri', options.version)
  const contextOf = ({ traceId, spanId }: Trace): SpanContext => ({
    traceId,
    spanId: spanId!,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: false,
  })

  return {
    samples: (traceId) => shareOf(traceId) < options.ratio,
    samplesJob: (traceId) => shareOf(traceId) < options.ratio * options.jobsRatio,
    start(kind, name, parent, attributes, links = []): Span {
      wanted = parent.traceId
      const above = parent.spanId ? trace.setSpanContext(ROOT_CONTEXT, contextOf(parent)) : ROOT_CONTEXT
      const linked = links.flatMap((each) => (each.spanId ? { context: contextOf(each) } : []))
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes, links: linked }, above)
      return {
        id: span.spanContext().spanId,
        rename: (to) => span.updateName(to),
        set: (more) => span.setAttributes(more),
        end(failure) {
          if (failure !== undefined) span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, closeTimeoutMs).unref())
      await Promise.race([provider.shutdown().catch(() => {}), late])
    },
  }
}
