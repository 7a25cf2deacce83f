import type { Dashboard } from './panels.ts'

const rate = '$__rate_interval'
const seen = 'target=~"$target"'
const people = `${seen},route!~"/_call/.*|/metrics|/healthz|/readyz"`
const http = 'tokri_http_request_duration_seconds'

/** Rate, errors, duration of all that is asked, and what the processes need for it: for who runs Tokri. */
export const services: Dashboard = {
  uid: 'tokri-services',
  title: 'Tokri: services',
  rows: [
    {
      title: 'The objective: 99.99 % of requests',
      panels: [
        {
          title: 'Placing fails (1 h)',
          about: 'Above 0.144 % somebody is woken.',
          unit: 'percentunit',
          kind: 'stat',
          queries: [{ expr: 'tokri:placing_errors:ratio_rate1h', legend: 'placing' }],
        },
        {
          title: 'The API fails (1 h)',
          about: 'Above 0.144 % somebody is woken.',
          unit: 'percentunit',
          kind: 'stat',
          queries: [{ expr: 'tokri:api_errors:ratio_rate1h', legend: 'API' }],
        },
        {
          title: 'Budget used by placing (3 d)',
          about: 'Of what three days may fail. Above 1 the month will not be met.',
          unit: 'percentunit',
          kind: 'stat',
          queries: [{ expr: 'tokri:placing_errors:ratio_rate3d / 0.0001', legend: 'placing' }],
        },
        {
          title: 'Budget used by the API (3 d)',
          about: 'Of what three days may fail.',
          unit: 'percentunit',
          kind: 'stat',
          queries: [{ expr: 'tokri:api_errors:ratio_rate3d / 0.0001', legend: 'API' }],
        },
        {
          title: 'Copies up',
          about: 'That Prometheus reaches.',
          unit: 'short',
          kind: 'stat',
          queries: [{ expr: `sum(up{job="tokri",${seen}})`, legend: 'up' }],
        },
        {
          title: 'Requests',
          about: 'A second, where people come in.',
          unit: 'reqps',
          kind: 'stat',
          queries: [{ expr: `sum(rate(${http}_count{${people}}[${rate}]))`, legend: 'requests' }],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests by route',
          about: 'The ten busiest.',
          unit: 'reqps',
          queries: [
            {
              expr: `topk(10, sum by (method, route) (rate(${http}_count{${people}}[${rate}])))`,
              legend: '{{method}} {{route}}',
            },
          ],
        },
        {
          title: 'Requests by status',
          about: '5xx are ours, 4xx theirs.',
          unit: 'reqps',
          stacked: true,
          queries: [{ expr: `sum by (status) (rate(${http}_count{${people}}[${rate}]))`, legend: '{{status}}' }],
        },
        {
          title: 'Slowest routes',
          about: 'p99 of the ten slowest.',
          unit: 's',
          queries: [
            {
              expr: `topk(10, histogram_quantile(0.99, sum by (le, method, route) (rate(${http}_bucket{${people}}[${rate}]))))`,
              legend: '{{method}} {{route}}',
            },
          ],
        },
        {
          title: 'Failed share by target',
          about: '5xx of all.',
          unit: 'percentunit',
          queries: [
            {
              expr: `(sum by (target) (rate(${http}_count{${people},status=~"5.."}[${rate}])) or sum by (target) (rate(${http}_count{${people}}[${rate}])) * 0) / sum by (target) (rate(${http}_count{${people}}[${rate}]))`,
              legend: '{{target}}',
            },
          ],
        },
        {
          title: 'Under way',
          about: 'Requests that are being answered.',
          unit: 'short',
          queries: [{ expr: `sum by (target) (tokri_requests_in_flight{${seen}})`, legend: '{{target}}' }],
        },
        {
          title: 'Refused for want of room',
          about: 'By priority; progress of paid orders last.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (priority) (rate(tokri_requests_shed_total{${seen}}[${rate}])) or label_replace(vector(0), "priority", "none", "", "")`,
              legend: '{{priority}}',
            },
            { expr: `max(tokri_shed_level{${seen}})`, legend: 'level' },
          ],
        },
        {
          title: 'Access tokens refused',
          about: 'Expired ones are everyday; others are somebody who tries.',
          unit: 'reqps',
          queries: [{ expr: `sum by (code) (rate(tokri_tokens_refused_total{${seen}}[${rate}]))`, legend: '{{code}}' }],
        },
      ],
    },
    {
      title: 'Between services',
      panels: [
        {
          title: 'Operations',
          about: 'The ten busiest.',
          unit: 'reqps',
          queries: [
            {
              expr: `topk(10, sum by (operation) (rate(tokri_call_duration_seconds_count{${seen}}[${rate}])))`,
              legend: '{{operation}}',
            },
          ],
        },
        {
          title: 'Slowest operations',
          about: 'p99 of the ten slowest.',
          unit: 's',
          queries: [
            {
              expr: `topk(10, histogram_quantile(0.99, sum by (le, operation) (rate(tokri_call_duration_seconds_bucket{${seen}}[${rate}]))))`,
              legend: '{{operation}}',
            },
          ],
        },
        {
          title: 'Operations that fail',
          about: 'By what was answered.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (operation, outcome) (rate(tokri_call_duration_seconds_count{${seen},outcome!="ok"}[${rate}])) or label_replace(vector(0), "operation", "none", "", "")`,
              legend: '{{operation}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Copies without work',
          about: 'Left alone because they fail or are slow.',
          unit: 'short',
          queries: [{ expr: 'max by (service) (tokri_copies{state="ejected"})', legend: '{{service}}' }],
        },
      ],
    },
    {
      title: 'Events and jobs',
      panels: [
        {
          title: 'Events applied',
          about: 'A second.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (service) (rate(tokri_events_handled_total{${seen},outcome="applied"}[${rate}]))`,
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'From publishing to effect',
          about: 'p99.',
          unit: 's',
          queries: [
            {
              expr: `histogram_quantile(0.99, sum by (le, service) (rate(tokri_event_lag_seconds_bucket{${seen}}[${rate}])))`,
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Backlog',
          about: 'Events not handled yet. The autoscaler goes by their age.',
          unit: 'short',
          queries: [{ expr: 'tokri:event_backlog:max', legend: '{{service}}' }],
        },
        {
          title: 'Age of the backlog',
          about: 'Of the oldest event not handled.',
          unit: 's',
          queries: [{ expr: 'tokri:event_backlog_age_seconds:max', legend: '{{service}}' }],
        },
        {
          title: 'Parked and dead events',
          about: 'Dead ones wait for somebody: tokri events dead.',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service, state) (max by (service, state) (tokri_events_parked))',
              legend: '{{service}} {{state}}',
            },
          ],
        },
        {
          title: 'Jobs',
          about: 'p99 of the ten longest.',
          unit: 's',
          queries: [
            {
              expr: `topk(10, histogram_quantile(0.99, sum by (le, exported_job) (rate(tokri_job_duration_seconds_bucket{${seen}}[${rate}]))))`,
              legend: '{{exported_job}}',
            },
          ],
        },
        {
          title: 'Jobs that fail',
          about: 'Runs a second.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (exported_job) (rate(tokri_job_duration_seconds_count{${seen},outcome="error"}[${rate}])) or label_replace(vector(0), "exported_job", "none", "", "")`,
              legend: '{{exported_job}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'CPU',
          about: 'Cores.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (target, instance) (rate(process_cpu_seconds_total{job="tokri",${seen}}[${rate}]))`,
              legend: '{{target}} {{instance}}',
            },
          ],
        },
        {
          title: 'Memory',
          about: 'Resident.',
          unit: 'bytes',
          queries: [{ expr: `process_resident_memory_bytes{job="tokri",${seen}}`, legend: '{{target}} {{instance}}' }],
        },
        {
          title: 'Delay of the event loop',
          about: 'p99; above 250 ms everything in the process is slow.',
          unit: 's',
          queries: [
            { expr: `nodejs_eventloop_lag_p99_seconds{job="tokri",${seen}}`, legend: '{{target}} {{instance}}' },
          ],
        },
        {
          title: 'Garbage collection',
          about: 'Seconds in a second.',
          unit: 'percentunit',
          queries: [
            {
              expr: `sum by (target, instance) (rate(nodejs_gc_duration_seconds_sum{job="tokri",${seen}}[${rate}]))`,
              legend: '{{target}} {{instance}}',
            },
          ],
        },
      ],
    },
  ],
}
