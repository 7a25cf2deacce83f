import type { Dashboard } from './panels.ts'

const rate = '$__rate_interval'
const quantile = (q: number, metric: string, by = ''): string =>
  `histogram_quantile(${q}, sum by (le${by}) (rate(${metric}_bucket[${rate}])))`

/** How the shop does: for whoever is on duty in operations. */
export const business: Dashboard = {
  uid: 'tokri-business',
  title: 'Tokri: business',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Orders placed a minute',
          about: 'Answered with 201.',
          unit: 'opm',
          kind: 'stat',
          queries: [{ expr: 'tokri:orders_placed:rate5m * 60', legend: 'placed' }],
        },
        {
          title: 'Live orders',
          about: 'Neither delivered nor ended otherwise.',
          unit: 'short',
          kind: 'stat',
          queries: [{ expr: 'sum(max by (status) (tokri_orders_live)) or vector(0)', legend: 'live' }],
        },
        {
          title: 'Promise kept',
          about: 'Delivered when promised, of the last hour.',
          unit: 'percentunit',
          kind: 'stat',
          queries: [{ expr: 'tokri:promise_kept:ratio_rate1h', legend: 'kept' }],
        },
        {
          title: 'Waiting for a rider',
          about: 'Packed, and nobody has taken it.',
          unit: 'short',
          kind: 'stat',
          queries: [{ expr: 'max(tokri_deliveries_waiting)', legend: 'waiting' }],
        },
        {
          title: 'Riders on shift',
          about: 'Heard of lately.',
          unit: 'short',
          kind: 'stat',
          queries: [{ expr: 'max(tokri_riders_on_shift)', legend: 'riders' }],
        },
        {
          title: 'Stuck orders',
          about: 'Should have left their status two minutes ago: 0, always.',
          unit: 'short',
          kind: 'stat',
          queries: [{ expr: 'max(tokri_orders_overdue{cause="status"})', legend: 'stuck' }],
        },
      ],
    },
    {
      title: 'Orders',
      panels: [
        {
          title: 'Orders by the status they reach',
          about: 'A minute.',
          unit: 'opm',
          queries: [{ expr: `sum by (status) (rate(tokri_orders_total[${rate}])) * 60`, legend: '{{status}}' }],
        },
        {
          title: 'Live orders by status',
          about: 'A status that only grows is where they stand still.',
          unit: 'short',
          stacked: true,
          queries: [
            {
              expr: 'max by (status) (tokri_orders_live) or label_replace(vector(0), "status", "none", "", "")',
              legend: '{{status}}',
            },
          ],
        },
        {
          title: 'Refused for want of stock',
          about: 'A minute, by cause: short on the shelf, or the store closed.',
          unit: 'opm',
          queries: [{ expr: `sum by (cause) (rate(tokri_stock_refusals_total[${rate}])) * 60`, legend: '{{cause}}' }],
        },
        {
          title: 'Late orders',
          about: 'Live, and ten minutes past the promise.',
          unit: 'short',
          queries: [{ expr: 'max(tokri_orders_overdue{cause="promise"})', legend: 'late' }],
        },
      ],
    },
    {
      title: 'The ten minutes',
      panels: [
        {
          title: 'From the tap to the door',
          about: 'Half of the orders, and nine of ten.',
          unit: 's',
          queries: [
            { expr: quantile(0.5, 'tokri_order_delivery_seconds'), legend: 'half' },
            { expr: quantile(0.9, 'tokri_order_delivery_seconds'), legend: 'nine of ten' },
          ],
        },
        {
          title: 'Picking',
          about: 'From the first touch to the last bag.',
          unit: 's',
          queries: [
            { expr: quantile(0.5, 'tokri_pick_duration_seconds'), legend: 'half' },
            { expr: quantile(0.9, 'tokri_pick_duration_seconds'), legend: 'nine of ten' },
          ],
        },
        {
          title: 'Promises',
          about: 'Delivered a minute, kept and broken.',
          unit: 'opm',
          stacked: true,
          queries: [
            { expr: `sum by (outcome) (rate(tokri_order_promises_total[${rate}])) * 60`, legend: '{{outcome}}' },
          ],
        },
        {
          title: 'A round of the dispatch',
          about: 'p99 of finding riders for all that waits, of rounds in which there was something to plan.',
          unit: 's',
          queries: [{ expr: quantile(0.99, 'tokri_dispatch_round_seconds'), legend: 'p99' }],
        },
        {
          title: 'Waiting for a rider to accept',
          about: 'From packed to accepted: median and p90, and the oldest that nobody has accepted.',
          unit: 's',
          queries: [
            { expr: quantile(0.5, 'tokri_delivery_unassigned_seconds'), legend: 'median' },
            { expr: quantile(0.9, 'tokri_delivery_unassigned_seconds'), legend: 'p90' },
            { expr: 'max(tokri_delivery_unassigned_oldest_seconds)', legend: 'oldest now' },
          ],
        },
        {
          title: 'Orders in a bag after an offer',
          about: 'More than one on average: orders travel together.',
          unit: 'short',
          queries: [
            {
              expr: `sum(rate(tokri_dispatch_batch_orders_sum[${rate}])) / sum(rate(tokri_dispatch_batch_orders_count[${rate}]))`,
              legend: 'orders',
            },
          ],
        },
        {
          title: 'Riders with something in hand',
          about: 'Share of those on shift. Near 100 %: more riders are needed.',
          unit: 'percentunit',
          queries: [{ expr: 'max(tokri_riders_busy) / clamp_min(max(tokri_riders_on_shift), 1)', legend: 'busy' }],
        },
        {
          title: 'Plans by the stand-in',
          about: 'A minute. Greedy planned because the planner was slow, crashed or answered nonsense: 0, always.',
          unit: 'opm',
          queries: [
            {
              expr: `sum by (cause) (rate(tokri_dispatch_fallbacks_total[${rate}])) * 60`,
              legend: '{{cause}}',
            },
            {
              expr: `sum(rate(tokri_dispatch_refused_total[${rate}])) * 60 or vector(0)`,
              legend: 'offers refused',
            },
          ],
        },
        {
          title: 'Positions left out',
          about: 'A minute, by cause. Phones repeat themselves; many that are implausible are a map or a cheat.',
          unit: 'opm',
          queries: [
            {
              expr: `sum by (cause) (rate(tokri_positions_refused_total[${rate}])) * 60`,
              legend: '{{cause}}',
            },
          ],
        },
        {
          title: 'Browsers that look on',
          about: 'Open live connections.',
          unit: 'short',
          queries: [{ expr: 'sum(tokri_live_connections)', legend: 'open' }],
        },
      ],
    },
  ],
}
