import { type Answer, api, type Body } from './http.ts'

export type PickTask = Answer<'GET /v1/store/picks/{id}'>
export type PickLine = PickTask['lines'][number]
export type ShortReason = NonNullable<PickLine['shortReason']>
export type Zone = NonNullable<PickLine['zone']>
export type Suggestion = Answer<'GET /v1/store/picks/{id}/suggestions'>['items'][number]
export type Handover = Answer<'GET /v1/store/handovers'>['items'][number]

/** What a picker does to a pick; each may be sent twice and counts once. */
export type PickDeed =
  | { kind: 'line'; body: Body<'POST /v1/store/picks/{id}/line'> }
  | { kind: 'substitute'; body: Body<'POST /v1/store/picks/{id}/substitute'>; by: Suggestion }
  | { kind: 'withdraw'; body: Body<'POST /v1/store/picks/{id}/withdraw-substitute'> }
  | { kind: 'complete'; body: Body<'POST /v1/store/picks/{id}/complete'> }

export const listPicks = (store: string, done: boolean, signal?: AbortSignal) =>
  api('GET /v1/store/picks', { query: { store, done, limit: done ? 20 : 100 }, signal })

export const getPick = (id: string, signal?: AbortSignal) => api('GET /v1/store/picks/{id}', { path: { id }, signal })

export const startPick = (id: string) => api('POST /v1/store/picks/{id}/start', { path: { id } })

export const releasePick = (id: string) => api('POST /v1/store/picks/{id}/release', { path: { id } })

export function sendDeed(id: string, deed: PickDeed): Promise<PickTask> {
  const path = { id }
  switch (deed.kind) {
    case 'line':
      return api('POST /v1/store/picks/{id}/line', { path, body: deed.body })
    case 'substitute':
      return api('POST /v1/store/picks/{id}/substitute', { path, body: deed.body })
    case 'withdraw':
      return api('POST /v1/store/picks/{id}/withdraw-substitute', { path, body: deed.body })
    case 'complete':
      return api('POST /v1/store/picks/{id}/complete', { path, body: deed.body })
  }
}

export const listSuggestions = (id: string, productId: string, signal?: AbortSignal) =>
  api('GET /v1/store/picks/{id}/suggestions', { path: { id }, query: { productId }, signal })

export const listHandovers = (store: string, signal?: AbortSignal) =>
  api('GET /v1/store/handovers', { query: { store }, signal })

export const handOver = (id: string, code: string) =>
  api('POST /v1/store/picks/{id}/handover', { path: { id }, body: { code } })
