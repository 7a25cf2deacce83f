import { type Answer, api, type Body } from './http.ts'
import type { Role } from './types.ts'

export type AdminUser = Answer<'GET /v1/admin/users/{id}'>
export type AuditEntry = Answer<'GET /v1/admin/audit'>['items'][number]
export type ApiClient = Answer<'GET /v1/admin/api-clients'>['items'][number]
export type SessionBrief = Answer<'GET /v1/me/sessions'>['items'][number]

export interface UserFilter {
  q?: string
  role?: Role
}

export const listUsers = (filter: UserFilter, cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/users', { query: { ...filter, limit: 50, cursor }, signal })

export const getUser = (id: string, signal?: AbortSignal) => api('GET /v1/admin/users/{id}', { path: { id }, signal })

export const changeRights = (id: string, body: Body<'PATCH /v1/admin/users/{id}'>) =>
  api('PATCH /v1/admin/users/{id}', { path: { id }, body })

export const setSuspension = (id: string, body: Body<'POST /v1/admin/users/{id}/suspension'>) =>
  api('POST /v1/admin/users/{id}/suspension', { path: { id }, body })

export const resetSecondFactor = (id: string, reason: string) =>
  api('POST /v1/admin/users/{id}/second-factor/reset', { path: { id }, body: { reason } })

export const listUserSessions = (id: string) => api('GET /v1/admin/users/{id}/sessions', { path: { id } })

export const endUserSessions = (id: string, reason: string) =>
  api('POST /v1/admin/users/{id}/sessions/end', { path: { id }, body: { reason } })

export interface AuditFilter {
  id?: string
  actor?: string
  subject?: string
  action?: string
  from?: string
  to?: string
}

export const listAudit = (filter: AuditFilter, cursor?: string, limit = 50) =>
  api('GET /v1/admin/audit', { query: { ...filter, limit, cursor } })

export const listApiClients = (cursor?: string) => api('GET /v1/admin/api-clients', { query: { limit: 50, cursor } })

export const createApiClient = (body: Body<'POST /v1/admin/api-clients'>) => api('POST /v1/admin/api-clients', { body })

export const rotateApiClient = (id: string) => api('POST /v1/admin/api-clients/{id}/secret', { path: { id } })

export const revokeApiClient = (id: string) => api('DELETE /v1/admin/api-clients/{id}', { path: { id } })

export const listMySessions = () => api('GET /v1/me/sessions')

export const endMySession = (id: string) => api('DELETE /v1/me/sessions/{id}', { path: { id } })

export const endMyOtherSessions = () => api('DELETE /v1/me/sessions')

export const deleteMe = () => api('DELETE /v1/me')
