import type { DeadEvent, EngineHealth, SystemHealth } from './generated/api.d.ts'
import { api, type Body } from './http.ts'

export type { DeadEvent, EngineHealth, SystemHealth }

export const getSystemHealth = (signal?: AbortSignal) => api('GET /v1/admin/health', { signal })
export const replayEvents = (body: Body<'POST /v1/admin/health/replay'>) =>
  api('POST /v1/admin/health/replay', { body })
