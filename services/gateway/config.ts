import { integer, secret, text } from '../../kit/config.ts'

export const gatewayConfig = {
  requestsPerUser: integer('TOKRI_RATE_PER_USER', {
    default: 600,
    min: 1,
    help: 'Requests a minute that one user may make.',
  }),
  requestsPerAddress: integer('TOKRI_RATE_PER_ADDRESS', {
    default: 300,
    min: 1,
    help: 'Requests a minute from one address (IPv6: its /64) of people who are not logged in.',
  }),
  filesPerAddress: integer('TOKRI_RATE_FILES_PER_ADDRESS', {
    default: 6_000,
    min: 1,
    help: 'Pictures, map tiles and signed webhooks a minute from or to one address.',
  }),
  exempt: text<string>('TOKRI_RATE_EXEMPT', {
    default: '',
    help: 'Addresses and networks (10.0.0.0/8) whose requests are not limited, separated by commas: own monitors, simulators.',
  }),
  corsOrigins: text<string>('TOKRI_CORS_ORIGINS', {
    default: '',
    help: 'Origins of other web pages that may use the API and the live connection, separated by commas.',
  }),
  metricsToken: secret('TOKRI_METRICS_TOKEN', {
    help: 'Bearer token by which /metrics is read from other than loopback and private addresses.',
  }),
  liveConnections: integer('TOKRI_LIVE_CONNECTIONS', {
    default: 20_000,
    min: 1,
    help: 'Live connections that one process holds.',
  }),
  livePerUser: integer('TOKRI_LIVE_PER_USER', {
    default: 10,
    min: 1,
    help: 'Live connections of one user, per process.',
  }),
}
