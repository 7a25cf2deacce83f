import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The metrics of one process, in Prometheus' words. Units are in the names. */
export function openMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
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
    ordersTotal: new Counter({
      name: 'tokri_orders_total',
      help: 'Orders by the status they reached',
      labelNames: ['status'],
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof openMetrics>
