import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { openProbes } from './probes.ts'

/** Of minutes: what people do. */
const minutes = [30, 60, 120, 180, 300, 420, 600, 900, 1_200, 1_800, 3_600]
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The metrics of one process, in Prometheus' words. Units are in the names. */
export function openMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const metrics = {
    registry,
    ...openProbes(registry),
    httpSeconds: new Histogram({
      name: 'tokri_http_request_duration_seconds',
      help: 'Time to answer HTTP requests',
      labelNames: ['method', 'route', 'status'],
      buckets: seconds,
      registers,
    }),
    callSeconds: new Histogram({
      name: 'tokri_call_duration_seconds',
      help: 'Time of operations called, by outcome',
      labelNames: ['operation', 'via', 'outcome'],
      buckets: seconds,
      registers,
    }),
    breakerOpen: new Gauge({
      name: 'tokri_breaker_open',
      help: '1 while the circuit breaker to a service is open',
      labelNames: ['service'],
      registers,
    }),
    breakerOpenings: new Counter({
      name: 'tokri_breaker_openings_total',
      help: 'How often the circuit breaker to a service, engine or provider has opened',
      labelNames: ['service'],
      registers,
    }),
    retries: new Counter({
      name: 'tokri_retries_total',
      help: 'Repeated calls; and those that the retry budget forbade to repeat (no-budget)',
      labelNames: ['service', 'outcome'],
      registers,
    }),
    bulkheadRejected: new Counter({
      name: 'tokri_bulkhead_rejected_total',
      help: 'Calls refused because too many to the same neighbour are under way',
      labelNames: ['service'],
      registers,
    }),
    copies: new Gauge({
      name: 'tokri_copies',
      help: 'Known copies of a service that runs elsewhere, by whether they get work: in, ejected',
      labelNames: ['service', 'state'],
      registers,
    }),
    copyEjections: new Counter({
      name: 'tokri_copy_ejections_total',
      help: 'Copies left alone for a while, by cause: failing, slow, closing',
      labelNames: ['service', 'cause'],
      registers,
    }),
    requestsInFlight: new Gauge({
      name: 'tokri_requests_in_flight',
      help: 'HTTP requests that this process is answering',
      registers,
    }),
    shedLevel: new Gauge({
      name: 'tokri_shed_level',
      help: 'How much is refused for want of room: 0 nothing; 1 all browsing; 2 carts, too; 3 new orders, too',
      registers,
    }),
    requestsShed: new Counter({
      name: 'tokri_requests_shed_total',
      help: 'Requests refused because the process is full, by priority',
      labelNames: ['priority'],
      registers,
    }),
    eventsHandled: new Counter({
      name: 'tokri_events_handled_total',
      help: 'Events handled, by outcome: applied, duplicate, parked, dead',
      labelNames: ['service', 'event', 'outcome'],
      registers,
    }),
    eventLagSeconds: new Histogram({
      name: 'tokri_event_lag_seconds',
      help: 'From the publishing of an event to its effect',
      labelNames: ['service'],
      buckets: [...seconds, 30, 60, 300],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'tokri_job_duration_seconds',
      help: 'Time of jobs, by outcome',
      labelNames: ['job', 'outcome'],
      buckets: [...seconds, 30, 60],
      registers,
    }),
    /** When the newest event was published that each service has handled here, epoch ms. */
    handledUpTo: new Map<string, number>(),
    /** Batches that are being handled here, by service, each with the epoch ms of its oldest event. */
    inHand: new Map<string, Map<object, number>>(),
    eventBacklog: new Gauge({
      name: 'tokri_event_backlog',
      help: 'Events that a service has not handled yet, as the broker counts them',
      labelNames: ['service'],
      registers,
    }),
    eventBacklogAge: new Gauge({
      name: 'tokri_event_backlog_age_seconds',
      help: 'Age of the oldest event that a service has not handled yet',
      labelNames: ['service'],
      registers,
    }),
    outboxEvents: new Gauge({
      name: 'tokri_outbox_events',
      help: 'Events that the relay has not carried to the broker yet, at most 10,000',
      labelNames: ['service'],
      registers,
    }),
    outboxAge: new Gauge({
      name: 'tokri_outbox_age_seconds',
      help: 'Age of the oldest event in the outbox',
      labelNames: ['service'],
      registers,
    }),
    eventsParked: new Gauge({
      name: 'tokri_events_parked',
      help: 'Events that failed, by state: parked (tried again), dead (waiting for somebody)',
      labelNames: ['service', 'state'],
      registers,
    }),
    databaseTransactions: new Gauge({
      name: 'tokri_database_transactions',
      help: 'Transactions under way or waiting for a connection',
      labelNames: ['service'],
      registers,
    }),
    databaseConnections: new Gauge({
      name: 'tokri_database_connections_max',
      help: 'Connections that this process may open to the database of a service',
      labelNames: ['service'],
      registers,
    }),
    databaseWait: new Histogram({
      name: 'tokri_database_wait_seconds',
      help: 'Time until a transaction had its connection and had begun',
      labelNames: ['service'],
      buckets: seconds,
      registers,
    }),
    providerSeconds: new Histogram({
      name: 'tokri_provider_duration_seconds',
      help: 'Time of calls to payment, push, SMS, email and map providers, by outcome',
      labelNames: ['provider', 'deed', 'outcome'],
      buckets: seconds,
      registers,
    }),
    certificateExpires: new Gauge({
      name: 'tokri_certificate_expires_timestamp_seconds',
      help: 'When the certificate of this variable expires, seconds since 1970',
      labelNames: ['variable'],
      registers,
    }),
    liveConnections: new Gauge({
      name: 'tokri_live_connections',
      help: 'Open WebSockets',
      registers,
    }),
    cacheLooks: new Counter({
      name: 'tokri_cache_looks_total',
      help: 'Looks into caches, by outcome: hit, miss',
      labelNames: ['cache', 'outcome'],
      registers,
    }),
    roadsFallbacks: new Counter({
      name: 'tokri_roads_fallbacks_total',
      help: 'Travel times, ways and addresses that the own map gave instead of the provider: unavailable, quota, refused',
      labelNames: ['why'],
      registers,
    }),
    searchFallbacks: new Counter({
      name: 'tokri_search_fallbacks_total',
      help: 'Lists and suggestions that were made without the search engine',
      registers,
    }),
    tokensRefused: new Counter({
      name: 'tokri_tokens_refused_total',
      help: 'Access tokens that were not accepted, by code',
      labelNames: ['code'],
      registers,
    }),
    stockRefusals: new Counter({
      name: 'tokri_stock_refusals_total',
      help: 'Orders for which stock could not be reserved, by cause: short, closed',
      labelNames: ['cause'],
      registers,
    }),
    ordersLive: new Gauge({
      name: 'tokri_orders_live',
      help: 'Orders that have not ended, by status',
      labelNames: ['status'],
      registers,
    }),
    ordersOverdue: new Gauge({
      name: 'tokri_orders_overdue',
      help: 'Orders that should have left their status more than two minutes ago, and those past their promise by ten',
      labelNames: ['cause'],
      registers,
    }),
    promises: new Counter({
      name: 'tokri_order_promises_total',
      help: 'Delivered orders, by whether they came when promised: kept, broken',
      labelNames: ['outcome'],
      registers,
    }),
    lateAlarms: new Counter({
      name: 'tokri_late_alarms_total',
      help: 'Deliveries that were told to be late, by whether it was told before their promise was over: before, after',
      labelNames: ['when'],
      registers,
    }),
    silentAlarms: new Counter({
      name: 'tokri_silent_rider_alarms_total',
      help: 'Deliveries whose rider had the bags and fell silent',
      registers,
    }),
    deliverySeconds: new Histogram({
      name: 'tokri_order_delivery_seconds',
      help: 'From placing to the door',
      buckets: minutes,
      registers,
    }),
    pickSeconds: new Histogram({
      name: 'tokri_pick_duration_seconds',
      help: 'From the first touch of a pick to the last bag',
      buckets: minutes,
      registers,
    }),
    dispatchSeconds: new Histogram({
      name: 'tokri_dispatch_round_seconds',
      help: 'Time of one round of finding riders in which there was something to plan',
      buckets: seconds,
      registers,
    }),
    dispatchFallbacks: new Counter({
      name: 'tokri_dispatch_fallbacks_total',
      help: 'Rounds that greedy planned in place of the planner, by cause: slow, crashed, threw, nonsense, restarting, faulty',
      labelNames: ['cause'],
      registers,
    }),
    dispatchRefused: new Counter({
      name: 'tokri_dispatch_refused_total',
      help: 'Offers of plans that were left out because they could not be right, by cause',
      labelNames: ['cause'],
      registers,
    }),
    dispatchBatch: new Histogram({
      name: 'tokri_dispatch_batch_orders',
      help: 'Orders that a rider has in hand after an offer',
      buckets: [1, 2, 3, 4],
      registers,
    }),
    unassignedSeconds: new Histogram({
      name: 'tokri_delivery_unassigned_seconds',
      help: 'From packed to accepted by a rider',
      buckets: [1, 5, 10, ...minutes],
      registers,
    }),
    unassignedOldest: new Gauge({
      name: 'tokri_delivery_unassigned_oldest_seconds',
      help: 'How long the oldest delivery that nobody has accepted has been packed',
      registers,
    }),
    ridersBusy: new Gauge({
      name: 'tokri_riders_busy',
      help: 'Riders on shift, heard of lately, who have something in hand',
      registers,
    }),
    positionsRefused: new Counter({
      name: 'tokri_positions_refused_total',
      help: 'Positions of riders that were left out, by cause: late, duplicate, future, implausible',
      labelNames: ['cause'],
      registers,
    }),
    deliveriesWaiting: new Gauge({
      name: 'tokri_deliveries_waiting',
      help: 'Deliveries that have no rider yet',
      registers,
    }),
    ridersOnShift: new Gauge({
      name: 'tokri_riders_on_shift',
      help: 'Riders on shift who have been heard of lately',
      registers,
    }),
    ordersTotal: new Counter({
      name: 'tokri_orders_total',
      help: 'Orders by the status they reached',
      labelNames: ['status'],
      registers,
    }),
  }
  startAtZero(metrics)
  return metrics
}

/**
 * A counter that first appears with its first event has no rate there: the one dead order of the night would not be seen.
 * So those with few labels are there from the start.
 */
function startAtZero(metrics: Metrics): void {
  const { cacheLooks, dispatchFallbacks, positionsRefused, promises, stockRefusals, tokensRefused } = metrics
  for (const cause of ['slow', 'crashed', 'threw', 'nonsense', 'restarting', 'faulty'])
    dispatchFallbacks.inc({ cause }, 0)
  for (const cause of ['late', 'duplicate', 'future', 'implausible']) positionsRefused.inc({ cause }, 0)
  for (const outcome of ['kept', 'broken']) promises.inc({ outcome }, 0)
  for (const cause of ['short', 'closed', 'slot']) stockRefusals.inc({ cause }, 0)
  for (const outcome of ['hit', 'miss']) cacheLooks.inc({ cache: 'answers', outcome }, 0)
  for (const code of ['auth/invalid-token', 'auth/expired-token']) tokensRefused.inc({ code }, 0)
}

export type Metrics = ReturnType<typeof openMetrics>
