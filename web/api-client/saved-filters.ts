import { type Answer, api, type Body } from './http.ts'

export type SavedFilter = Answer<'GET /v1/me/saved-filters'>['items'][number]

/** Of one page, or of all. */
export const listSavedFilters = (page?: string) => api('GET /v1/me/saved-filters', { query: { page } })

export const putSavedFilter = (body: Body<'PUT /v1/me/saved-filters'>) => api('PUT /v1/me/saved-filters', { body })

export const removeSavedFilter = (id: string) => api('DELETE /v1/me/saved-filters/{id}', { path: { id } })
