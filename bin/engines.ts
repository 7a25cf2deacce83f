import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Psp } from '../engines/psp/port.ts'
import type { Roads } from '../engines/roads/port.ts'
import type { Log } from '../kit/log.ts'
import { measured } from '../kit/measured.ts'
import type { Metrics } from '../kit/metrics.ts'
import { watchedBy } from '../kit/resilience.ts'
import type { SandboxCredentials } from '../sandbox/start.ts'
import type { Engines } from '../services/engines.ts'
import type { ProcessConfig } from './config.ts'
import { vapidOf } from './vapid.ts'

export interface EngineOptions {
  config: ProcessConfig
  home: string
  onProgress(text: string): void
  log: Log
  metrics: Metrics
  /** The stand-ins run beside the gateway; other processes find them at TOKRI_SANDBOX_URL. */
  runsGateway: boolean
}

export interface OpenedEngines extends AsyncDisposable {
  readonly engines: Engines
  /** Where the provider stand-ins are, if any is used. */
  readonly sandboxUrl?: string
  /** Once the gateway listens: where the stand-ins send their webhooks. */
  webhookTo(url: string): void
  /** Of engines that services have asked for here: what answers. */
  readonly checks: Readonly<Record<string, () => Promise<string>>>
}

/** Opens a thing at the first call; everybody gets the same one. A failure is not kept: the next call tries again. */
const once = <T>(open: () => Promise<T>) => {
  let opening: Promise<T> | undefined
  return () => {
    opening ??= open().catch((error) => {
      opening = undefined
      throw error
    })
    return opening
  }
}

/** The imported street map lies in `<home>/city`: one file, the newest import. */
export const cityFolder = (home: string): string => join(home, 'city')

async function openCity(home: string): Promise<Roads | null> {
  const folder = cityFolder(home)
  const files = (await readdir(folder).catch(() => [])).filter((name) => /\.osm(\.pbf|\.gz)?$/.test(name))
  const file = files[0]
  if (!file) return null
  const { openRoads } = await import('../engines/roads/index.ts')
  const cacheDir = join(home, 'cache')
  await mkdir(cacheDir, { recursive: true })
  const attribution = file.startsWith('demo') ? { attribution: 'Tokripur, an invented city' } : {}
  return openRoads({ file: join(folder, file), cacheDir, ...attribution })
}

/** The configured provider of roads before the own map, if there is one. */
async function inFrontOf(own: Roads | null, { config, log, metrics }: EngineOptions): Promise<Roads | null> {
  if (!config.roadsUrl && !config.googleMapsKey) return own
  if (config.roadsUrl && config.googleMapsKey)
    throw new Error('TOKRI_ROADS_URL and TOKRI_GOOGLE_MAPS_KEY are both set: only one of them can be asked')
  const { openRoadsProvider } = await import('../engines/roads/providers/index.ts')
  return openRoadsProvider({
    own,
    ...(config.roadsUrl ? { osrm: { url: config.roadsUrl, profile: config.roadsProfile } } : {}),
    ...(config.googleMapsKey ? { google: { apiKey: config.googleMapsKey, apiUrl: config.googleMapsUrl } } : {}),
    quota: {
      perMinute: config.roadsPerMinute,
      perDay: config.roadsPerDay < 0 ? undefined : config.roadsPerDay,
    },
    watch: (name) => watchedBy(metrics, name),
    onFallback: (why) => metrics.roadsFallbacks.inc({ why }),
    log,
  })
}

/** The engines beside PostgreSQL, as the configuration chooses them. */
export async function openEngines(options: EngineOptions): Promise<OpenedEngines> {
  const { config, home } = options
  const stack = new AsyncDisposableStack()
  const store = join(home, 'sandbox')
  let sandboxUrl = config.sandboxUrl
  let credentials: SandboxCredentials | undefined
  let webhookTo: (url: string) => void = () => {}

  const standIn = config.env !== 'production'
  if (standIn) {
    const { loadCredentials, startSandbox } = await import('../sandbox/start.ts')
    if (options.runsGateway && !sandboxUrl) {
      const port = config.sandboxPort >= 0 ? config.sandboxPort : config.port === 0 ? 0 : config.port + 1
      const sandbox = stack.use(await startSandbox({ host: config.host, port, store, faults: config.env === 'test' }))
      sandboxUrl = sandbox.url
      webhookTo = (url) => sandbox.webhookTo(url)
    }
    if (sandboxUrl) credentials = await loadCredentials(store)
  }

  /** What to use: the provider when it is configured, else the stand-in, else an error that names the variable. */
  const chosen = <T>(
    real: T | undefined,
    fake: ((c: SandboxCredentials, url: string) => T) | undefined,
    variable: string,
  ): T => {
    if (real) return real
    if (credentials && sandboxUrl && fake) return fake(credentials, sandboxUrl)
    throw new Error(`${variable} is not set, and no stand-in runs here (TOKRI_SANDBOX_URL)`)
  }

  const checks: Record<string, () => Promise<string>> = {}
  const mongo = once(async () => {
    const { openMongoServer } = await import('../engines/documents/mongodb.ts')
    const watch = watchedBy(options.metrics, 'documents')
    return stack.use(
      await openMongoServer({ url: config.documentsUrl!, variable: 'TOKRI_DOCUMENTS_URL', log: options.log, watch }),
    )
  })
  const engines: Engines = {
    async documents(service, db, collections) {
      if (!config.documentsUrl) {
        checks.documents = async () => 'in PostgreSQL'
        const { openPostgresDocuments } = await import('../engines/documents/postgres.ts')
        return measured('documents', openPostgresDocuments(db, service), options.metrics)
      }
      const { openMongoDocuments } = await import('../engines/documents/mongodb.ts')
      const { log } = options
      const documents = await openMongoDocuments({ server: await mongo(), db, service, collections, log })
      checks.documents = documents.check
      return measured('documents', documents, options.metrics)
    },
    roads: once(async () => {
      const roads = await inFrontOf(await openCity(home), options)
      return roads && measured('roads', roads, options.metrics)
    }),
    search: once(async () => {
      if (config.searchUrl.length === 0) {
        const { openMemorySearch } = await import('../engines/search/memory.ts')
        return stack.use(await openMemorySearch())
      }
      const { openElasticsearch } = await import('../engines/search/elasticsearch.ts')
      const search = stack.use(
        await openElasticsearch({
          urls: config.searchUrl,
          variable: 'TOKRI_SEARCH_URL',
          prefix: config.searchPrefix,
          log: options.log,
          watch: watchedBy(options.metrics, 'search'),
        }),
      )
      checks.search = search.shared!.check
      return measured('search', search, options.metrics)
    }),
    psp: once(async (): Promise<Psp> => {
      const { openStripe } = await import('../engines/psp/stripe.ts')
      const real = config.stripeKey
        ? { secretKey: config.stripeKey, publishableKey: config.stripePublishableKey ?? '' }
        : undefined
      const engine = stack.use(
        await openStripe(
          chosen(
            real,
            ({ stripe }, url) => ({ ...stripe, apiUrl: url, browserUrl: browserUrl(config, url) }),
            'TOKRI_STRIPE_KEY',
          ),
        ),
      )
      checks.payments = async () => engine.name
      return measured('psp', engine, options.metrics)
    }),
    webhookSecret: async () =>
      config.stripeWebhookSecret ?? (config.stripeKey ? undefined : credentials?.stripe.webhookSecret),
    push: once(async () => {
      const { openFcm } = await import('../engines/push/fcm.ts')
      const { fcmProjectId: projectId, fcmClientEmail: clientEmail, fcmPrivateKey: privateKey } = config
      const real = projectId && clientEmail && privateKey ? { projectId, clientEmail, privateKey } : undefined
      const engine = stack.use(
        await openFcm(
          chosen(real, ({ fcm }, url) => ({ ...fcm, apiUrl: url, tokenUrl: `${url}/token` }), 'TOKRI_FCM_PROJECT_ID'),
        ),
      )
      checks.push = async () => engine.name
      return measured('push', engine, options.metrics)
    }),
    webPush: once(async () => {
      const keys = vapidOf(config, home)
      if (!keys) return null
      const { openWebPush } = await import('../engines/push/webpush.ts')
      const engine = stack.use(
        await openWebPush({ ...keys, ...(standIn && sandboxUrl ? { standIn: sandboxUrl } : {}) }),
      )
      checks.webpush = async () => engine.name
      return measured('webpush', engine, options.metrics)
    }),
    sms: once(async () => {
      const { openTwilio } = await import('../engines/sms/twilio.ts')
      const { twilioAccountSid: accountSid, twilioAuthToken: authToken, twilioFrom: from } = config
      const real = accountSid && authToken && from ? { accountSid, authToken, from } : undefined
      const engine = stack.use(
        await openTwilio(chosen(real, ({ twilio }, url) => ({ ...twilio, apiUrl: url }), 'TOKRI_TWILIO_ACCOUNT_SID')),
      )
      checks.sms = async () => engine.name
      return measured('sms', engine, options.metrics)
    }),
    email: once(async () => {
      const { openSendgrid } = await import('../engines/email/sendgrid.ts')
      const { sendgridKey: apiKey, emailFrom: from } = config
      const real = apiKey && from ? { apiKey, from } : undefined
      const engine = stack.use(
        await openSendgrid(chosen(real, ({ sendgrid }, url) => ({ ...sendgrid, apiUrl: url }), 'TOKRI_SENDGRID_KEY')),
      )
      checks.email = async () => engine.name
      return measured('email', engine, options.metrics)
    }),
  }
  return {
    engines,
    sandboxUrl,
    checks,
    webhookTo: (url) => webhookTo(url),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Browsers reach the stand-in's card form at its own port, under the name by which they reach the gateway. */
function browserUrl(config: ProcessConfig, sandboxUrl: string): string {
  const seen = new URL(config.publicUrl ?? 'http://localhost')
  const { port } = new URL(sandboxUrl)
  return `${seen.protocol}//${seen.hostname}:${port}`
}
