import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** Sources outside of us that our pages need: the payment provider's. */
export interface PageSources {
  readonly script: readonly string[]
  readonly frame: readonly string[]
  readonly connect: readonly string[]
}

export interface SecurityOptions {
  /** Where browsers reach us: only over https are they told to stay there. */
  readonly publicUrl: string
  readonly pageSources?: PageSources
  readonly corsOrigins: readonly string[]
}

/** Headers that keep browsers on the safe side, answers to pages of other origins, and compression. */
export async function addSecurity(app: FastifyInstance, options: SecurityOptions): Promise<void> {
  const { script = [], frame = [], connect = [] } = options.pageSources ?? {}
  const https = options.publicUrl.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...script],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        // `blob:` shows a photo before it is sent; the map's own style sheet has its icons as `data:`.
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...connect],
        frameSrc: ["'self'", ...frame],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // For browsers of long ago.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    // Banks open windows of their own during a payment.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    crossOriginResourcePolicy: { policy: options.corsOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
  })
  let pagePolicy: unknown
  app.addHook('onRequest', async (_, reply) => {
    pagePolicy ??= reply.getHeader(policyHeader)
  })
  app.addHook('onSend', async (request, reply) => {
    const kind = kindOf(String(reply.getHeader('content-type') ?? ''), request.url, reply.statusCode)
    if (kind === 'page') return
    const own = reply.getHeader(policyHeader) !== pagePolicy
    for (const name of pageHeaders) if (name !== policyHeader || !own) reply.removeHeader(name)
    if (!own && kind === 'data') reply.header(policyHeader, dataPolicy)
    if (!own && kind === 'picture') reply.header(policyHeader, picturePolicy)
  })
  if (options.corsOrigins.length > 0) {
    const allowed = corsOptions(options.corsOrigins)
    await app.register(cors, {
      // Only what a browser asks before a call is answered by the plugin; plain OPTIONS tells the methods of an address.
      delegator: (request, decide) => decide(null, { ...allowed, preflight: isPreflight(request.headers) }),
    })
  }
  await app.register(compress, {
    // Cheap levels: these answers are made anew each time. The web apps lie compressed on the disk.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    zlibOptions: { level: 3 },
    encodings: ['br', 'gzip'],
    threshold: 1_024,
    customTypes:
      /^text\/(?!event-stream)|[+/]json(;|$)|[+/]xml(;|$)|[+/]javascript(;|$)|^application\/vnd\.mapbox-vector-tile(;|$)/,
    // A small compressed body may unfold into a huge one; our bodies are small as they are.
    globalDecompression: false,
  })
}

const policyHeader = 'content-security-policy'
/** What only says something of a page: a phone's first visit asks for sixty other things, each with its headers. */
const pageHeaders = [
  policyHeader,
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-frame-options',
] as const
const dataPolicy = "default-src 'none'; frame-ancestors 'none'"
/** A drawing that is opened by itself is a page that may run scripts. */
const picturePolicy = "default-src 'none'; sandbox"

/**
 * Scripts of workers count as pages: what they may ask for is what they themselves are sent with. An answer that a browser
 * has already keeps the headers that it came with.
 */
function kindOf(type: string, url: string, status: number): 'page' | 'data' | 'picture' | 'part' {
  if (status === 304) return 'part'
  if (type.startsWith('image/')) return 'picture'
  if (/^(text\/css|font\/)/.test(type)) return 'part'
  if (/^(text|application)\/javascript/.test(type)) return /^\/assets\/(?![^?]*worker)/.test(url) ? 'part' : 'page'
  return /[/+]json(;|$)/.test(type) ? 'data' : 'page'
}

const isPreflight = (headers: Record<string, unknown>): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined

const corsOptions = (origins: readonly string[]) => ({
  origin: [...origins],
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-cart-token', 'traceparent'],
  exposedHeaders: [
    'x-request-id',
    'retry-after',
    'ratelimit-policy',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
  ],
  maxAge: 600,
})
