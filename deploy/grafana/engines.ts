import type { Dashboard } from './panels.ts'

const rate = '$__rate_interval'
const seen = 'target=~"$target"'

/** What Tokri stands on, as its processes see it. The engines' own exporters tell the rest. */
export const engines: Dashboard = {
  uid: 'tokri-engines',
  title: 'Tokri: engines',
  rows: [
    {
      title: 'PostgreSQL',
      panels: [
        {
          title: 'Connections used',
          about: 'Transactions of all that a process may have; above 0.9 they wait.',
          unit: 'percentunit',
          queries: [{ expr: 'tokri:database_pool:used_ratio', legend: '{{instance}}' }],
        },
        {
          title: 'Transactions under way',
          about: 'By service.',
          unit: 'short',
          queries: [{ expr: `sum by (service) (tokri_database_transactions{${seen}})`, legend: '{{service}}' }],
        },
        {
          title: 'Waiting for a connection',
          about: 'p99, until the transaction has begun.',
          unit: 's',
          queries: [
            {
              expr: `histogram_quantile(0.99, sum by (le, service) (rate(tokri_database_wait_seconds_bucket{${seen}}[${rate}])))`,
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Looks that failed',
          about: 'Gauges that could not be looked up: PostgreSQL was away.',
          unit: 'reqps',
          queries: [
            { expr: `sum by (probe) (rate(tokri_probe_failures_total{${seen}}[${rate}]))`, legend: '{{probe}}' },
          ],
        },
      ],
    },
    {
      title: 'The broker',
      panels: [
        {
          title: 'Outbox',
          about: 'Events not carried to the broker yet. 0 where the log is in PostgreSQL.',
          unit: 'short',
          queries: [{ expr: 'max by (service) (tokri_outbox_events)', legend: '{{service}}' }],
        },
        {
          title: 'Age of the outbox',
          about: 'Above 30 s the broker or the relay is away.',
          unit: 's',
          queries: [{ expr: 'max by (service) (tokri_outbox_age_seconds)', legend: '{{service}}' }],
        },
        {
          title: 'Duplicates',
          about: 'Events that came again and were not applied again.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (service) (rate(tokri_events_handled_total{${seen},outcome="duplicate"}[${rate}])) or label_replace(vector(0), "service", "none", "", "")`,
              legend: '{{service}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Breakers',
      panels: [
        {
          title: 'Open breakers',
          about: '1 while calls are refused at once.',
          unit: 'short',
          queries: [{ expr: 'max by (service) (tokri_breaker_open)', legend: '{{service}}' }],
        },
        {
          title: 'Openings',
          about: 'A second.',
          unit: 'reqps',
          queries: [{ expr: `sum by (service) (rate(tokri_breaker_openings_total[${rate}]))`, legend: '{{service}}' }],
        },
        {
          title: 'Refused by a bulkhead',
          about: 'Too many to the same neighbour.',
          unit: 'reqps',
          queries: [{ expr: `sum by (service) (rate(tokri_bulkhead_rejected_total[${rate}]))`, legend: '{{service}}' }],
        },
        {
          title: 'Repeats',
          about: 'And those that the budget forbade.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (service, outcome) (rate(tokri_retries_total[${rate}])) or label_replace(vector(0), "service", "none", "", "")`,
              legend: '{{service}} {{outcome}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Providers',
      panels: [
        {
          title: 'Calls',
          about: 'Payments, push, SMS, email, map.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (provider) (rate(tokri_provider_duration_seconds_count[${rate}]))`,
              legend: '{{provider}}',
            },
          ],
        },
        {
          title: 'Failed share',
          about: 'Of all calls, refusals included.',
          unit: 'percentunit',
          queries: [
            {
              expr: `(sum by (provider) (rate(tokri_provider_duration_seconds_count{outcome!="ok"}[${rate}])) or sum by (provider) (rate(tokri_provider_duration_seconds_count[${rate}])) * 0) / sum by (provider) (rate(tokri_provider_duration_seconds_count[${rate}]))`,
              legend: '{{provider}}',
            },
          ],
        },
        {
          title: 'Time',
          about: 'p99 by what was asked.',
          unit: 's',
          queries: [
            {
              expr: `histogram_quantile(0.99, sum by (le, provider, deed) (rate(tokri_provider_duration_seconds_bucket[${rate}])))`,
              legend: '{{provider}} {{deed}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Search and caches',
      panels: [
        {
          title: 'Lists without search',
          about: 'Made from memory because the engine was away.',
          unit: 'reqps',
          queries: [{ expr: `sum(rate(tokri_search_fallbacks_total[${rate}]))`, legend: 'lists' }],
        },
        {
          title: 'Cache hits',
          about: 'Of all looks.',
          unit: 'percentunit',
          queries: [
            {
              expr: `(sum by (cache) (rate(tokri_cache_looks_total{outcome="hit"}[${rate}])) or sum by (cache) (rate(tokri_cache_looks_total[${rate}])) * 0) / sum by (cache) (rate(tokri_cache_looks_total[${rate}]))`,
              legend: '{{cache}}',
            },
          ],
        },
      ],
    },
  ],
}
