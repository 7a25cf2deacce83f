import type { Figures, MetricsReport } from './generated/api.d.ts'
import { api } from './http.ts'

export type { Figures, MetricsReport }

export interface MetricsQuery {
  store?: string
  from?: string
  to?: string
  by?: 'hour' | 'day'
}

export const getMetrics = (query: MetricsQuery, signal?: AbortSignal) => api('GET /v1/admin/metrics', { query, signal })
