import type { AudienceSize, Campaign, CampaignInput, CampaignPreview } from './generated/api.d.ts'
import { api, type Body } from './http.ts'

export type { AudienceSize, Campaign, CampaignInput, CampaignPreview }

export const listCampaigns = (cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/campaigns', { query: { limit: 50, cursor }, signal })
export const getCampaign = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/campaigns/{id}', { path: { id }, signal })
export const addCampaign = (body: CampaignInput) => api('POST /v1/admin/campaigns', { body })
export const changeCampaign = (id: string, body: CampaignInput) =>
  api('PUT /v1/admin/campaigns/{id}', { path: { id }, body })
export const deleteCampaign = (id: string) => api('DELETE /v1/admin/campaigns/{id}', { path: { id } })
export const scheduleCampaign = (id: string, body: Body<'POST /v1/admin/campaigns/{id}/schedule'>) =>
  api('POST /v1/admin/campaigns/{id}/schedule', { path: { id }, body })
export const stopCampaign = (id: string) => api('POST /v1/admin/campaigns/{id}/stop', { path: { id } })
export const sizeAudience = (body: Body<'POST /v1/admin/campaigns/audience'>, signal?: AbortSignal) =>
  api('POST /v1/admin/campaigns/audience', { body, signal })
export const previewCampaign = (body: Body<'POST /v1/admin/campaigns/preview'>, signal?: AbortSignal) =>
  api('POST /v1/admin/campaigns/preview', { body, signal })
