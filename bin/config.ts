import {
  type Config,
  choice,
  copies,
  decimal,
  hosts,
  integer,
  name,
  secret,
  text,
  url,
  urls,
  type Variables,
} from '../kit/config.ts'

/** What concerns the whole process. Services bring their own variables in their `config.ts`. */
export const processVariables = {
  port: integer('PORT', {
    default: 8080,
    max: 65_535,
    help: 'Port of the gateway; of the internal server where no gateway runs. 0 takes a free one.',
  }),
  host: text('TOKRI_HOST', { default: '0.0.0.0', help: 'Address to listen on.' }),
  internalPort: integer('TOKRI_INTERNAL_PORT', {
    default: -1,
    min: -1,
    max: 65_535,
    help: 'Port on which services in this process answer others, beside a gateway. -1: not offered.',
  }),
  home: text('TOKRI_HOME', { default: '.tokri', help: 'Folder of the embedded data.' }),
  env: choice('TOKRI_ENV', {
    of: ['development', 'test', 'production'],
    default: 'development',
    help: 'production refuses demo accounts, stand-ins and switched-off rate limits.',
  }),
  logLevel: choice('TOKRI_LOG_LEVEL', {
    of: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    default: 'warn',
    help: 'How much is logged.',
  }),
  otlpUrl: url('TOKRI_OTLP_URL', {
    help: 'An OpenTelemetry collector that takes traces by OTLP/HTTP, such as http://collector:4318. Without it, no traces.',
  }),
  otlpHeaders: secret('TOKRI_OTLP_HEADERS', {
    help: 'Headers for the collector, name=value separated by commas.',
  }),
  traceRatio: decimal('TOKRI_TRACE_RATIO', {
    default: 1,
    min: 0,
    max: 1,
    help: 'Share of traces that are recorded.',
  }),
  traceJobsRatio: decimal('TOKRI_TRACE_JOBS_RATIO', {
    default: 0.01,
    min: 0,
    max: 1,
    help: 'Share of runs of jobs that are recorded, beside the requests; most runs find nothing to do.',
  }),
  databaseUrl: secret('TOKRI_DATABASE_URL', {
    help: 'A PostgreSQL server, 15 or newer: postgres://user:password@host:5432/database. Without it Tokri starts its own.',
  }),
  databaseDirectUrl: secret('TOKRI_DATABASE_DIRECT_URL', {
    help: 'The same database past its pooler, where TOKRI_DATABASE_URL leads through one: for LISTEN and lasting locks.',
  }),
  databaseReadUrl: secret('TOKRI_DATABASE_READ_URL', {
    help: 'A streaming replica of it, for lists of orders and the like; never for stock or money.',
  }),
  databaseReadLagS: integer('TOKRI_DATABASE_READ_LAG_S', {
    default: 5,
    min: 1,
    max: 3_600,
    help: 'A replica that is further behind than so many seconds is not asked.',
  }),
  databaseWaitS: integer('TOKRI_DATABASE_WAIT_S', {
    default: 30,
    max: 3_600,
    help: 'How long a start waits for a PostgreSQL that does not answer yet.',
  }),
  migrate: choice('TOKRI_MIGRATE', {
    of: ['auto', 'check'],
    default: 'auto',
    help: 'auto: a start brings the database up to date. check: it only looks whether `tokri migrate` has.',
  }),
  eventsDays: integer('TOKRI_RETENTION_EVENTS_DAYS', {
    default: 14,
    min: 1,
    max: 3_650,
    help: 'Days that events which everybody has handled stay in the log in PostgreSQL.',
  }),
  connections: integer('TOKRI_DATABASE_CONNECTIONS', {
    default: 20,
    min: 2,
    max: 500,
    help: 'Connections per process and database.',
  }),
  brokerUrl: hosts('TOKRI_BROKER_URL', {
    secret: true,
    help: 'The event log: kafka://host:port,… (kafka+ssl:// for TLS) or amqp://. Without it, the log in PostgreSQL.',
  }),
  brokerPrefix: name('TOKRI_BROKER_PREFIX', {
    default: 'tokri',
    help: 'Begins the names of topics, queues and groups: installations that share a broker need one each.',
  }),
  brokerPartitions: integer('TOKRI_BROKER_PARTITIONS', {
    default: 12,
    min: 1,
    max: 1_000,
    help: 'Partitions of the event log when Tokri makes it: at most so many copies of a service share its events.',
  }),
  redisUrl: urls('TOKRI_REDIS_URL', {
    secret: true,
    help: 'Redis 7 or newer: redis:// or rediss://; addresses of a cluster separated by commas. Without it, memory and PostgreSQL.',
  }),
  documentsUrl: secret('TOKRI_DOCUMENTS_URL', {
    help: 'MongoDB 6.0 or newer for products: mongodb://user:password@host:27017/database, several hosts separated by commas, or mongodb+srv://. Without it, PostgreSQL.',
  }),
  searchUrl: urls('TOKRI_SEARCH_URL', {
    secret: true,
    help: 'Elasticsearch or OpenSearch, addresses separated by commas. Without it, an index in memory.',
  }),
  searchPrefix: text('TOKRI_SEARCH_PREFIX', {
    default: 'tokri',
    help: 'Begins the names of the search indexes: lower-case letters, digits and dashes. One for each installation that shares the engine.',
  }),
  tlsCert: text<string | undefined>('TOKRI_TLS_CERT', {
    default: undefined,
    help: 'Certificate of this process (PEM file, with its chain): services then speak HTTPS with each other, and only with who shows one of the same authority. Read again when it changes.',
  }),
  tlsKey: text<string | undefined>('TOKRI_TLS_KEY', { default: undefined, help: 'Its private key, PEM file.' }),
  tlsCa: text<string | undefined>('TOKRI_TLS_CA', {
    default: undefined,
    help: 'The authority that the certificates of all processes are signed by, PEM file.',
  }),
  edgeTlsCert: text<string | undefined>('TOKRI_EDGE_TLS_CERT', {
    default: undefined,
    help: 'Certificate that the gateway shows to browsers (PEM file, with its chain), where no load balancer in front does.',
  }),
  edgeTlsKey: text<string | undefined>('TOKRI_EDGE_TLS_KEY', {
    default: undefined,
    help: 'Its private key, PEM file.',
  }),
  drainS: integer('TOKRI_DRAIN_S', {
    default: 0,
    max: 300,
    help: 'Seconds between SIGTERM, when /readyz says no, and the closing of the ports, so that load balancers notice first.',
  }),
  inFlight: integer('TOKRI_IN_FLIGHT', {
    default: 600,
    min: 10,
    max: 100_000,
    help: 'Requests under way at once in this process: browsing may take half of it, carts 70 %, new orders 85 %, the progress of orders all.',
  }),
  shedLagMs: integer('TOKRI_SHED_LAG_MS', {
    default: 120,
    max: 10_000,
    help: 'How late the event loop may be, milliseconds, before requests are refused, browsing first. 0: never for that.',
  }),
  publicUrl: url('TOKRI_PUBLIC_URL', {
    help: 'Where browsers reach the gateway. Default: http://localhost and the port.',
  }),
  trustProxy: text('TOKRI_TRUST_PROXY', {
    default: '',
    help: 'Addresses of load balancers whose X-Forwarded-For is believed, separated by commas.',
  }),
  internalSecret: secret('TOKRI_INTERNAL_SECRET', {
    help: 'Shared by the services of one installation to know each other. Made and kept in TOKRI_HOME when absent.',
  }),
  secretKey: secret('TOKRI_SECRET_KEY', {
    help: '64 hex digits: encrypts what is secret in the database. Made and kept in TOKRI_HOME when absent.',
  }),
  city: choice('TOKRI_CITY', {
    of: ['alive', 'still'],
    default: 'alive',
    help: 'Whether virtual pickers and riders serve orders in the demo city.',
  }),
  citySpeed: decimal('TOKRI_CITY_SPEED', {
    default: 10,
    min: 0.1,
    max: 1_000,
    help: 'How many times faster than real the virtual people act.',
  }),
  rateLimits: choice('TOKRI_RATE_LIMITS', {
    of: ['on', 'off'],
    default: 'on',
    help: 'off serves load tests; refused in production.',
  }),
  roadsUrl: url('TOKRI_ROADS_URL', {
    help: 'An OSRM server for travel times and ways. Without it, and without Google Maps, the own street map.',
  }),
  roadsProfile: name('TOKRI_ROADS_PROFILE', {
    default: 'driving',
    help: 'The profile in the addresses of OSRM.',
  }),
  googleMapsKey: secret('TOKRI_GOOGLE_MAPS_KEY', {
    help: 'Key of Google Maps (Routes, Roads and Geocoding APIs) for travel times, ways and addresses.',
  }),
  googleMapsUrl: url('TOKRI_GOOGLE_MAPS_URL', { help: "Another address than Google's, such as a stand-in." }),
  roadsPerMinute: integer('TOKRI_ROADS_PER_MINUTE', {
    default: 0,
    max: 10_000_000,
    help: 'Elements (cells of matrices, routes, addresses) that a process asks of the provider in a minute; beyond it the own map answers. 0: no limit.',
  }),
  roadsPerDay: integer('TOKRI_ROADS_PER_DAY', {
    default: -1,
    min: -1,
    max: 1_000_000_000,
    help: 'The same in a day (UTC). -1: 10000 of Google Maps, which bills each, and no limit for OSRM.',
  }),
  stripeKey: secret('TOKRI_STRIPE_KEY', { help: "Stripe's secret key. Without it, the stand-in." }),
  stripePublishableKey: text<string | undefined>('TOKRI_STRIPE_PUBLISHABLE_KEY', {
    default: undefined,
    help: "Stripe's publishable key, given to browsers.",
  }),
  stripeWebhookSecret: secret('TOKRI_STRIPE_WEBHOOK_SECRET', { help: 'The secret that Stripe signs webhooks with.' }),
  sandboxPort: integer('TOKRI_SANDBOX_PORT', {
    default: -1,
    min: -1,
    max: 65_535,
    help: 'Port of the provider stand-ins. Default: the one after PORT.',
  }),
  sandboxUrl: url('TOKRI_SANDBOX_URL', {
    help: 'Stand-ins that run elsewhere. Without it they run beside the gateway.',
  }),
  fcmProjectId: text<string | undefined>('TOKRI_FCM_PROJECT_ID', {
    default: undefined,
    help: 'Firebase project for push messages. Without it, the stand-in.',
  }),
  fcmClientEmail: text<string | undefined>('TOKRI_FCM_CLIENT_EMAIL', {
    default: undefined,
    help: 'Service account of that project.',
  }),
  fcmPrivateKey: secret('TOKRI_FCM_PRIVATE_KEY', { help: 'Its private key, PEM.' }),
  vapidPublicKey: text<string | undefined>('TOKRI_VAPID_PUBLIC_KEY', {
    default: undefined,
    help: 'Key that browsers subscribe to push messages with: base64url, of P-256 (npx web-push generate-vapid-keys).',
  }),
  vapidPrivateKey: secret('TOKRI_VAPID_PRIVATE_KEY', {
    help: 'The private half. Outside of production both are made and kept in TOKRI_HOME when absent; there browsers get no messages without.',
  }),
  vapidSubject: text<string | undefined>('TOKRI_VAPID_SUBJECT', {
    default: undefined,
    help: 'Whom a push service may write to: mailto:… or https://…. Default: TOKRI_PUBLIC_URL where that is HTTPS.',
  }),
  twilioAccountSid: text<string | undefined>('TOKRI_TWILIO_ACCOUNT_SID', {
    default: undefined,
    help: 'Twilio account for SMS. Without it, the stand-in.',
  }),
  twilioAuthToken: secret('TOKRI_TWILIO_AUTH_TOKEN', { help: 'Its token.' }),
  twilioFrom: text<string | undefined>('TOKRI_TWILIO_FROM', {
    default: undefined,
    help: 'The number that messages come from.',
  }),
  sendgridKey: secret('TOKRI_SENDGRID_KEY', { help: 'SendGrid key for email. Without it, the stand-in.' }),
  emailFrom: text<string | undefined>('TOKRI_EMAIL_FROM', {
    default: undefined,
    help: 'The address that email comes from.',
  }),
} satisfies Variables

export type ProcessConfig = Config<typeof processVariables>

/** `TOKRI_ORDERS_URL`, `TOKRI_ORDERS_DATABASE_URL`: addresses of services that run elsewhere, and databases of their own. */
export const addressVariables = (services: readonly string[]) => ({
  urls: Object.fromEntries(
    services.map((name) => [
      name,
      copies(`TOKRI_${name.toUpperCase()}_URL`, {
        help: `Copies of ${name} that run elsewhere, separated by commas. dns+http://name:port is every address that DNS has for the name, asked again every few seconds.`,
      }),
    ]),
  ),
  databases: Object.fromEntries(
    services.map((name) => [
      name,
      secret(`TOKRI_${name.toUpperCase()}_DATABASE_URL`, { help: `A database of its own for ${name}.` }),
    ]),
  ),
  replicas: Object.fromEntries(
    services.map((name) => [
      name,
      secret(`TOKRI_${name.toUpperCase()}_DATABASE_READ_URL`, { help: `A replica of the database of ${name}.` }),
    ]),
  ),
})
